from __future__ import annotations

from io import BytesIO, RawIOBase
from typing import TYPE_CHECKING, cast

from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.stdin import StdinSource
from tests.sources.recorder import Containing, record

if TYPE_CHECKING:
    from typing import BinaryIO


class Broken(RawIOBase):
    """A stream that fails after its first piece."""

    def __init__(self) -> None:
        self.pieces = [b"first"]

    def read(self, _limit: int = -1) -> bytes:
        if not self.pieces:
            raise OSError(5, "Input/output error")
        return self.pieces.pop()


class Trickle(RawIOBase):
    """A pipe: each read gives less than was asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, limit: int = -1) -> bytes:
        piece, self.data = self.data[: min(limit, 1000)], self.data[min(limit, 1000) :]
        return piece


def test_standard_input_is_one_blob_without_an_id() -> None:
    found = record(StdinSource(BytesIO(b"one\ntwo\n")))
    assert StdinSource.mode == "stdin"
    assert found.contents == {b"<stdin>": b"one\ntwo\n"}
    assert found.windows[0].blob is None
    assert (found.files, found.blobs, found.size) == (1, 1, 8)


def test_nothing_on_standard_input_is_a_blob_of_no_bytes() -> None:
    found = record(StdinSource(BytesIO(b"")))
    assert (found.files, found.blobs, found.size) == (1, 1, 0)
    assert found.skipped == []


def test_only_windows_that_trigger_are_handed_on() -> None:
    assert record(StdinSource(BytesIO(b"harmless")), Containing(b"token")).windows == []
    assert record(StdinSource(BytesIO(b"a token")), Containing(b"token")).contents == {b"<stdin>": b"a token"}


def test_a_pipe_that_trickles_is_read_to_its_end() -> None:
    data = bytes(range(256)) * 100
    found = record(StdinSource(cast("BinaryIO", Trickle(data))))
    assert found.contents == {b"<stdin>": data}
    assert found.size == len(data)


def test_a_long_stream_is_handed_on_in_windows() -> None:
    data = b"x" * (2 * WINDOW_BYTES) + b"token"
    found = record(StdinSource(BytesIO(data)), Containing(b"token"))
    assert [window.offset + window.data.index(b"token") for window in found.windows] == [2 * WINDOW_BYTES]
    assert max(len(window.data) for window in found.windows) <= WINDOW_BYTES
    assert found.size == len(data)


def test_a_stream_that_breaks_leaves_the_scan_incomplete() -> None:
    found = record(StdinSource(cast("BinaryIO", Broken())))
    assert [(skipped.path, skipped.incomplete) for skipped in found.skipped] == [("<stdin>", True)]
    assert "Input/output error" in found.skipped[0].reason
    assert found.skipped[0].next_step
