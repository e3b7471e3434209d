from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.respond import admin
from cf_secret_guard.secret import Secret
from tests import tokens

if TYPE_CHECKING:
    from pathlib import Path

ONE, TWO, THREE = tokens.user_token("one"), tokens.account_token("two"), tokens.legacy_token("three")


def test_no_credential_is_no_error() -> None:
    assert admin.load({}) == admin.Admins(())
    assert admin.load({admin.VARIABLE: "", admin.FILE_VARIABLE: ""}) == admin.Admins(())


def test_one_credential_a_line_from_the_variable_and_the_file(tmp_path: Path) -> None:
    path = tmp_path / "admin"
    path.write_text(f"# account\n{TWO}\r\n\n{ONE}\n{THREE}")
    path.chmod(0o600)
    loaded = admin.load({admin.VARIABLE: f" {ONE}\n", admin.FILE_VARIABLE: str(path)})
    assert [(one.number, one.secret, one.source) for one in loaded.credentials] == [
        (1, Secret(ONE), admin.VARIABLE),
        (2, Secret(TWO), admin.FILE_VARIABLE),
        (3, Secret(THREE), admin.FILE_VARIABLE),
    ]
    assert loaded.warnings == ()
    assert ONE not in repr(loaded)


@pytest.mark.parametrize(
    "line",
    [
        f"me@example.com:{tokens.legacy_key()}",
        f"me@example.com {tokens.legacy_key()}",
        f"name:{ONE}",
        "short",
        f"Bearer {ONE}",
        ONE + "\u2028",
        ONE[:-1] + "é",
        ONE * 10,
        tokens.global_key(),
    ],
)
def test_what_is_no_api_token_is_refused_without_being_shown(line: str) -> None:
    with pytest.raises(UsageError) as refused:
        admin.load({admin.VARIABLE: f"{TWO}\n{line}"})
    assert "one API token a line" in str(refused.value)
    assert line not in str(refused.value)
    assert ONE not in str(refused.value)


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o620])
def test_a_file_that_others_can_read_is_warned_about(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "admin"
    path.write_text(ONE)
    path.chmod(mode)
    loaded = admin.load({admin.FILE_VARIABLE: str(path)})
    assert len(loaded.credentials) == 1
    assert "chmod 600" in loaded.warnings[0]


def _fill(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.mark.parametrize(
    ("prepare", "why"),
    [
        (lambda _path: None, "No such file"),
        (os.mkdir, "directory|not a regular file"),
        (os.mkfifo, "not a regular file"),
        (lambda path: path.symlink_to("/dev/zero"), "not a regular file"),
        (lambda path: _fill(path, b"a" * 70_000), "too large"),
        (lambda path: _fill(path, b"\xff\xfe"), "more than ASCII"),
    ],
)
def test_a_file_that_is_none_is_refused(tmp_path: Path, prepare: object, why: str) -> None:
    assert callable(prepare)
    prepare(tmp_path / "admin")
    with pytest.raises(UsageError, match=why):
        admin.load({admin.FILE_VARIABLE: str(tmp_path / "admin")})


def test_a_name_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(UsageError, match="not valid"):
        admin.load({admin.FILE_VARIABLE: "a\0b"})


def test_an_administrator_credential_is_recognised() -> None:
    loaded = admin.load({admin.VARIABLE: f"{ONE}\n{TWO}"})
    found = loaded.holds(Secret(TWO))
    assert found is not None
    assert found.label == "administrator credential 2"
    assert loaded.holds(Secret(THREE)) is None
    assert loaded.holds(Secret(tokens.r2_secret(ONE))) == loaded.credentials[0]


@pytest.mark.parametrize("name", admin.DEPLOYS_WITH)
@pytest.mark.parametrize("leaked", [ONE, tokens.r2_secret(ONE)])
def test_what_ci_deploys_with_is_recognised_and_so_is_its_r2_secret(name: str, leaked: str) -> None:
    assert admin.running_on(Secret(leaked), {name: f"{ONE}\n"}) == name
    assert admin.running_on(Secret(leaked), {name: TWO}) is None
    assert admin.running_on(Secret(leaked), {"OTHER": ONE}) is None


def test_an_empty_variable_is_no_credential() -> None:
    assert admin.running_on(Secret(""), {"CF_API_TOKEN": ""}) is None
