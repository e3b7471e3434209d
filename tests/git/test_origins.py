"""Which commits brought blobs in, asked once for all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.origins import bringings

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo


def told(repo: GitRepo, *blobs: str) -> list[tuple[str, bytes]]:
    tips = repo.git("rev-parse", "--all").decode().split()
    found = bringings(blobs, tips, str(repo.path))
    assert {one.blob for one in found} <= set(blobs)
    return [(one.commit, one.path) for one in found]


def test_the_oldest_comes_first_with_every_path(repo: GitRepo) -> None:
    first = repo.commit({"a": "x"})
    blob = repo.oid("HEAD:a")
    second = repo.commit({"a": "y", "b\n": "x"})
    third = repo.commit({"a": "x"})
    assert told(repo, blob) == [(first, b"a"), (second, b"b\n"), (third, b"a")]


def test_a_merge_brings_in_only_what_none_of_its_parents_has(repo: GitRepo) -> None:
    repo.commit({"base": "x"})
    repo.git("checkout", "-q", "-b", "side")
    side = repo.commit({"a": "side"})
    blob = repo.oid("HEAD:a")
    repo.git("checkout", "-q", "main")
    repo.git("merge", "-q", "--no-ff", "--no-commit", "side")
    repo.stage("b", "of the merge")
    merge = repo.commit()
    assert told(repo, blob, repo.oid("HEAD:b")) == [(side, b"a"), (merge, b"b")]


def test_more_blobs_than_a_command_line_takes_are_found_all(repo: GitRepo) -> None:
    commit = repo.commit({f"{number}": f"{number}" for number in range(500)})
    blobs = repo.git("ls-tree", "-r", "--object-only", "HEAD").decode().split()
    assert sorted(told(repo, *blobs)) == sorted((commit, b"%d" % number) for number in range(500))


@pytest.mark.parametrize("path", ["{}", "{:.2}/{rest}"], ids=["flat", "fanned out"])
def test_notes_are_named_by_what_they_annotate_and_files_of_such_a_name_are_not(repo: GitRepo, path: str) -> None:
    commit = repo.commit({"a": "x"})
    name = path.format(commit, rest=commit[2:])
    note = repo.git("hash-object", "-w", "--stdin", data=b"note").decode().strip()
    header = "commit refs/notes/commits\ncommitter A <a@example.invalid> 1700000000 +0000\ndata 1\nx\n"
    repo.git("fast-import", "--quiet", data=f"{header}M 100644 {note} {name}\n".encode())
    assert [path for _, path in told(repo, note)] == [f"<note on {commit[:12]}>".encode()]
    repo.commit({name: "file"})
    assert [path for _, path in told(repo, repo.oid(f"HEAD:{name}"))] == [name.encode()]


def test_of_a_damaged_history_what_can_be_found_is(repo: GitRepo) -> None:
    oldest = repo.commit({"a": "x"})
    repo.commit({"a": "y"})
    latest = repo.commit({"a": "z"})
    blob = repo.oid("HEAD:a")
    (repo.path / ".git/objects" / oldest[:2] / oldest[2:]).unlink()
    assert told(repo, blob) == [(latest, b"a")]
    with pytest.raises(GitError):
        told(repo, "1" * 40)


def test_nothing_asked_is_nothing_found(repo: GitRepo) -> None:
    assert repo.path
    assert bringings([], ["1" * 40], None) == []
    assert bringings(["1" * 40], [], None) == []
