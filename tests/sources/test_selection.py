from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.sources.selection import Selection, is_object_id, is_zero, peel, span

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo

ZERO = "0" * 40


def here() -> Repository:
    found = Repository.discover()
    assert found is not None
    return found


def test_a_range_is_what_its_end_has_and_its_beginning_does_not(repo: GitRepo) -> None:
    one, two = repo.commit({"a": "1"}), repo.commit({"a": "2"})
    repo.git("tag", "--annotate", "--message", "x", "v1", one)
    expected = Selection(f"{one[:8]}..{two[:8]}", (two,), (one,))
    assert span(here(), one, two) == expected
    assert span(here(), "v1", "HEAD") == expected


@pytest.mark.parametrize("zero", ["0" * 40, "0" * 64])
def test_a_beginning_of_zeros_excludes_nothing(zero: str, repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    assert span(here(), zero, "HEAD") == Selection(one[:8], (one,))


@pytest.mark.parametrize(
    ("revision", "step"),
    [
        ("topic/x", "git fetch origin topic/x"),
        ("HEAD^", "40 zeros"),
        ("main~3", "40 zeros"),
        ("--all", "Write a branch"),
        ("HEAD:a.env", "Write a branch"),
        ("HEAD^{tree}", "Write a branch"),
        ("", "Write a branch"),
    ],
)
def test_what_is_no_commit_is_refused_with_a_step_that_leads_somewhere(repo: GitRepo, revision: str, step: str) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(UsageError, match="is no commit of this repository") as raised:
        span(here(), revision, "HEAD")
    assert step in raised.value.next_step


def test_before_the_first_commit_there_is_nothing_to_fetch(repo: GitRepo) -> None:
    assert repo.path.is_dir()
    with pytest.raises(UsageError) as raised:
        span(here(), "HEAD", "HEAD")
    assert "no commit yet" in raised.value.next_step


def test_an_end_of_zeros_is_refused(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(UsageError, match="deleted ref"):
        span(here(), "HEAD", ZERO)


@pytest.mark.parametrize("unknown", ["missing", "1" * 40])
def test_an_unknown_end_is_refused_on_either_side_with_a_way_on(unknown: str, repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(UsageError, match="Fetch it"):
        span(here(), unknown, "HEAD")
    with pytest.raises(UsageError, match="Fetch it"):
        span(here(), "HEAD", unknown)


def test_in_a_shallow_clone_the_way_on_is_to_fetch_more(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    with pytest.raises(UsageError, match="fetch-depth: 0"):
        span(here(), one, "HEAD")


def test_refs_are_followed_to_what_they_stand_for(repo: GitRepo) -> None:
    commit = repo.commit({"d/a": "1"})
    blob, tree = repo.oid("HEAD:d/a"), repo.oid("HEAD:d")
    ids = [commit, blob, tree]
    for name, target in (("t-commit", commit), ("t-blob", blob), ("t-tree", tree), ("t-tag", "t-commit")):
        repo.git("tag", "--annotate", "--message", "x", name, target)
        ids.append(repo.oid(name))
    found, absent = peel(here(), [(f"refs/{number}".encode(), oid) for number, oid in enumerate(ids)])
    assert found == Selection("", (commit,), tags=tuple(ids[3:]), trees=(tree,), blobs=((b"<refs/1>", blob),))
    assert absent == frozenset()


def test_a_tag_alone_leads_to_the_rest(repo: GitRepo) -> None:
    commit = repo.commit({"a": "1"})
    repo.git("tag", "--annotate", "--message", "x", "inner", "HEAD:a")
    repo.git("tag", "--annotate", "--message", "x", "outer", "inner")
    inner, outer = repo.oid("inner"), repo.oid("outer")
    found, absent = peel(here(), [(b"refs/tags/outer", outer), (b"HEAD", commit), (b"again", outer)])
    assert found.tags == (outer, inner)
    assert found.blobs == ((b"<again>", repo.oid("HEAD:a")),)
    assert found.tips == (commit,)
    assert not absent


def test_what_is_not_here_is_told(repo: GitRepo) -> None:
    commit = repo.commit({"a": "1"})
    assert peel(here(), [(b"x", "1" * 40), (b"y", commit)]) == (Selection("", (commit,)), frozenset({"1" * 40}))
    assert peel(here(), []) == (Selection(""), frozenset())


@pytest.mark.parametrize(
    ("text", "whole", "zero"),
    [
        ("0" * 40, True, True),
        ("0" * 64, True, True),
        ("0" * 39, False, False),
        ("", False, False),
        ("a" * 40, True, False),
        ("A" * 40, False, False),
        ("g" * 40, False, False),
        ("\u0660" * 40, False, False),
    ],
)
def test_whole_ids_and_zeros_are_told_apart(text: str, *, whole: bool, zero: bool) -> None:
    assert (is_object_id(text), is_zero(text)) == (whole, zero)
