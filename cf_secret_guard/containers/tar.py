"""tar, read in one direction: POSIX with its extended headers, GNU with its own, and what was there before both.

Not the standard library's tarfile, because that trusts what it reads: it holds extended headers of any size and one
object for each member, goes back where a size is negative, takes quadratic time for some headers, and takes a broken
header for the end of the archive (CVE-2024-6232, CVE-2025-8194).
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.containers.base import ContainerError, Member, NotAContainerError
from cf_secret_guard.containers.streams import DAMAGED, DAMAGED_STEP, TRUNCATED, Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.containers.base import Allowance, Stream

_BLOCK = 512
_HEADER_BYTES = 1024 * 1024
"""The most of an extended header or long name that is read: Linux knows no longer paths than 4096 bytes."""
_LINKS = b"12"
_EMPTY = b"23456V"  # symlinks, devices, directories, FIFOs and volume labels have no content, whatever their size says
_LONG_NAME, _LONG_LINK, _SPARSE = b"L", b"K", b"S"
_EXTENDED = b"xX"  # X: Solaris
_LENGTH_DIGITS = 8
# In the header, by https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06
_NAME, _SIZE, _CHECKSUM, _TYPE = slice(0, 100), slice(124, 136), slice(148, 156), slice(156, 157)
_LINK, _MAGIC, _PREFIX = slice(157, 257), slice(257, 263), slice(345, 500)
_IS_EXTENDED_SPARSE, _IS_EXTENDED_AGAIN = 482, 504  # of the old GNU format: more blocks with a map follow


class _Header(NamedTuple):
    """One header block."""

    name: bytes
    type: bytes
    size: int
    """Bytes of content that follow; never negative."""
    link: bytes
    has_map: bool
    """Blocks with the map of a sparse file stand before its content."""


class Tar:
    """See Format. Sparse files are what is stored of them; a link's target is its content, as in git."""

    via = "tar"
    seeks = False
    is_hungry = False

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member]:  # noqa: ARG002 - Format
        """See Format."""
        extended: dict[bytes, bytes] = {}
        is_first = True
        while (header := _header(Part(stream.read, _BLOCK).whole(), is_first=is_first)) is not None:
            is_first = False
            if header.type in _EXTENDED:
                extended |= _records(_content(stream, header.size))
            elif header.type in {_LONG_NAME, _LONG_LINK}:
                key = b"path" if header.type == _LONG_NAME else b"linkpath"
                extended[key] = _content(stream, header.size).rstrip(b"\0")
            else:
                yield from _member(stream, header, extended)
                extended = {}


TAR = Tar()


def _member(stream: Stream, header: _Header, extended: dict[bytes, bytes]) -> Iterator[Member]:
    name = extended.get(b"GNU.sparse.name") or extended.get(b"path") or header.name
    size = int(extended[b"size"]) if extended.get(b"size", b"").isdigit() else header.size
    if header.type in _LINKS:
        yield Member(name, BytesIO(extended.get(b"linkpath") or header.link).read)
    if header.has_map:
        while Part(stream.read, _BLOCK).whole()[_IS_EXTENDED_AGAIN : _IS_EXTENDED_AGAIN + 1] == b"\1":
            pass
    content = Part(stream.read, 0 if header.type in _EMPTY else size)
    if header.type not in _EMPTY and (size or header.type not in _LINKS):  # old archives have content behind hard links
        yield Member(name, content.read, is_plain=True)
    content.finish()
    Part(stream.read, -size % _BLOCK).finish()


def _content(stream: Stream, size: int) -> bytes:
    """Return the content of an extended header.

    Raises:
        ContainerError: it is too large to be one.
    """
    if size > _HEADER_BYTES:
        raise ContainerError(DAMAGED, DAMAGED_STEP)
    content = Part(stream.read, size).whole()
    Part(stream.read, -size % _BLOCK).finish()
    return content


def _header(block: bytes, *, is_first: bool) -> _Header | None:
    """Read a header; None at the end of the archive.

    Raises:
        NotAContainerError: the first one is none.
        ContainerError: a later one is none.
    """
    if not block or not block.strip(b"\0"):
        if is_first:
            raise NotAContainerError
        return None
    size = _number(block[_SIZE]) if len(block) == _BLOCK else None
    if size is None or not _is_sum(block):
        if is_first:
            raise NotAContainerError
        raise ContainerError(TRUNCATED if len(block) < _BLOCK else DAMAGED, DAMAGED_STEP)
    name, prefix = _text(block[_NAME]), _text(block[_PREFIX])
    if block[_MAGIC] == b"ustar\0" and prefix:
        name = prefix + b"/" + name
    kind = block[_TYPE]
    is_sparse = kind == _SPARSE and block[_IS_EXTENDED_SPARSE : _IS_EXTENDED_SPARSE + 1] == b"\1"
    return _Header(name, kind, size, _text(block[_LINK]), is_sparse)


def _is_sum(block: bytes) -> bool:
    """Say if the checksum is right: of bytes, or of signed ones, as some old programs had it."""
    said = _number(block[_CHECKSUM])
    total = sum(block[: _CHECKSUM.start]) + 8 * ord(" ") + sum(block[_CHECKSUM.stop :])
    return said == total or said == total - 256 * sum(byte > 127 for byte in block)  # noqa: PLR2004 - costly


def _number(field: bytes) -> int | None:
    """Read a number: octal digits, or GNU's base 256. None if it is none, or negative."""
    if field[0] == 0x80:  # noqa: PLR2004 - GNU tar's manual, "Extensions"; 0xff begins a negative one
        return int.from_bytes(field[1:], "big")
    digits = field.split(b"\0", 1)[0].strip()
    try:
        number = int(digits or b"0", 8)
    except ValueError:
        return None
    return number if number >= 0 else None


def _text(field: bytes) -> bytes:
    return field.split(b"\0", 1)[0]


def _records(data: bytes) -> dict[bytes, bytes]:
    """Read the records of an extended header, each ``LENGTH KEY=VALUE`` and a line end, as far as they make sense."""
    records: dict[bytes, bytes] = {}
    at = 0
    while (space := data.find(b" ", at, at + _LENGTH_DIGITS)) > 0 and data[at:space].isdigit():
        end = at + int(data[at:space])
        key, _, value = data[space + 1 : end - 1].partition(b"=")
        records[key] = value
        if end <= space:
            break
        at = end
    return records
