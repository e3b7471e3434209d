"""Reading the marked files: windows, and what is said where that is not possible."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.sources.base import OVERLAP_BYTES, WINDOW_BYTES
from cf_secret_guard.sources.reader import Reader
from cf_secret_guard.sources.workers import Sifted
from tests.sources.places import powerless
from tests.sources.recorder import Containing, Recorder

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.prefilter.base import Prefilter

NEEDLE = b"NEEDLE"


@pytest.fixture(autouse=True)
def in_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(*names: bytes, sieve: Prefilter | None = None, max_size: int | None = None) -> Recorder:
    recorder = Recorder()
    reader = Reader(b"", sieve or Containing(NEEDLE), recorder, max_size)
    for name in names:
        reader.read_file(name)
    return recorder


def test_the_windows_that_trigger_are_handed_on(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x" + NEEDLE)
    (tmp_path / "b").write_bytes(b"nothing")
    found = read(b"a", b"b")
    assert found.contents == {b"a": b"x" + NEEDLE}
    assert (found.files, found.blobs, found.size) == (2, 2, 14)


def test_of_a_large_file_only_the_windows_that_trigger_are_handed_on(tmp_path: Path) -> None:
    place = 2 * WINDOW_BYTES
    (tmp_path / "big").write_bytes(b"\n" * place + NEEDLE + b"\n" * 2 * WINDOW_BYTES)
    (window,) = read(b"big").windows
    assert window.offset == 2 * (WINDOW_BYTES - OVERLAP_BYTES)
    assert window.line == window.offset + 1
    assert window.data[place - window.offset :].startswith(NEEDLE)


def test_a_name_that_triggers_vouches_for_a_small_file_alone(tmp_path: Path) -> None:
    (tmp_path / "cf-token").write_bytes(b"b" * 40)
    (tmp_path / "cf-notes").write_bytes(b"nothing")
    (tmp_path / "cf-dump").write_bytes(b"x" * 300_000)
    assert read(b"cf-token", b"cf-notes", b"cf-dump").contents == {b"cf-token": b"b" * 40}


def test_a_run_is_counted_and_its_marked_files_read(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(NEEDLE)
    recorder = Recorder()
    Reader(b"", Containing(NEEDLE), recorder, None).take([b"a", b"b", b"c"], Sifted(2, 10, [1]))
    assert recorder.contents == {b"b": NEEDLE}
    assert (recorder.files, recorder.size) == (3, 16)


def test_a_file_above_the_limit_is_named(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(NEEDLE)
    found = read(b"a", max_size=5)
    assert found.reasons == {"a": ("larger than 5 bytes", True)}
    assert found.files == 0
    assert read(b"a", max_size=6).windows


def test_a_file_that_went_away_is_noted() -> None:
    assert read(b"gone").reasons == {"gone": ("it went away during the scan", False)}


def test_a_symlink_that_took_a_files_place_is_read_as_its_text(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("/etc/" + NEEDLE.decode())
    assert read(b"a").contents == {b"a": b"/etc/NEEDLE"}


@pytest.mark.parametrize("kind", ["directory", "fifo", "fifo with a writer"])
def test_anything_else_that_took_a_files_place_leaves_the_scan_incomplete(tmp_path: Path, kind: str) -> None:
    if kind == "directory":
        (tmp_path / "a").mkdir()
    else:
        os.mkfifo(tmp_path / "a")
    writer = os.open(tmp_path / "a", os.O_RDWR) if kind == "fifo with a writer" else -1
    try:
        found = read(b"a")
    finally:
        if writer >= 0:
            os.close(writer)
    assert found.reasons == {"a": ("something else took its place during the scan", True)}
    assert found.skipped[0].next_step


def test_a_file_that_cannot_be_read_leaves_the_scan_incomplete(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(NEEDLE)
    (tmp_path / "a").chmod(0)
    tmp_path.chmod(0o755)
    with powerless():
        found = read(b"a")
    assert found.reasons == {"a": ("could not be read: Permission denied", True)}
    assert found.skipped[0].next_step


def test_a_link_that_cannot_be_read_is_noted() -> None:
    recorder = Recorder()
    Reader(b"", Containing(NEEDLE), recorder, None).read_link(b"gone")
    assert recorder.reasons == {"gone": ("it went away during the scan", False)}
