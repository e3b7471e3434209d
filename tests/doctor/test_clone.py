from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.doctor import clone
from cf_secret_guard.doctor.base import Status
from cf_secret_guard.git import Repository
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_a_repository_is_named(repo: GitRepo) -> None:
    found, check = clone.discover()
    assert found is not None
    assert (check.status, check.message) == (Status.OK, str(repo.path))


def test_a_directory_outside_of_any_repository_is_fine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    found, check = clone.discover()
    assert found is None
    assert check.status is Status.OK


def test_a_repository_of_another_user_fails_with_the_way_out(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    bin_ = repo.path.parent / "bin"
    bin_.mkdir()
    # The scrubbed environment drops GIT_TEST_*: a git in front of the real one says what git says then.
    (bin_ / "git").write_text('#!/bin/sh\necho "fatal: detected dubious ownership in repository" >&2\nexit 128\n')
    (bin_ / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(bin_))
    found, check = clone.discover()
    assert found is None
    assert check.status is Status.FAIL
    assert "safe.directory" in check.next_step


def test_a_broken_repository_fails_and_is_not_called_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").write_text("gitdir: /gone\n")
    monkeypatch.chdir(tmp_path)
    found, check = clone.discover()
    assert found is None
    assert check.status is Status.FAIL
    assert check.next_step


def test_a_whole_clone_is_complete_and_a_partial_one_is_a_warning(repo: GitRepo) -> None:
    repo.commit({"a": "b"})
    found = Repository.discover()
    assert found is not None
    assert clone.completeness(found).status is Status.OK
    partial = GitRepo(repo.path.parent / "partial", init=None)
    repo.config("uploadpack.allowFilter", "true")
    partial.git("clone", "--quiet", "--filter=blob:none", repo.path.as_uri(), ".")
    found = Repository.discover(str(partial.path))
    assert found is not None
    assert clone.completeness(found).status is Status.WARN
