"""Where the objects of a PDF are, found by going through the file: its own tables may be wrong, and are not needed."""

from __future__ import annotations

import os
import re
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.containers.base import ContainerError
from cf_secret_guard.containers.compressed import deflated
from cf_secret_guard.containers.streams import (
    DAMAGED,
    DAMAGED_STEP,
    DECRYPT_STEP,
    ENCRYPTED,
    EXTRACT_STEP,
    Extent,
    Part,
    expected,
    read_at,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.containers.base import Allowance, Stream
    from cf_secret_guard.containers.streams import Read

_WINDOW_BYTES = 1024 * 1024
_SHORT_BYTES = 1024
_DIGITS = 10
_TEXT_BYTES = 16 * 1024 * 1024
_DICTIONARY_BYTES = 64 * 1024
"""The most of an object that is read as one: no dictionary of fonts is longer."""
_NUMBER = re.compile(rb"(?<![0-9])([0-9]{1,10})\s{1,4}[0-9]{1,5}\s{1,4}\Z")
_NUMBER_BYTES = 24
_STREAM = re.compile(rb"\bstream(\r\n|\n|\r)")
_FILTER = re.compile(rb"/Filter\s*(\[[^\]]*\]|/\w+)")
_LENGTH = re.compile(rb"/Length\s+([0-9]{1,18})(?![0-9]|\s+[0-9]+\s+R)")
_FIRST = re.compile(rb"/First\s+([0-9]{1,9})")
_ENCRYPT = re.compile(rb"/Encrypt\s+[0-9]+\s+[0-9]+\s+R")
_RELEVANT = (b"/Font", b"/ToUnicode", b"/Resources", b"/Contents", b" R")
_KEPT_BYTES = 32 * 1024 * 1024
"""Of all dictionaries that are kept for what they say about fonts."""
_UNPACKED_BYTES = 4 * 1024 * 1024
"""The most of an object stream or table of characters: writers put some hundred objects into one."""
_ZLIB = 15
_ABBREVIATED = {b"Fl": b"FlateDecode", b"A85": b"ASCII85Decode", b"AHx": b"ASCIIHexDecode", b"LZW": b"LZWDecode"}


class PdfStream(NamedTuple):
    """An object with a stream."""

    number: int
    dictionary: bytes
    begin: int
    size: int | None
    """Bytes, packed; None where that is not said beside it: it ends itself, or with the file."""

    @property
    def filters(self) -> tuple[bytes, ...]:
        """How it is packed, the last step of packing first."""
        found = _FILTER.search(self.dictionary)
        names = re.findall(rb"/(\w+)", found[1]) if found else []
        return tuple(_ABBREVIATED.get(name, name) for name in names)


class Objects:
    """What a PDF consists of.

    Args:
        stream: the file.
        allowed: what reading it may cost.
    """

    def __init__(self, stream: Stream, allowed: Allowance) -> None:
        self._stream = stream
        self._allowed = allowed
        self._kept = 0
        self.dictionaries: dict[int, bytes] = {}
        """By number, those that may say something about fonts."""
        self.streams: list[PdfStream] = []
        """In the order of the file."""
        for at, number in self._places():
            self._object(at, number)
        for packed in [found for found in self.streams if b"/ObjStm" in found.dictionary]:
            self._packed_objects(packed)

    def open(self, found: PdfStream) -> Read | None:
        """Return what reads a stream; None if it is packed in a way that is not supported.

        Raises:
            ContainerError: by the reader: it is damaged.
        """
        read: Read = Extent(self._stream, found.begin, found.size).read
        for name in found.filters:
            if name == b"FlateDecode":
                read = expected(deflated(read, _ZLIB).read)
            elif name in _TEXT_FILTERS:
                read = _TEXT_FILTERS[name](read)
            else:
                return None
        return read

    def content(self, found: PdfStream) -> bytes:
        """Return the first _UNPACKED_BYTES of a stream, or what of it can be read."""
        read = self.open(found)
        parts: list[bytes] = []
        size = 0
        try:
            while read is not None and size < _UNPACKED_BYTES and (data := read(_WINDOW_BYTES)):
                parts.append(data)
                size += len(data)
                self._allowed.spend(len(data))
        except ContainerError:
            pass
        return b"".join(parts)

    def _places(self) -> Iterator[tuple[int, int]]:
        """Yield where objects begin, behind ``12 0 obj``, and their numbers."""
        total, at = self._stream.seek(0, os.SEEK_END), 0
        while at < total:
            data = read_at(self._stream, at, _WINDOW_BYTES)
            if b"/Encrypt" in data and _ENCRYPT.search(data):
                raise ContainerError(f"it is {ENCRYPTED}", DECRYPT_STEP)
            found = data.find(b"obj", _NUMBER_BYTES if at else 0)
            while found >= 0:
                number = _NUMBER.search(data[max(0, found - _NUMBER_BYTES) : found])
                if number:
                    yield at + found + 3, int(number[1])
                found = data.find(b"obj", found + 3)
            at += len(data) if at + len(data) >= total else len(data) - _NUMBER_BYTES - 2

    def _object(self, at: int, number: int) -> None:
        """Read the dictionary of an object, which most often is short."""
        for size in (_SHORT_BYTES, _DICTIONARY_BYTES):
            data = read_at(self._stream, at, size)
            stream, end = _STREAM.search(data), data.find(b"endobj")
            if stream is not None or end >= 0:
                break
        if stream is not None and not 0 <= end < stream.start():
            dictionary = data[: stream.start()]
            length = _LENGTH.search(dictionary)
            begin = at + stream.end()
            self.streams.append(PdfStream(number, dictionary, begin, int(length[1]) if length else None))
        else:
            dictionary = data[:end] if end >= 0 else data
        self._keep(number, dictionary)

    def _keep(self, number: int, dictionary: bytes) -> None:
        if self._kept < _KEPT_BYTES and any(word in dictionary for word in _RELEVANT):
            self._kept += len(dictionary)
            self.dictionaries[number] = dictionary

    def _packed_objects(self, packed: PdfStream) -> None:
        """Read an object stream (ISO 32000-1, 7.5.7): numbers and offsets, then the objects."""
        first = _FIRST.search(packed.dictionary)
        if first is None or self._kept >= _KEPT_BYTES:
            return
        data, begin = self.content(packed), int(first[1])
        numbers = [int(word) for word in data[:begin].split() if word.isdigit() and len(word) <= _DIGITS]
        offsets = [*numbers[1::2], len(data)]
        for number, at, end in zip(numbers[::2], offsets, offsets[1:], strict=False):
            self._keep(number, data[begin + at : begin + max(at, end)])


def _from_hexadecimal(read: Read) -> Read:
    def convert(data: bytes) -> bytes:
        digits = re.sub(rb"[^0-9A-Fa-f]", b"", data)
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())

    return _converted(read, b">", convert)


def _from_ascii85(read: Read) -> Read:
    def convert(data: bytes) -> bytes:
        import base64

        text = re.sub(rb"\s", b"", data).removeprefix(b"<~")
        try:
            return base64.a85decode(text)
        except ValueError:
            raise ContainerError(DAMAGED, DAMAGED_STEP) from None

    return _converted(read, b"~>", convert)


def _converted(read: Read, end: bytes, convert: Callable[[bytes], bytes]) -> Read:
    """Convert what stands before the end mark, all at once: what is in text form is small, or not read further."""
    source: list[BytesIO] = []

    def reading(count: int) -> bytes:
        if not source:
            data = Part(read, _TEXT_BYTES).whole()
            if len(data) == _TEXT_BYTES:
                raise ContainerError(f"it is in a text form and larger than {_TEXT_BYTES} bytes", EXTRACT_STEP)
            source.append(BytesIO(convert(data.split(end)[0])))
        return source[0].read(count)

    return reading


_TEXT_FILTERS = {b"ASCIIHexDecode": _from_hexadecimal, b"ASCII85Decode": _from_ascii85}
