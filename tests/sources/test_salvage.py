"""A range of which objects are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.git import Repository
from cf_secret_guard.sources import salvage
from cf_secret_guard.sources.base import Introduction
from tests.sources.recorder import Recorder

if TYPE_CHECKING:
    import pytest

    from tests.gitrepo import GitRepo


def here() -> Repository:
    found = Repository.discover()
    assert found is not None
    return found


def remove(repo: GitRepo, oid: str) -> None:
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()


def test_of_a_whole_range_all_is_left_and_what_came_in_is_told(repo: GitRepo) -> None:
    base = repo.commit({"a": "1"})
    one, two = repo.commit({"b": "2"}), repo.commit({"c": "2"})
    sink = Recorder()
    left = salvage.salvage(here(), [two], [base], sink)
    assert (left.commits, sink.skipped) == ((two, one), [])
    blob = repo.oid("HEAD:b")
    brought = [Introduction(one, 1704067200, b"b"), Introduction(two, 1704067200, b"c")]
    assert left.introduced({blob}) == {blob: brought}
    assert salvage.salvage(here(), [two], [two], sink) == ((), ())


def test_both_sides_of_a_merge_are_walked_and_a_lost_one_is_named(repo: GitRepo) -> None:
    base = repo.commit({"a": "1"})
    repo.git("checkout", "-q", "-b", "side")
    lost = repo.commit({"b": "2"})
    repo.git("checkout", "-q", "main")
    kept = repo.commit({"c": "3"})
    repo.git("merge", "-q", "--no-ff", "-m", "merge", "side")
    merge = repo.oid("HEAD")
    remove(repo, lost)
    sink = Recorder()
    left = salvage.salvage(here(), [merge], [base], sink)
    assert left.commits == (merge, kept)
    assert {change.path for _, change in left.changes if change is not None} == {b"c"}
    assert {gap.path for gap in sink.skipped} == {f"<commit {lost}>", f"<commit {merge}>"}
    absent = f"the object is missing from this repository, or damaged ({lost})"
    assert any(gap.path == f"<commit {merge}>" and gap.reason.endswith(absent) for gap in sink.skipped)


def test_what_is_lost_very_often_is_counted(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(salvage, "_MOST_RESTARTS", 1)
    repo.commit({"a": "0"})
    for number in range(1, 5):
        repo.commit({"a": f"{number}"})
    for back in range(5):
        remove(repo, repo.oid(f"HEAD{'~' * back}^{{tree}}"))
    sink = Recorder()
    left = salvage.salvage(here(), [repo.oid("HEAD")], [], sink)
    assert (len(left.commits), left.changes) == (5, ())
    assert ["nor those of 3 more" in gap.reason for gap in sink.skipped] == [False, True]
