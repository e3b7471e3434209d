"""Compressed data that text carries as base64, as digits or as escapes: gzip, zlib, DEFLATE, bzip2, xz, zip.

Files that are compressed as a whole are containers, and none of this module's business.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING, NamedTuple, Protocol

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.readable import Reading, marked, read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MOST_BYTES = 4 * 1024 * 1024
"""The most that one stream is unpacked to."""
MOST_RATIO = 100
"""The most that it is unpacked to, as a multiple of the packed size, where that is more than ``ALWAYS``."""
ALWAYS = 1024 * 1024
"""What a stream may unpack to whatever its size."""
MOST_STREAMS = 1000
"""The most streams, one behind the other, in one piece of data."""
_XZ_MEMORY = 64 * 1024 * 1024
_STEP = 16 * 1024
# gzip, bzip2, xz, a member of a zip, and zlib where a value begins: its head of two bytes says little.
_HEADS = re.compile(r"\x1f\x8b\x08|BZh[1-9]1AY&SY|\xfd7zXZ\0|PK\x03\x04|(?:(?<![\s\S])|(?<=[\"'`]))\x78[\x01\x9c\xda]")
_SIGNS = ("\x1f\x8b\x08", "BZh", "\xfd7zXZ", "PK\x03\x04", "\x78\x01", "\x78\x9c", "\x78\xda")
"""What each of them begins with, searched for ten times faster."""
_LONGEST_HEAD = 10
# The call that undoes DEFLATE without a head, in front of the value.
_INFLATE = re.compile(r"nflate(?:Raw|_raw)|nflate(?<=gzinflate)")
_CALL_REACH = 100
_ZIP_HEADER = 30


class _Engine(Protocol):
    """What the three decompressors of the standard library share."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: memoryview, max_length: int, /) -> bytes: ...


class _Stream(NamedTuple):
    """What a stream gave."""

    plain: bytes
    used: int
    """Bytes of it that were read."""
    more: bool
    """There is more than the cap allows."""


class _Kind(NamedTuple):
    name: str
    unpack: Callable[[memoryview, int], _Stream]


class Packed:
    """Compressed data in what another decoder made; each kind goes by its own name in ``decoded_via``."""

    name = "packed"

    def views(self, view: View) -> Iterator[View]:
        """Yield what streams unpack to, up to the caps. Offsets are in proportion: packed text has no places."""
        if view.parent is None or view.text.isascii():  # the latter is known of any string
            return
        if _is_inflated(view):
            yield from _unpacked(view, _RAW, 0, memoryview(view.text.encode("latin-1", "replace")))
            return
        data, at, count = None, 0, 0
        for head in _heads(view.text):
            if head.start() < at:
                continue
            data = data or memoryview(view.text.encode("latin-1", "replace"))
            at, count = head.end(), count + 1
            for found in _unpacked(view, _KINDS[head[0][0]], head.start(), data):
                at = max(at, found.span[1])
                if count >= MOST_STREAMS:
                    found.cut = (
                        f"more than {MOST_STREAMS} compressed streams behind each other, the rest was not unpacked"
                    )
                yield found
            if count >= MOST_STREAMS:
                return


def _heads(text: str) -> Iterator[re.Match[str]]:
    """Find the heads of compressed data, in order."""
    for place in sorted(place for sign in _SIGNS for place in _places(text, sign)):
        head = _HEADS.match(text, place)
        if head is not None:
            yield head


def _places(text: str, sign: str) -> Iterator[int]:
    place = text.find(sign)
    while place >= 0:
        yield place
        place = text.find(sign, place + 1)


def begins(payload: bytes | str) -> bool:
    """Say if decoded bytes, or their latin-1 reading, begin like compressed data."""
    head = payload[:_LONGEST_HEAD]
    return _HEADS.match(head if isinstance(head, str) else head.decode("latin-1")) is not None


def hidden(payload: bytes) -> Reading | None:
    """Read bytes that are not text as a whole, but hold a token of the new formats or compressed data."""
    return Reading(payload.decode("latin-1"), "", 1) if begins(payload) else marked(payload)


def is_inflated_at(text: str, start: int) -> bool:
    """Say if the call that undoes DEFLATE stands in front of a value, so that any bytes may be compressed data.

    Args:
        text: a view's text.
        start: where the value begins in it.
    """
    return _INFLATE.search(text, max(0, start - _CALL_REACH), start) is not None


def _is_inflated(view: View) -> bool:
    """The same for a view of the value."""
    return (
        view.parent is not None
        and _HEADS.match(view.text) is None
        and not view.text.isprintable()
        and is_inflated_at(view.parent.text, view.span[0])
    )


def _unpacked(view: View, kind: _Kind, start: int, data: memoryview) -> Iterator[View]:
    payload = data[start:]
    most = min(MOST_BYTES, max(ALWAYS, MOST_RATIO * len(payload)))
    plain, used, more = kind.unpack(payload, most)
    if not plain:
        return
    reading = read(plain)
    text = plain.decode("latin-1") if reading is None else reading.text
    names = (kind.name, reading.codec) if reading is not None and reading.codec else (kind.name,)
    yield View(
        text,
        via=(*view.via, *names),
        parent=view,
        span=(start, start + used),
        breaks=((0, start),),
        ratio=used / len(text),
        cut=f"{kind.name} data in text unpacks to more than {most} bytes, the rest was not unpacked" if more else "",
    )


def _run(engine: _Engine, payload: memoryview, most: int) -> _Stream:
    """Unpack in steps, so that what stands in front of damage is kept and little behind the end is read."""
    plain, at = bytearray(), 0
    try:
        while at < len(payload) and not engine.eof and len(plain) <= most:
            piece = payload[at : at + _STEP]
            plain += engine.decompress(piece, most + 1 - len(plain))
            at += len(piece)
    except (zlib.error, OSError, ValueError, EOFError):
        pass
    return _Stream(bytes(plain[:most]), max(1, at - len(engine.unused_data)), len(plain) > most)


def _inflate(wbits: int) -> Callable[[memoryview, int], _Stream]:
    return lambda payload, most: _run(zlib.decompressobj(wbits), payload, most)


def _bunzip2(payload: memoryview, most: int) -> _Stream:
    from bz2 import BZ2Decompressor  # rare in text

    return _run(BZ2Decompressor(), payload, most)


def _unxz(payload: memoryview, most: int) -> _Stream:
    from lzma import LZMADecompressor, LZMAError  # rare in text

    try:
        return _run(LZMADecompressor(memlimit=_XZ_MEMORY), payload, most)
    except LZMAError:
        return _Stream(b"", 1, more=False)


def _unzip(payload: memoryview, most: int) -> _Stream:
    """Unpack the member whose header begins the data (section 4.3.7 of APPNOTE.TXT); the next one has its own."""
    header = payload[:_ZIP_HEADER]
    if len(header) < _ZIP_HEADER:
        return _Stream(b"", 1, more=False)
    method, size, names, extra = (
        int.from_bytes(header[start:end], "little") for start, end in ((8, 10), (18, 22), (26, 28), (28, 30))
    )
    begin = _ZIP_HEADER + names + extra
    if method == 0:
        stored = bytes(payload[begin : begin + min(size, most)])
        return _Stream(stored, begin + len(stored), more=size > most)
    stream = _run(zlib.decompressobj(-zlib.MAX_WBITS), payload[begin:], most)
    return stream._replace(used=begin + stream.used)


_RAW = _Kind("deflate", _inflate(-zlib.MAX_WBITS))
_KINDS = {
    "\x1f": _Kind("gzip", _inflate(16 + zlib.MAX_WBITS)),
    "\x78": _Kind("zlib", _inflate(zlib.MAX_WBITS)),
    "B": _Kind("bzip2", _bunzip2),
    "\xfd": _Kind("xz", _unxz),
    "P": _Kind("zip", _unzip),
}
"""By the first character of the head."""
