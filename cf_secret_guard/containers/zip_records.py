"""The records of a zip file: headers of members, and its central directory (APPNOTE.TXT 6.3.10, section 4.3)."""

from __future__ import annotations

import os
from struct import Struct
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.containers.base import ContainerError
from cf_secret_guard.containers.streams import DAMAGED, DAMAGED_STEP, read_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.containers.base import Stream

LOCAL_SIGNATURE = b"PK\x03\x04"
LOCAL = Struct("<4s5H3I2H")
_CENTRAL_SIGNATURE, _CENTRAL = b"PK\x01\x02", Struct("<4s6H3I5H2I")
_END_SIGNATURE, _END = b"PK\x05\x06", Struct("<4s4H2IH")
_END64_SIGNATURE, _END64 = b"PK\x06\x06", Struct("<4sQ2H2I4Q")
_LOCATOR64_SIGNATURE, _LOCATOR64 = b"PK\x06\x07", Struct("<4sIQI")
_LONGEST_COMMENT = 0xFFFF
_IN_EXTRA = 0xFFFFFFFF  # the number stands in the extra field of zip64 instead
_ZIP64 = 1
_CHUNK_BYTES = 256 * 1024
_ENCRYPTED = 1
SIZE_FOLLOWS = 8  # flag: sizes and checksum stand behind the member, those before it are 0
_DESCRIPTOR_SIGNATURE, _DESCRIPTOR_BYTES = b"PK\x07\x08", 8


class Entry(NamedTuple):
    """What is said of a member, by the directory or by the header before it."""

    name: bytes
    flags: int
    method: int
    packed: int
    """Bytes."""
    size: int
    """Bytes of it unpacked, as the entry claims."""
    at: int
    """Where its header begins, in the file."""
    crc: int | None
    """CRC-32 of it unpacked; None: it follows the member."""

    @property
    def is_encrypted(self) -> bool:
        """Whether a password is needed."""
        return bool(self.flags & _ENCRYPTED)


class _Directory(NamedTuple):
    """Where the central directory stands."""

    at: int
    size: int
    before: int
    """Bytes in front of the archive, which its offsets do not count."""


def listed(stream: Stream) -> Iterator[Entry] | None:
    """Read the central directory.

    Returns:
        Its entries, read as they are asked for; None: there is no directory.

    Raises:
        ContainerError: by the iterator: an entry is broken, so that those behind it cannot be found.
    """
    place = _find(stream)
    return None if place is None else _entries(stream, place)


def local(stream: Stream, at: int) -> tuple[Entry, int] | None:
    """Read the header before a member.

    Returns:
        What it says, and where the member's bytes begin; None if there is no header.
    """
    data = read_at(stream, at, LOCAL.size)
    if len(data) < LOCAL.size or not data.startswith(LOCAL_SIGNATURE):
        return None
    _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = LOCAL.unpack(data)
    rest = read_at(stream, at + LOCAL.size, name_size + extra_size)
    size, packed, _ = _wide(rest[name_size:], (size, packed))
    known = None if flags & SIZE_FOLLOWS and not crc else crc
    return Entry(rest[:name_size], flags, method, packed, size, at, known), at + LOCAL.size + name_size + extra_size


def described(behind: Callable[[int], bytes]) -> int | None:
    """Read the CRC-32 from the data descriptor behind a member (APPNOTE.TXT 4.3.9).

    Args:
        behind: returns the first bytes behind the member.

    Returns:
        None where it does not begin with a signature, which is not required: it may be something else.
    """
    data = behind(_DESCRIPTOR_BYTES)
    is_one = len(data) == _DESCRIPTOR_BYTES and data.startswith(_DESCRIPTOR_SIGNATURE)
    return int.from_bytes(data[4:], "little") if is_one else None


def _find(stream: Stream) -> _Directory | None:
    """Find the record at the end, behind which there may be a comment, and read where the directory is."""
    total = stream.seek(0, os.SEEK_END)
    start = max(0, total - _LONGEST_COMMENT - _END.size)
    tail = read_at(stream, start, total - start)
    found = tail.rfind(_END_SIGNATURE)
    while found >= 0:
        if len(tail) - found >= _END.size:
            *_, size, at, comment = _END.unpack_from(tail, found)
            end = start + found
            if found + _END.size + comment <= len(tail):
                place = _find64(stream, end) or _Directory(end - size, size, end - size - at)
                if place.before >= 0 and place.at >= 0:
                    return place
        found = tail.rfind(_END_SIGNATURE, 0, found)
    return None


def _find64(stream: Stream, end: int) -> _Directory | None:
    locator = read_at(stream, max(0, end - _LOCATOR64.size), _LOCATOR64.size)
    if len(locator) < _LOCATOR64.size or not locator.startswith(_LOCATOR64_SIGNATURE):
        return None
    record = read_at(stream, end - _LOCATOR64.size - _END64.size, _END64.size)
    if len(record) < _END64.size or not record.startswith(_END64_SIGNATURE):
        return None
    *_, size, at = _END64.unpack(record)
    begin = end - _LOCATOR64.size - _END64.size - size
    return _Directory(begin, size, begin - at)


def _entries(stream: Stream, place: _Directory) -> Iterator[Entry]:
    at, stop, chunk, begin = place.at, place.at + place.size, b"", place.at
    while at < stop:
        fixed = chunk[at - begin : at - begin + _CENTRAL.size]
        lengths = _CENTRAL.unpack(fixed)[10:13] if len(fixed) == _CENTRAL.size else (0, 0, 0)
        if len(fixed) < _CENTRAL.size or at - begin + _CENTRAL.size + sum(lengths) > len(chunk):
            needed = read_at(stream, at, min(_CHUNK_BYTES, stop - at))
            if len(needed) < _CENTRAL.size or (begin == at and chunk):
                raise ContainerError(DAMAGED, DAMAGED_STEP)
            chunk, begin = needed, at
            continue
        yield _entry(chunk, at - begin, place.before)
        at += _CENTRAL.size + sum(lengths)


def _entry(chunk: bytes, at: int, before: int) -> Entry:
    fields = _CENTRAL.unpack_from(chunk, at)
    signature, _, _, flags, method, _, _, crc, packed, size, name_size, extra_size = fields[:12]
    if signature != _CENTRAL_SIGNATURE:
        raise ContainerError(DAMAGED, DAMAGED_STEP)
    name_at = at + _CENTRAL.size
    extra = chunk[name_at + name_size : name_at + name_size + extra_size]
    size, packed, offset = _wide(extra, (size, packed, fields[-1]))
    return Entry(chunk[name_at : name_at + name_size], flags, method, packed, size, before + offset, crc)


def _wide(extra: bytes, numbers: tuple[int, ...]) -> tuple[int, int, int]:
    """Take what does not fit into 32 bits from the extra field of zip64, where such numbers follow each other."""
    wide = b""
    at = 0
    while at + 4 <= len(extra):
        kind, length = int.from_bytes(extra[at : at + 2], "little"), int.from_bytes(extra[at + 2 : at + 4], "little")
        if kind == _ZIP64:
            wide = extra[at + 4 : at + 4 + length]
            break
        at += 4 + length
    whole = []
    for number in numbers:
        if number == _IN_EXTRA and len(wide) >= 8:  # noqa: PLR2004 - bytes of such a number
            whole.append(int.from_bytes(wide[:8], "little"))
            wide = wide[8:]
        else:
            whole.append(number)
    return whole[0], whole[1], whole[2] if len(whole) > 2 else 0  # noqa: PLR2004 - offset: in the directory only
