from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.doctor import machine
from cf_secret_guard.doctor.base import Status

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("running", "status"), [((3, 11, 0), Status.OK), ((3, 14, 1), Status.OK), ((3, 10, 9), Status.FAIL)]
)
def test_python_must_be_new_enough(running: tuple[int, ...], status: Status) -> None:
    assert machine.python(running).status is status


def test_the_git_of_this_machine_is_good_enough() -> None:
    assert machine.git().status is Status.OK


def put_git(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "git").write_text(f"#!/bin/sh\necho '{text}'\n", encoding="utf-8")
    (folder / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))


def test_an_old_git_fails_with_the_version_that_is_needed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put_git(tmp_path, "git version 2.17.1 (Apple Git-112)", monkeypatch)
    check = machine.git()
    assert (check.status, check.message) == (Status.FAIL, "git 2.17.1 is too old")
    assert "2.28 or newer" in check.next_step


def test_a_missing_git_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert machine.git().status is Status.FAIL


@pytest.mark.parametrize(("module", "status"), [("zlib", Status.OK), ("no_such_module_here", Status.WARN)])
def test_a_prefilter_that_does_not_load_is_a_warning(module: str, status: Status) -> None:
    assert machine.prefilter(module).status is status
