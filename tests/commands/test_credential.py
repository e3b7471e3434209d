from __future__ import annotations

import getpass
import io
import json
import sys
import warnings
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import cli
from cf_secret_guard.commands import credential
from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.settings import CredentialSettings
from tests import tokens

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.simulated import Cloud


def piped(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


class Broken(io.BytesIO):
    def read(self, _size: int | None = -1, /) -> bytes:
        raise OSError(5, "Input/output error")


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_secret_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    piped(b"\xff\xfesecret\n", monkeypatch)
    assert credential.secret_input() == b"\xff\xfesecret\n"


def test_at_a_terminal_it_is_typed_unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def typed(prompt: str) -> str:
        asked.append(prompt)
        return "secret"

    monkeypatch.setattr(sys, "stdin", Keyboard("never read"))
    monkeypatch.setattr(getpass, "getpass", typed)
    assert credential.secret_input() == b"secret"
    assert asked == ["Secret (is not shown): "]


def test_a_terminal_that_would_show_it_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(_prompt: str) -> str:
        warnings.warn("Can not control echo on the terminal.", getpass.GetPassWarning, stacklevel=1)
        return "secret"

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(getpass, "getpass", typed)
    with pytest.raises(IncompleteError, match="would show what is typed"):
        credential.secret_input()


def test_the_end_of_the_input_at_a_terminal_is_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def typed(_prompt: str) -> str:
        raise EOFError

    monkeypatch.setattr(sys, "stdin", Keyboard())
    monkeypatch.setattr(getpass, "getpass", typed)
    assert credential.secret_input() == b""


def test_a_closed_or_broken_standard_input_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(IncompleteError, match="closed"):
        credential.secret_input()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Broken()))
    with pytest.raises(IncompleteError, match="cannot be read"):
        credential.secret_input()


def test_the_report_for_programs_is_that_of_a_scan(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    piped(cloud.token.value.encode(), monkeypatch)
    credential.respond(CredentialSettings(format="json"))
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "cf-secret-guard/report/1"
    assert document["scan"]["mode"] == "given"
    assert document["findings"][0]["verdict"]["token_id"] == cloud.token.id


def test_a_secret_of_a_report_is_read_again_at_its_place(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.env").write_text(f"CLOUDFLARE_API_TOKEN={cloud.token.value}\n")
    assert cli.main(["scan", ".", "-q", "-o", "json:report.json"]) == 1
    name = json.loads((tmp_path / "report.json").read_text())["findings"][0]["fingerprint"]
    capsys.readouterr()
    report = credential.respond(CredentialSettings(from_report="report.json", fingerprint=name))
    assert report.findings[0].verdict is not None
    shown = capsys.readouterr().out
    assert "where       a.env:1:22" in shown
    assert cloud.token.value not in shown


def test_the_hints_reach_the_questions(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> None:
    piped(cloud.key.value.encode(), monkeypatch)
    wishes = CredentialSettings().response._replace(emails=("ada@example.com",))
    report = credential.respond(CredentialSettings(response=wishes))
    assert report.findings[0].verdict is not None
    assert report.findings[0].verdict.status == "live"


def test_a_wrong_environment_is_found_before_the_secret_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CF_SECRET_GUARD_API_BASE", "http://example.com")
    monkeypatch.setattr(credential, "secret_input", lambda: pytest.fail("asked"))
    assert cli.main(["verify"]) == 2


def test_no_output_shows_what_was_handed_in(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for value in (cloud.token.value, tokens.legacy_token(), tokens.access_secret()):
        piped(value.encode(), monkeypatch)
        cli.main(["verify", "--color", "always"])
        out, err = capsys.readouterr()
        assert out + err
        assert value not in out + err
