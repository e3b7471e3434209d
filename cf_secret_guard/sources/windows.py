"""Cut a stream into windows, so that no blob is ever held whole if it is large."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.sources.base import OVERLAP_BYTES, WINDOW_BYTES, Window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_SNIFF_BYTES = 4096
# The longest first: UTF-32-LE begins like UTF-16-LE.
_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\f\r\x1b")) + b"\x7f"
_LINE_ENDS = {"utf-16-le": b"\n\0", "utf-16-be": b"\0\n", "utf-32-le": b"\n\0\0\0", "utf-32-be": b"\0\0\0\n"}


def windows(read: Callable[[int], bytes], path: bytes, blob: str | None) -> Iterator[Window]:
    """Yield the windows of one blob, in order; one for all of a blob up to WINDOW_BYTES, also of an empty one.

    Args:
        read: returns 1 to n further bytes, ``b""`` at the end. What it raises goes through.
        path: the blob's path, for the windows.
        blob: its git object id, for the windows.

    Yields:
        Windows of WINDOW_BYTES, the last one shorter; each repeats OVERLAP_BYTES of the one before.
    """
    data = take(read, WINDOW_BYTES)
    encoding = sniff(data[:_SNIFF_BYTES])
    offset, line, line_start = 0, 1, 0
    while True:
        yield Window(path, blob, data, offset, line, line_start, encoding)
        if len(data) < WINDOW_BYTES:
            return
        passed, kept = data[:-OVERLAP_BYTES], data[-OVERLAP_BYTES:]
        data = take(read, WINDOW_BYTES - OVERLAP_BYTES)
        if not data:
            return
        breaks, last = _line_ends(passed, encoding)
        if breaks:
            line, line_start = line + breaks, offset + last
        offset += len(passed)
        data = kept + data


def sniff(head: bytes) -> str | None:
    """Tell which Unicode encoding a blob's first bytes announce.

    Args:
        head: the first 4 KiB or less.

    Returns:
        A codec's name, by the byte order mark or by the NUL bytes that UTF-16 and UTF-32 put between ASCII characters;
        None if nothing is announced.
    """
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return codec
    if b"\0" not in head:
        return None
    for codec in ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"):
        if _is_mostly_ascii_in(head, codec):
            return codec
    return None


def _is_mostly_ascii_in(head: bytes, codec: str) -> bool:
    """Say if the bytes read as text in a codec whose characters are mostly ASCII, and no binary data does."""
    unit = len(_LINE_ENDS[codec])
    whole = head[: len(head) // unit * unit]
    try:
        text = whole.decode(codec)
    except UnicodeDecodeError:
        return False
    latin = text.encode("ascii", "ignore")
    return len(latin) * 2 > len(text) and latin.translate(None, _CONTROLS) == latin


def take(read: Callable[[int], bytes], size: int) -> bytes:
    """Read ``size`` bytes of a stream, fewer only at its end; see :func:`windows` for ``read``."""
    data = read(size)
    if not data or len(data) == size:
        return data
    parts = [data]
    left = size - len(data)
    while left and (data := read(left)):
        parts.append(data)
        left -= len(data)
    return b"".join(parts)


def _line_ends(data: bytes, encoding: str | None) -> tuple[int, int]:
    """Count the line ends, and tell the offset behind the last one."""
    end = _LINE_ENDS.get(encoding or "", b"\n")
    unit = len(end)
    if unit == 1:
        return data.count(end), data.rfind(end) + 1
    count, last, place = 0, 0, data.find(end)
    while place >= 0:
        if place % unit == 0:
            count, last = count + 1, place + unit
        place = data.find(end, place + 1)
    return count, last
