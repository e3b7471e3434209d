"""Sifting files: what is done at once, and what is marked for a closer look."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.sources import sweep as module
from cf_secret_guard.sources import workers
from cf_secret_guard.sources.sweep import BUFFER_BYTES, Sifter, sweep
from cf_secret_guard.sources.workers import Sifted
from tests.containers.opening import tarred, zipped
from tests.sources.places import odd_things
from tests.sources.recorder import Containing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

NEEDLE = b"NEEDLE"


def sift(directory: Path, names: Sequence[bytes], max_size: int | None = None) -> Sifted:
    return Sifter(os.fsencode(directory) + b"/", Containing(NEEDLE), max_size).sift(names)


def test_files_without_a_trigger_are_counted_and_those_with_one_marked(tmp_path: Path) -> None:
    for name, data in {"a": b"1234", "b": b"xx" + NEEDLE, "c": b"", "d": b"56"}.items():
        (tmp_path / name).write_bytes(data)
    assert sift(tmp_path, [b"a", b"b", b"c", b"d"]) == Sifted(3, 6, [1])


@pytest.mark.parametrize(
    "place",
    [0, BUFFER_BYTES - 6, BUFFER_BYTES - 3, BUFFER_BYTES, 2 * BUFFER_BYTES - 64 * 1024 - 3, 3 * BUFFER_BYTES - 6],
)
def test_nothing_is_lost_in_a_file_larger_than_the_buffer(tmp_path: Path, place: int) -> None:
    data = bytearray(3 * BUFFER_BYTES)
    data[place : place + len(NEEDLE)] = NEEDLE
    (tmp_path / "big").write_bytes(data)
    assert sift(tmp_path, [b"big"]) == Sifted(0, 0, [0])


@pytest.mark.parametrize(
    "size", [BUFFER_BYTES - 1, BUFFER_BYTES, BUFFER_BYTES + 1, 2 * BUFFER_BYTES - 64 * 1024, 5_000_000]
)
def test_the_size_of_a_large_file_is_exact(tmp_path: Path, size: int) -> None:
    (tmp_path / "big").write_bytes(b"x" * size)
    assert sift(tmp_path, [b"big"]) == Sifted(1, size, [])


def test_short_reads_are_put_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read_into = module.read_into
    monkeypatch.setattr(module, "read_into", lambda descriptor, buffer: read_into(descriptor, buffer[:7]))
    (tmp_path / "a").write_bytes(b"1234" + NEEDLE)
    (tmp_path / "b").write_bytes(b"x" * 100)
    assert sift(tmp_path, [b"a", b"b"]) == Sifted(1, 100, [0])


def test_what_cannot_be_read_is_marked_and_never_waited_for(tmp_path: Path) -> None:
    odd_things(tmp_path)
    (tmp_path / "sub").mkdir()
    names = [b"socket", b"circle", b"zero", b"out", b"nowhere", b"sub", b"missing", b"missing/a"]
    assert sift(tmp_path, names) == Sifted(0, 0, list(range(len(names))))
    assert sift(tmp_path, [b"fifo"]).size == 0


def test_a_name_that_triggers_is_marked_unread(tmp_path: Path) -> None:
    names = [b"a", b"cloudflare-token.txt", b"b"]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(b"x")
    assert sift(tmp_path, names) == Sifted(2, 2, [1])


def test_a_file_above_the_limit_is_marked_unread(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"123")
    (tmp_path / "b").write_bytes(b"1234")
    assert sift(tmp_path, [b"a", b"b"], max_size=3) == Sifted(1, 3, [1])


@pytest.mark.parametrize("jobs", [1, 2])
def test_alone_and_shared_out_the_outcome_is_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    monkeypatch.setattr(workers, "WORTHWHILE_FILES", 1)
    names = [b"%d" % number for number in range(1000)]
    for name in names:
        (tmp_path / os.fsdecode(name)).write_bytes(NEEDLE if int(name) % 300 == 7 else b"xy")
    marked: list[bytes] = []
    totals = [0, 0]

    def take(run: Sequence[bytes], sifted: Sifted) -> None:
        marked.extend(run[index] for index in sifted.marked)
        totals[0] += sifted.files
        totals[1] += sifted.size

    sweep(names, Sifter(os.fsencode(tmp_path) + b"/", Containing(NEEDLE), None), jobs, take)
    assert sorted(marked) == [b"307", b"607", b"7", b"907"]
    assert totals == [996, 1992]


@pytest.mark.parametrize(("archives", "marked"), [(True, [0, 2]), (False, [])])
def test_containers_are_marked_if_they_are_wanted(tmp_path: Path, archives: bool, marked: list[int]) -> None:  # noqa: FBT001 - a table
    for name, data in {"a": zipped({"x": b"y"}), "b": b"PK", "c": tarred({"x": b"y"})}.items():
        (tmp_path / name).write_bytes(data)
    sifter = Sifter(os.fsencode(tmp_path) + b"/", Containing(NEEDLE), None, archives=archives)
    assert sifter.sift([b"a", b"b", b"c"]).marked == marked
