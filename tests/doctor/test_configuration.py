from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.doctor.base import Status
from cf_secret_guard.doctor.configuration import baseline, configuration
from cf_secret_guard.git import Repository
from cf_secret_guard.triage.baseline import DEFAULT_NAME, Entry, render

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo


def test_no_configuration_is_fine(repo: GitRepo) -> None:
    assert repo.path.exists()
    check = configuration(Repository.discover())
    assert (check.status, check.message) == (Status.OK, "none: defaults")


def test_a_valid_configuration_is_named(repo: GitRepo) -> None:
    repo.write(".cf-secret-guard.yaml", "min-confidence: high\n")
    check = configuration(Repository.discover())
    assert check.status is Status.OK
    assert ".cf-secret-guard.yaml" in check.message


@pytest.mark.parametrize("text", ["no-such-key: 1\n", "- a list\n", "min-confidence: [\n", "\xff\xfe"])
def test_a_configuration_that_is_not_valid_fails(repo: GitRepo, text: str) -> None:
    repo.write(".cf-secret-guard.yaml", text.encode("latin-1"))
    check = configuration(Repository.discover())
    assert check.status is Status.FAIL
    assert ".cf-secret-guard.yaml" in check.message
    assert check.next_step


def test_outside_of_git_the_current_directory_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".cf-secret-guard.yaml").write_text("no-such-key: 1\n", encoding="utf-8")
    assert configuration(None).status is Status.FAIL


@pytest.mark.parametrize(
    ("expires", "status", "text"),
    [
        ("", Status.OK, "entries: 1, expired: 0"),
        ("2999-12-31", Status.OK, "entries: 1, expired: 0"),
        ("2001-01-01", Status.WARN, "entries: 1, expired: 1"),
    ],
)
def test_expired_entries_of_the_baseline_are_a_warning(repo: GitRepo, expires: str, status: Status, text: str) -> None:
    repo.write(DEFAULT_NAME, render([Entry("0" * 32, "cloudflare-api-token", "sample", "", expires)]))
    check = baseline(Repository.discover())
    assert check.status is status
    assert text in check.message


def test_no_baseline_is_fine_and_one_that_cannot_be_read_fails(repo: GitRepo) -> None:
    assert baseline(Repository.discover()).status is Status.OK
    repo.write(DEFAULT_NAME, "<<<<<<< ours\n")
    check = baseline(Repository.discover())
    assert check.status is Status.FAIL
    assert check.next_step


def test_a_configuration_that_is_not_valid_fails_the_baseline_too_and_is_not_told_twice(repo: GitRepo) -> None:
    repo.write(".cf-secret-guard.yaml", "no-such-key: 1\n")
    check = baseline(Repository.discover())
    assert check.status is Status.FAIL
    assert check.message != configuration(Repository.discover()).message
    assert "configuration" in check.next_step
