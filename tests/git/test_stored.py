"""What a repository stores itself: packed and loose, and nothing that it borrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.git.stored import Ids, stored
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

IDS = st.lists(st.binary(min_size=20, max_size=20).map(lambda raw: raw.hex().encode()), max_size=30)


@given(IDS, IDS)
def test_one_set_of_ids_without_another(some: list[bytes], others: list[bytes]) -> None:
    mine, theirs = Ids(), Ids()
    for oid in (*some, *others[:3], *some[:2]):
        mine.add(oid)
    for oid in others:
        theirs.add(oid)
    left = list(mine.without(theirs))
    assert sorted(left) == sorted({*some, *others[:3]} - {*others})


@pytest.mark.parametrize("object_format", ["sha1", "sha256"])
def test_packed_and_loose_objects_are_stored(tmp_path: Path, object_format: str) -> None:
    repo = GitRepo(tmp_path / "repo", (f"--object-format={object_format}",))
    repo.commit({"a": "packed"})
    repo.git("gc", "-q")
    repo.commit({"b": "loose"})
    listed = repo.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split()
    assert sorted(stored(str(repo.path)).without(Ids())) == sorted(listed)
    assert len(listed) == 6


def test_borrowed_objects_are_not_stored(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "theirs"})
    clone = GitRepo(tmp_path / "clone", None)
    repo.git("clone", "-q", "--shared", str(repo.path), str(clone.path))
    own = clone.git("hash-object", "-w", "--stdin", data=b"ours").strip()
    assert list(stored(str(clone.path)).without(Ids())) == [own]


def test_of_a_linked_worktree_it_is_the_common_store(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "x"})
    repo.git("worktree", "add", "-q", "--detach", str(tmp_path / "other"))
    assert len(list(stored(str(tmp_path / "other")).without(Ids()))) == 3
