from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.sources.choose import of_commits
from cf_secret_guard.sources.history import HistorySource
from cf_secret_guard.sources.range import RangeSource

if TYPE_CHECKING:
    from cf_secret_guard.sources.base import HistoricSource
    from tests.gitrepo import GitRepo


def chosen(settings: ScanSettings) -> HistoricSource:
    found = Repository.discover()
    assert found is not None
    return of_commits(settings, found, None, None)


def ranged(*paths: str) -> ScanSettings:
    return ScanSettings(mode="range", range=("HEAD", "HEAD"), paths=paths or (".",), paths_given=bool(paths))


def test_each_mode_has_its_source(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a": "1"})
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"")))
    assert isinstance(chosen(ScanSettings(mode="history")), HistorySource)
    assert isinstance(chosen(ranged()), RangeSource)
    pushed = chosen(ScanSettings(mode="push"))
    assert isinstance(pushed, RangeSource)
    assert pushed.mode == "push"


def test_a_range_is_of_the_whole_repository_unless_paths_are_given(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"d/a": "1", "b": "2", "c": "3"})
    monkeypatch.chdir(repo.path / "d")
    assert chosen(ranged()).within is None
    assert chosen(ranged("..")).within is None
    for paths, inside in ((("a",), b"d/a"), ((".", "../c"), b"d/e/f"), (("../b",), b"b")):
        within = chosen(ranged(*paths)).within
        assert within is not None
        assert within(inside)
        assert not within(b"x")


@pytest.mark.parametrize(("path", "said"), [("/etc", "outside of the repository"), ("typo", "Check how the path is")])
def test_a_path_that_is_not_there_is_refused(repo: GitRepo, path: str, said: str) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(UsageError, match=said):
        chosen(ranged(path))


def test_at_a_terminal_nobody_tells_of_a_push(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit()
    ours, theirs = os.openpty()
    try:
        with open(theirs, encoding="utf-8", closefd=False) as terminal:
            monkeypatch.setattr(sys, "stdin", terminal)
            with pytest.raises(UsageError, match=r'scan --pre-push "\$@"'):
                chosen(ScanSettings(mode="push"))
    finally:
        os.close(ours)
        os.close(theirs)
