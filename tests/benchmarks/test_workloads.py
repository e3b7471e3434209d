"""What the benchmark scans is the same every time."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from benchmarks import workloads

if TYPE_CHECKING:
    from pathlib import Path


def contents(directory: Path) -> dict[str, bytes]:
    return {str(path.relative_to(directory)): path.read_bytes() for path in directory.rglob("*") if path.is_file()}


def test_a_tree_follows_from_its_seed(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("two", 2)):
        workloads.tree(tmp_path / name, 40, seed)
    assert contents(tmp_path / "one") == contents(tmp_path / "again") != contents(tmp_path / "two")
    sizes = [len(data) for data in contents(tmp_path / "one").values()]
    assert len(sizes) == 40
    assert 1000 <= min(sizes) <= max(sizes) <= 60_100


def test_ten_files_are_staged_on_top_of_a_commit(tmp_path: Path) -> None:
    workloads.staged_repository(tmp_path / "repo", dict(os.environ), 1)
    staged = subprocess.run(
        ["git", "diff", "--cached", "--name-only"], cwd=tmp_path / "repo", capture_output=True, text=True, check=True
    )
    assert len(staged.stdout.split()) == 10


def test_large_files_have_lines_or_none(tmp_path: Path) -> None:
    workloads.large_files(tmp_path, 2, 1, 1)
    found = contents(tmp_path)
    assert sorted(found) == ["keywords/file.txt", "line/file.txt", "lines/file.txt"]
    assert len(found["lines/file.txt"]) == 2 << 20
    assert b"\n" in found["lines/file.txt"]
    assert b"\n" not in found["line/file.txt"]
    assert found["keywords/file.txt"].count(b"cloudflare") > 40_000


def test_a_history_has_as_many_blobs_as_it_should_packed(tmp_path: Path) -> None:
    workloads.history(tmp_path / "history.git", dict(os.environ), 450, 1)
    git = ("git", "-C", str(tmp_path / "history.git"))
    listed = subprocess.run([*git, "rev-list", "--objects", "--all"], capture_output=True, text=True, check=True)
    assert listed.stdout.count(" src/file") == 450
    counted = subprocess.run([*git, "count-objects", "-v"], capture_output=True, text=True, check=True)
    assert "count: 0\n" in counted.stdout
