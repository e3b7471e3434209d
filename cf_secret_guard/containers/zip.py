"""zip and all that is zip inside: jar, wheel, docx, apk, nupkg, epub; also behind a program or script.

Members are found by the central directory, and then by the headers of members that it does not name: those that were
hidden from it, and what is left of a truncated archive.

Not the standard library's zipfile, because that holds the whole directory, unpacks bzip2 and LZMA without a limit
(45 bytes of bzip2 give 45 MB), and gives up an archive for one bad entry.
"""

from __future__ import annotations

import os
from array import array
from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import ContainerError, Member, NotAContainerError, Unread
from cf_secret_guard.containers.compressed import bzip2, deflated, lzma_alone, xz, zstd
from cf_secret_guard.containers.streams import (
    DAMAGED,
    DAMAGED_STEP,
    DECRYPT_STEP,
    ENCRYPTED,
    EXTRACT_STEP,
    LARGEST_FILE,
    Extent,
    Part,
    checked,
    expected,
    read_at,
)
from cf_secret_guard.containers.zip_records import LOCAL, LOCAL_SIGNATURE, SIZE_FOLLOWS, described, listed, local

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.containers.base import Allowance, Stream
    from cf_secret_guard.containers.streams import Read
    from cf_secret_guard.containers.zip_records import Entry

_STORED, _DEFLATED, _LZMA = 0, 8, 14
_RAW_DEFLATE = -15  # zlib's manual, inflateInit2: no header, the largest window
# APPNOTE.TXT 4.4.5
_METHODS: dict[int, Callable[[Read, int], Read]] = {
    _STORED: lambda read, _memory: read,
    _DEFLATED: lambda read, _memory: deflated(read, _RAW_DEFLATE).read,
    12: lambda read, memory: bzip2(read, memory).read,
    _LZMA: lambda read, memory: lzma_alone(read, memory).read,
    93: lambda read, memory: zstd(read, memory).read,
    95: lambda read, memory: xz(read, memory).read,
}
_NAMES = {1: "Shrink", 6: "Implode", 9: "Deflate64", 97: "WavPack", 98: "PPMd", 99: "AES encryption"}
_LZMA_ENDS_ITSELF = 2  # flag
_WINDOW_BYTES = 1024 * 1024
_LONGEST_NAME = 4096


class Zip:
    """See Format."""

    via = "zip"
    seeks = True
    is_hungry = True

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member | Unread]:  # noqa: ARG002 - Format
        """See Format."""
        taken = array("Q")  # where each member's bytes begin and end, in turn
        entries = listed(stream)
        damage = ContainerError("its directory is missing", DAMAGED_STEP) if entries is None else None
        try:
            for entry in entries or ():
                yield from _listed_member(stream, entry, allowed.memory, taken)
        except ContainerError as error:
            damage = error
        for at in _unlisted(stream, taken):
            taken.extend((at, at))
            yield from _member(stream, at, allowed.memory, quiet=damage is None)
        if damage is not None:
            raise damage if taken else NotAContainerError


ZIP = Zip()


def _listed_member(stream: Stream, entry: Entry, memory: int, taken: array[int]) -> Iterator[Member | Unread]:
    place = local(stream, entry.at)
    if place is None:
        yield Unread(entry.name, DAMAGED, DAMAGED_STEP)
        return
    taken.extend((entry.at, min(place[1] + entry.packed, LARGEST_FILE)))
    if entry.packed or not entry.name.endswith(b"/"):
        yield _opened(stream, entry, place[1], memory)


def _member(stream: Stream, at: int, memory: int, *, quiet: bool) -> Iterator[Member | Unread]:
    """Yield a member that no directory names."""
    place = local(stream, at)
    if place is not None:
        member = _opened(stream, *place, memory)
        if isinstance(member, Member):
            yield member._replace(read=_forgiving(member.read, quiet=quiet))
        elif not quiet:
            yield member


def _opened(stream: Stream, entry: Entry, begin: int, memory: int) -> Member | Unread:
    if entry.is_encrypted:
        return Unread(entry.name, f"it is {ENCRYPTED}", DECRYPT_STEP)
    unpack = _METHODS.get(entry.method)
    if unpack is None:
        name = _NAMES.get(entry.method, f"method {entry.method}")
        return Unread(entry.name, f"it is packed with {name}, which is not supported", EXTRACT_STEP)
    is_open = entry.flags & SIZE_FOLLOWS and not entry.packed
    packed: Read = Extent(stream, begin, None if is_open else entry.packed).read
    if entry.method == _LZMA:
        packed = _with_lzma_header(packed, None if entry.flags & _LZMA_ENDS_ITSELF else entry.size)
    if entry.method == _STORED and is_open:  # nobody can tell where it ends; it was looked at where it stands
        return Member(entry.name, lambda _count: b"")
    if entry.crc is None and entry.method == _DEFLATED and is_open:  # as programs write into a pipe
        single = deflated(packed, _RAW_DEFLATE)
        return Member(entry.name, checked(expected(single.read), lambda: described(single.behind)))
    read = checked(expected(unpack(packed, memory)), lambda: entry.crc)
    return Member(entry.name, read, is_plain=entry.method == _STORED)


def _with_lzma_header(read: Read, size: int | None) -> Read:
    """Turn zip's header before LZMA (APPNOTE.TXT 5.8.8) into the one of .lzma files, which also tells the size."""
    head = [b""]

    def reading(count: int) -> bytes:
        if head:
            head.clear()
            begin = Part(read, 9).whole()
            claimed = 2**64 - 1 if size is None else size
            return begin[4:9] + claimed.to_bytes(8, "little")
        return read(count)

    return reading


def _forgiving(read: Read, *, quiet: bool) -> Read:
    """Take what is no member after all for an empty one."""

    def reading(count: int) -> bytes:
        try:
            return read(count)
        except ContainerError:
            if quiet:
                return b""
            raise

    return reading


def _unlisted(stream: Stream, taken: array[int]) -> Iterator[int]:
    """Yield where headers stand in what no member takes up."""
    total = stream.seek(0, os.SEEK_END)
    at = 0
    for begin, end in [*sorted(zip(taken[::2], taken[1::2], strict=True)), (total, total)]:
        if begin - at >= LOCAL.size:
            yield from _headers(stream, at, begin)
        at = max(at, end)


def _headers(stream: Stream, at: int, stop: int) -> Iterator[int]:
    while stop - at >= LOCAL.size:
        data = read_at(stream, at, min(_WINDOW_BYTES, stop - at))
        found = data.find(LOCAL_SIGNATURE)
        if found < 0:
            at += max(1, len(data) - len(LOCAL_SIGNATURE) + 1)
            continue
        at += found
        place = local(stream, at)
        if place is None or not _is_plausible(place[0]):
            at += len(LOCAL_SIGNATURE)
            continue
        yield at
        at = max(at + len(LOCAL_SIGNATURE), place[1] + place[0].packed)


def _is_plausible(entry: Entry) -> bool:
    """Say if a header that nothing points at is one: its signature alone may stand anywhere."""
    known = entry.method in _METHODS or entry.method in _NAMES
    return known and 0 < len(entry.name) <= _LONGEST_NAME and b"\0" not in entry.name
