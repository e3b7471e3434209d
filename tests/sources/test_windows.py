"""Windows of a stream: whole, overlapping, with the right places, in bounded memory."""

from __future__ import annotations

import io
import tracemalloc
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.sources import windows as module
from cf_secret_guard.sources.base import OVERLAP_BYTES, WINDOW_BYTES, Window
from cf_secret_guard.sources.windows import sniff, windows

if TYPE_CHECKING:
    from collections.abc import Callable

SMALL_WINDOW, SMALL_OVERLAP = 64, 16


def cut(data: bytes, read: Callable[[int], bytes] | None = None) -> list[Window]:
    return list(windows(read or io.BytesIO(data).read, b"path", "oid"))


@pytest.fixture
def small_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "WINDOW_BYTES", SMALL_WINDOW)
    monkeypatch.setattr(module, "OVERLAP_BYTES", SMALL_OVERLAP)


@pytest.mark.parametrize("data", [b"", b"x", b"one\ntwo\n", b"y" * WINDOW_BYTES])
def test_a_blob_that_fits_is_one_window(data: bytes) -> None:
    assert cut(data) == [Window(b"path", "oid", data)]


def test_a_larger_blob_is_cut_with_an_overlap() -> None:
    data = bytes(range(256)) * (WINDOW_BYTES // 256) + b"tail"
    first, second = cut(data)
    assert (first.offset, first.data) == (0, data[:WINDOW_BYTES])
    assert second.offset == WINDOW_BYTES - OVERLAP_BYTES
    assert second.data == data[second.offset :]


@pytest.mark.usefixtures("small_windows")
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be"])
def test_places_are_exact_in_every_encoding(codec: str) -> None:
    # U+0A0A and U+0A00 have the bytes of line ends, in the wrong place.
    text = "".join(f"line {number}{'' if number % 7 else ' ਊ਀Ċ'}\n" for number in range(200))
    data = text.encode(codec)
    found = cut(data)
    assert len(found) > 10
    encoding = found[0].encoding or "utf-8"
    unit = len("\n".encode(encoding))
    for window in found:
        before = data[: window.offset].decode(encoding, "ignore")  # a window may begin inside a character
        assert window.offset % 4 == 0
        assert window.line == before.count("\n") + 1
        assert window.line_start == len(before[: before.rfind("\n") + 1].encode(encoding))
        assert window.line_start % unit == 0
        assert window.encoding == found[0].encoding


@given(
    st.lists(st.sampled_from([b"a", b"\n", b"bc\r\n", b"d" * 70, b"\0", b"\xff\n"]), max_size=80).map(b"".join),
    st.data(),
)
def test_windows_put_together_are_the_blob_however_it_is_read(data: bytes, choices: st.DataObject) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "WINDOW_BYTES", SMALL_WINDOW)
        patch.setattr(module, "OVERLAP_BYTES", SMALL_OVERLAP)
        stream = io.BytesIO(data)
        found = cut(data, lambda count: stream.read(choices.draw(st.integers(1, count))))
    joined = b""
    for window in found:
        assert window.offset == max(0, len(joined) - SMALL_OVERLAP)
        assert window.data == data[window.offset : window.offset + SMALL_WINDOW]
        joined = joined[: window.offset] + window.data
        start = data.rfind(b"\n", 0, window.offset) + 1
        if window.encoding is None:
            assert (window.line, window.line_start) == (data.count(b"\n", 0, window.offset) + 1, start)
    assert joined == data


def test_memory_stays_bounded_for_one_endless_line() -> None:
    left = 48

    def read(count: int) -> bytes:
        nonlocal left
        left -= 1
        return b"x" * min(count, 1 << 20) if left >= 0 else b""

    tracemalloc.start()
    try:
        total = sum(len(window.data) for window in windows(read, b"p", None))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert total > 40 << 20
    assert peak < 5 * WINDOW_BYTES


def test_what_the_reader_raises_goes_through() -> None:
    def broken(_count: int) -> bytes:
        raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        cut(b"", broken)


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        ("text".encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfet\0", "utf-16-le"),
        (b"\xfe\xff\0t", "utf-16-be"),
        (b"\xff\xfe\0\0t\0\0\0", "utf-32-le"),
        (b"\0\0\xfe\xff\0\0\0t", "utf-32-be"),
        ("CF_Token=1\r\n".encode("utf-16-le"), "utf-16-le"),
        ("CF_Token=1\r\n".encode("utf-16-be"), "utf-16-be"),
        ("CF_Token=1\r\n".encode("utf-32-le"), "utf-32-le"),
        ("CF_Token=1\r\n".encode("utf-32-be"), "utf-32-be"),
        ("CF_Token=1\r\n".encode("utf-16-le") + b"x", "utf-16-le"),
        ("Schlüssel = täglich".encode("utf-16-le"), "utf-16-le"),
        (b"", None),
        (b"plain text", None),
        ("Schlüssel".encode("latin-1"), None),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0>\0", None),
        (b"\x01\0\x02\0\x03\0\x04\0", None),
        (b"one\0two\0three\0", None),
        (b"\0" * 64, None),
        (b"a\0\0\xd8", None),
    ],
)
def test_the_encoding_is_told_by_the_first_bytes(head: bytes, expected: str | None) -> None:
    assert sniff(head) == expected
