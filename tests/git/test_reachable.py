"""What the history hangs on, and what it reaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import reachable

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo


def unwarned(words: str) -> None:
    pytest.fail(words)


def test_tips_are_refs_of_every_kind_heads_and_stash_entries(repo: GitRepo) -> None:
    first = repo.commit({"a": "1"})
    repo.git("tag", "v1")
    for text in ("2", "3"):
        repo.write("a", text)
        repo.git("stash", "push", "-q")
    second = repo.commit({"b": "x"})
    stashed = [repo.oid(f"stash@{{{number}}}") for number in range(2)]
    repo.git("checkout", "-q", "--detach")
    third = repo.commit({"b": "y"})
    found = reachable.tips(None, unwarned)
    assert found == {
        first: b"refs/tags/v1",
        second: b"refs/heads/main",
        third: b"HEAD",
        stashed[0]: b"refs/stash",
        stashed[1]: b"stash",
    }


def test_an_empty_repository_has_no_tips(repo: GitRepo) -> None:
    assert repo.path
    assert reachable.tips(None, unwarned) == {}


def test_commits_and_blobs_are_each_listed_once(repo: GitRepo) -> None:
    commits = [repo.commit({"dir/a b": text}) for text in ("1", "2", "1")]
    assert sorted(reachable.commits(commits, None)) == sorted(oid.encode() for oid in commits)
    listed = sorted(reachable.blobs(commits[-1:], None))
    assert listed == sorted(f"{repo.oid(f'HEAD{back}:dir/a b')} dir/a b".encode() for back in ("", "~"))


def test_an_old_git_lists_trees_and_commits_too(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = repo.commit({"a": "1"})
    monkeypatch.setattr(reachable, "version", lambda: (2, 28))
    assert {line.split(b" ")[0] for line in reachable.blobs([commit], None)} == {
        repo.oid(name).encode() for name in ("HEAD", "HEAD^{tree}", "HEAD:a")
    }


def test_what_is_missing_is_marked_and_what_is_no_object_fails(repo: GitRepo) -> None:
    commit = repo.commit({"a": "1"})
    oid = repo.oid("HEAD:a")
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    assert list(reachable.blobs([commit], None)) == [f"?{oid}".encode()]
    with pytest.raises(GitError, match="rev-list"):
        list(reachable.commits(["1" * 40], None))


def test_a_missing_tree_is_told_where_it_is_asked_for_and_blobs_are_not(repo: GitRepo) -> None:
    commit = repo.commit({"a": "1", "sub/b": "2"})
    with reachable.missing_trees([commit], None) as found:
        assert list(found) == []
    for oid in (lost := repo.oid("HEAD:sub"), repo.oid("HEAD:a")):
        (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()
    with reachable.missing_trees([commit], None) as found:
        assert list(found) == [f"?{lost}".encode()]
    with reachable.missing_trees([commit, "1" * 40], None) as found, pytest.raises(GitError, match="rev-list"):
        list(found)
