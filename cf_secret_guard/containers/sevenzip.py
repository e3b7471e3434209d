"""7z, as far as the standard library can unpack it: LZMA, LZMA2, bzip2, deflate, with filters, and zstd.

Not py7zr, because that brings twelve packages, holds an object for each of up to eight million members, and refuses a
whole archive for a name such as ``../a``, which to us is just a name.
"""

from __future__ import annotations

import lzma
import zlib
from itertools import chain, repeat
from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import ContainerError, Member, NotAContainerError, Unread
from cf_secret_guard.containers.compressed import bzip2, deflated, zstd
from cf_secret_guard.containers.sevenzip_header import Listing, Streams, read_header
from cf_secret_guard.containers.streams import (
    DAMAGED,
    DAMAGED_STEP,
    DECRYPT_STEP,
    ENCRYPTED,
    EXTRACT_STEP,
    Extent,
    Part,
    Unpacked,
    checked,
    expected,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.containers.base import Allowance, Stream
    from cf_secret_guard.containers.sevenzip_header import Coder, Folder
    from cf_secret_guard.containers.streams import Decompressor, Read

_START_BYTES = 32
_HEADER_BYTES = 64 * 1024 * 1024
"""The most of a header that is held: half a million members with long names."""
_NESTED_HEADERS = 4
# Methods.txt in the LZMA SDK
_LZMA, _LZMA2, _DELTA, _AES = b"\3\1\1", b"\x21", b"\3", b"\6\xf1\7\1"
_PLAIN: dict[bytes, Callable[[Read, int], Read]] = {
    b"\0": lambda read, _memory: read,
    b"\4\1\x08": lambda read, _memory: deflated(read, _RAW_DEFLATE).read,
    b"\4\2\2": lambda read, memory: bzip2(read, memory).read,
    b"\4\xf7\x11\1": lambda read, memory: zstd(read, memory).read,
}
_FILTERS = {
    _DELTA: lzma.FILTER_DELTA,
    b"\4": lzma.FILTER_X86,
    b"\3\3\1\3": lzma.FILTER_X86,
    b"\3\3\2\5": lzma.FILTER_POWERPC,
    b"\3\3\4\1": lzma.FILTER_IA64,
    b"\3\3\5\1": lzma.FILTER_ARM,
    b"\3\3\7\1": lzma.FILTER_ARMTHUMB,
    b"\3\3\x08\5": lzma.FILTER_SPARC,
}
_NAMES = {b"\3\4\1": "PPMd", b"\3\3\1\x1b": "BCJ2", b"\4\1\x09": "Deflate64", b"\x0a": "the filter for ARM64"}
_RAW_DEFLATE = -15
_LZMA_PROPERTIES, _LARGEST_LZMA2, _LEAST_WINDOW = 5, 40, 4096
_LZMA2_CHUNK = 65536


class SevenZip:
    """See Format."""

    via = "7z"
    seeks = True
    is_hungry = True

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member | Unread]:  # noqa: ARG002 - Format
        """See Format."""
        listing = _listing(stream, allowed.memory)
        names, digests = listing.with_content(), listing.streams.digests.each()
        at, packed = 0, 0
        for folder, sizes in zip(listing.streams.folders, listing.streams.members, strict=True):
            begin = _START_BYTES + listing.streams.at + at
            mine = listing.streams.packed[packed : packed + folder.packed_streams]
            at, packed = at + sum(mine), packed + folder.packed_streams
            is_lone = len(sizes) == 1 and folder.crc is not None
            crcs = iter((folder.crc,)) if is_lone else digests
            yield from _members(_folder(stream, begin, sum(mine), folder, allowed.memory), sizes, names, crcs)


SEVEN_ZIP = SevenZip()


def _listing(stream: Stream, memory: int) -> Listing:
    start = Part(stream.read, _START_BYTES).whole()
    if len(start) < _START_BYTES:
        raise NotAContainerError
    at, size = int.from_bytes(start[12:20], "little"), int.from_bytes(start[20:28], "little")
    if not size:  # an empty archive
        if zlib.crc32(start[12:]) != int.from_bytes(start[8:12], "little"):
            raise ContainerError(DAMAGED, DAMAGED_STEP)
        return Listing(Streams(0, (), (), ()), b"", b"")
    data = _whole(Extent(stream, _START_BYTES + at, size).read, size)
    for _ in range(_NESTED_HEADERS):
        header = read_header(data)
        if isinstance(header, Listing):
            return header
        if not header.folders:
            break
        begin, folder = _START_BYTES + header.at, header.folders[0]
        read = _folder(stream, begin, sum(header.packed[: folder.packed_streams]), folder, memory)
        if isinstance(read, str):
            raise ContainerError(f"its list of members is {read}", DECRYPT_STEP if read == ENCRYPTED else EXTRACT_STEP)
        data = _whole(read, folder.size)
    raise ContainerError(DAMAGED, DAMAGED_STEP)


def _whole(read: Read, size: int) -> bytes:
    if size > _HEADER_BYTES:
        raise ContainerError(f"its list of members is larger than {_HEADER_BYTES} bytes", EXTRACT_STEP)
    parts = []
    while data := read(size):
        parts.append(data)
    return b"".join(parts)


def _members(
    read: Read | str, sizes: tuple[int, ...], names: Iterator[bytes], digests: Iterator[int | None]
) -> Iterator[Member | Unread]:
    """Yield the members of one folder; behind damage there are no more."""
    known = [(size, next(names, b"?"), next(digests, None)) for size in sizes]
    for size, name, crc in known:
        if isinstance(read, str):
            yield Unread(name, f"it is {read}", DECRYPT_STEP if read == ENCRYPTED else EXTRACT_STEP)
            continue
        part = Part(read, size)
        yield Member(name, _checked(part.read, crc))
        if not part.finish():
            return


def _checked(read: Read, crc: int | None) -> Read:
    return checked(read, lambda: crc)


def _folder(stream: Stream, begin: int, packed: int, folder: Folder, memory: int) -> Read | str:
    """Return what reads the members of a folder, one behind the other; or what it is instead."""
    if _AES in folder.methods:
        return ENCRYPTED
    read: Read = Extent(stream, begin, packed).read
    for coder in reversed(folder.coders):
        # Filters keep the size, so that after each step there are as many bytes as in the end.
        if coder.method in _PLAIN:
            read = expected(_PLAIN[coder.method](read, memory))
        elif coder.method in _FILTERS:
            read = _unlzma(_as_lzma2(read), [_filter(coder), {"id": lzma.FILTER_LZMA2, "dict_size": _LEAST_WINDOW}])
        elif (options := _lzma_options(coder)) is not None:
            options["dict_size"] = min(options["dict_size"], max(folder.size, _LEAST_WINDOW))  # more is never used
            if options["dict_size"] > memory:
                return f"packed with a window of {options['dict_size']} bytes, more than is allowed"
            read = _unlzma(read, [options])
        else:
            return _unsupported(coder.method)
        read = Part(read, folder.size).read
    return read if folder.coders else _unsupported(*folder.methods)


def _unsupported(*methods: bytes) -> str:
    known = [_NAMES[method] for method in methods if method in _NAMES]
    name = known[0] if known else "method " + b"+".join(methods).hex()
    return f"packed with {name}, which is not supported"


def _lzma_options(coder: Coder) -> dict[str, int] | None:
    """Read the properties of LZMA and LZMA2 (lzma-specification.txt in the LZMA SDK)."""
    given = coder.properties
    if coder.method == _LZMA and len(given) == _LZMA_PROPERTIES:
        rest, literal = divmod(given[0], 9)
        window = int.from_bytes(given[1:], "little")
        return {"id": lzma.FILTER_LZMA1, "lc": literal, "lp": rest % 5, "pb": rest // 5, "dict_size": window}
    if coder.method == _LZMA2 and len(given) == 1 and given[0] < _LARGEST_LZMA2:
        return {"id": lzma.FILTER_LZMA2, "dict_size": (2 | given[0] & 1) << (given[0] // 2 + 11)}
    return None


def _filter(coder: Coder) -> dict[str, int]:
    options = {"dist": coder.properties[0] + 1} if coder.method == _DELTA and coder.properties else {}
    return {"id": _FILTERS[coder.method]} | options


def _unlzma(read: Read, filters: list[dict[str, int]]) -> Read:
    def start() -> Decompressor:
        return lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=filters)

    return expected(Unpacked(read, start, (lzma.LZMAError, ValueError), single=True).read)


def _as_lzma2(read: Read) -> Read:
    """Frame bytes as uncompressed chunks of LZMA2: behind that, liblzma applies a filter up to the very end."""
    marks = chain(b"\1", repeat(2))  # the first chunk begins a dictionary

    def reading(count: int) -> bytes:
        data = read(min(count, _LZMA2_CHUNK))
        return bytes([next(marks)]) + (len(data) - 1).to_bytes(2, "big") + data if data else b"\0"

    return reading
