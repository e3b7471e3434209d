"""What the paths of a command line stand for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.sources.targets import Targets

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.model import Skipped
    from tests.gitrepo import GitRepo


def gather(*paths: str, start: str | None = None) -> tuple[list[bytes], list[bytes], list[Skipped]]:
    """Return the files inside of the repository at ``start``, those outside, and the notes."""
    notes: list[Skipped] = []
    targets = Targets(Repository.discover(start), gitignore=True, skip=notes.append)
    for path in paths:
        targets.add(path)
    return sorted(targets.inside.files), sorted(targets.outside.files), notes


@pytest.mark.parametrize("path", ["sub", "./sub/", "sub/.", "x/../sub", "{here}/sub"])
def test_however_a_path_is_written_its_files_are_spelled_from_the_root(repo: GitRepo, path: str) -> None:
    repo.commit({"sub/a": "1", "x/b": "2", "c": "3"})
    assert gather(path.format(here=repo.path)) == ([b"sub/a"], [], [])


def test_the_repository_may_have_been_discovered_from_another_directory(repo: GitRepo) -> None:
    repo.commit({"sub/a": "1", "sub/sub/b": "2", "c": "3"})
    assert gather("sub", start="sub") == ([b"sub/a", b"sub/sub/b"], [], [])
    assert gather("c", "sub/a", start="sub") == ([b"c", b"sub/a"], [], [])


def test_a_repository_elsewhere_gives_paths_from_its_root(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"sub/a": "1", ".gitignore": "out\n"})
    repo.write("out", "2")
    (tmp_path / "loose").write_text("3")
    monkeypatch.chdir(tmp_path)
    assert gather("repo", "loose", start="repo") == ([b".gitignore", b"sub/a"], [b"loose"], [])
    assert gather("repo", "loose") == ([], [b"loose", b"repo/.gitignore", b"repo/sub/a"], [])


def test_a_symlink_above_a_path_does_not_change_where_it_belongs(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"sub/a": "1"})
    (tmp_path / "alias").symlink_to("repo")
    assert gather("../alias/sub", "../alias/sub/a")[0] == [b"sub/a", b"sub/a"]


def test_what_is_refused_is_named_with_a_next_step(repo: GitRepo) -> None:
    os.mkfifo(repo.path / "fifo")
    (repo.path / "away").symlink_to("away")
    inside, outside, notes = gather("fifo", "away", ".git", "/dev/null")
    assert (inside, outside) == ([], [])
    assert [note.path for note in notes][:3] == ["fifo", "away", ".git"]
    assert all(note.incomplete and note.next_step and note.reason for note in notes)


@pytest.mark.parametrize("path", ["gone", "c/below", "nul\0", "../gone/x"])
def test_what_does_not_exist_is_a_usage_error(repo: GitRepo, path: str) -> None:
    repo.commit({"c": "3"})
    with pytest.raises(UsageError, match="does not exist") as caught:
        gather(path)
    assert repr(path) in caught.value.message
