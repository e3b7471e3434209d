from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.sources import windows as cutting
from cf_secret_guard.sources.feeder import Feeder, is_lfs_pointer
from tests import tokens
from tests.containers.opening import zipped
from tests.sources.recorder import Containing, Everything, Recorder

if TYPE_CHECKING:
    from cf_secret_guard.prefilter.base import Prefilter

POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"


def fed(data: bytes, *paths: bytes, blob: str | None = None, sieve: Prefilter | None = None) -> tuple[Recorder, int]:
    recorder = Recorder()
    size = Feeder(sieve or Everything(), recorder).feed(BytesIO(data).read, paths or (b"a.txt",), blob)
    return recorder, size


def test_a_blob_is_handed_on_once_for_each_of_its_paths() -> None:
    found, size = fed(b"text", b"a", b"b", blob="1234")
    assert [(window.path, window.blob, window.data) for window in found.windows] == [
        (b"a", "1234", b"text"),
        (b"b", "1234", b"text"),
    ]
    assert size == len(b"text")


def test_what_does_not_trigger_is_counted_and_not_handed_on() -> None:
    found, size = fed(b"text", sieve=Containing(b"absent"))
    assert (found.windows, size) == ([], 4)


def test_a_path_vouches_for_its_own_content_only() -> None:
    value = tokens.legacy_token().encode()
    found, _ = fed(value, b"notes.txt", b"cloudflare/token", sieve=Containing(b"absent"))
    assert [window.path for window in found.windows] == [b"cloudflare/token"]


def test_only_the_windows_that_trigger_are_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "WINDOW_BYTES", 64)
    monkeypatch.setattr(cutting, "OVERLAP_BYTES", 8)
    found, size = fed(b"." * 200 + b"needle" + b"." * 100, sieve=Containing(b"needle"))
    assert size == 306
    assert {b"needle" in window.data for window in found.windows} == {True}


@pytest.mark.parametrize(("blob", "noted"), [("1234", True), (None, False)])
def test_a_pointer_of_lfs_is_noted_where_git_keeps_it(blob: str | None, noted: bool) -> None:  # noqa: FBT001 - a table
    found, _ = fed(POINTER, blob=blob, sieve=Containing(b"absent"))
    assert [(skip.path, skip.incomplete) for skip in found.skipped] == ([("a.txt", False)] if noted else [])


def test_a_pointer_of_lfs_is_told_by_its_beginning_in_any_buffer() -> None:
    assert is_lfs_pointer(POINTER)
    assert is_lfs_pointer(memoryview(POINTER))
    assert not is_lfs_pointer(memoryview(b"x" + POINTER))


def test_a_container_is_opened_only_for_a_sink_that_wants_it() -> None:
    data = zipped({"a.env": b"text"})
    for archives, members in ((True, [b"a.env", b""]), (False, [b""])):
        recorder = Recorder(archives=archives)
        assert Feeder(Everything(), recorder).feed(BytesIO(data).read, (b"a.zip",)) == len(data)
        assert [window.member for window in recorder.windows] == members
