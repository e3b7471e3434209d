from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.doctor.base import Status
from cf_secret_guard.doctor.configuration import configuration
from cf_secret_guard.git import Repository

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
