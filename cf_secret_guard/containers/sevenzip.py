"""7z, as far as the standard library can unpack it: LZMA, LZMA2, bzip2, deflate, with filters, and zstd.

Not py7zr, because that brings twelve packages, holds an object for each of up to eight million members, and refuses a
whole archive for a name such as ``../a``, which to us is just a name.
"""

from __future__ import annotations

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
    _DELTA: "FILTER_DELTA",
    b"\4": "FILTER_X86",
    b"\3\3\1\3": "FILTER_X86",
    b"\3\3\2\5": "FILTER_POWERPC",
    b"\3\3\4\1": "FILTER_IA64",
    b"\3\3\5\1": "FILTER_ARM",
    b"\3\3\7\1": "FILTER_ARMTHUMB",
    b"\3\3\x08\5": "FILTER_SPARC",
}
_NAMES = {b"\3\4\1": "PPMd", b"\3\3\1\x1b": "BCJ2", b"\4\1\x09": "Deflate64", b"\x0a": "the filter for ARM64"}
_RAW_DEFLATE = -15
_LZMA_PROPERTIES, _LARGEST_LZMA2, _LEAST_WINDOW = 5, 40, 4096
_HELD_BACK = 8  # bytes


class SevenZip:
    """See Format."""

    via = "7z"
    seeks = True
    is_hungry = True

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member | Unread]:  # noqa: ARG002 - Format
        """See Format."""
        listing = _listing(stream, allowed.memory)
        names = listing.with_content()
        at, packed = 0, 0
        for folder, sizes in zip(listing.streams.folders, listing.streams.members, strict=True):
            begin = _START_BYTES + listing.streams.at + at
            mine = listing.streams.packed[packed : packed + folder.packed_streams]
            at, packed = at + sum(mine), packed + folder.packed_streams
            yield from _members(_folder(stream, begin, sum(mine), folder, allowed.memory), sizes, names)


SEVEN_ZIP = SevenZip()


def _listing(stream: Stream, memory: int) -> Listing:
    start = Part(stream.read, _START_BYTES).whole()
    if len(start) < _START_BYTES:
        raise NotAContainerError
    at, size = int.from_bytes(start[12:20], "little"), int.from_bytes(start[20:28], "little")
    if not size:  # an empty archive
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


def _members(read: Read | str, sizes: tuple[int, ...], names: Iterator[bytes]) -> Iterator[Member | Unread]:
    """Yield the members of one folder; behind damage there are no more."""
    for size, name in zip(sizes, [next(names, b"?") for _ in sizes], strict=True):
        if isinstance(read, str):
            yield Unread(name, f"it is {read}", DECRYPT_STEP if read == ENCRYPTED else EXTRACT_STEP)
            continue
        part = Part(read, size)
        yield Member(name, part.read)
        if not part.finish():
            return


def _folder(stream: Stream, begin: int, packed: int, folder: Folder, memory: int) -> Read | str:
    """Return what reads the members of a folder, one behind the other; or what it is instead."""
    if _AES in folder.methods:
        return ENCRYPTED
    read: Read = Extent(stream, begin, packed).read
    coders = list(folder.coders)
    while coders:
        coder = coders.pop()
        if coder.method in {_LZMA, _LZMA2} and (chain := _lzma_filters(coder, coders, folder.size)) is not None:
            if chain[-1]["dict_size"] > memory:
                return f"packed with a window of {chain[-1]['dict_size']} bytes, more than is allowed"
            read = expected(_unlzma(read, chain))
        elif coder.method in _PLAIN:
            read = expected(_PLAIN[coder.method](read, memory))
        else:
            break
    else:
        if folder.coders:
            return Part(_patient(read, folder.size), folder.size).read
    unknown = next(
        (method for method in folder.methods if method in _NAMES), folder.methods[0] if folder.methods else b""
    )
    return f"packed with {_NAMES.get(unknown, f'method {unknown.hex()}')}, which is not supported"


def _lzma_filters(coder: Coder, before: list[Coder], size: int) -> list[dict[str, int]] | None:
    """Return liblzma's chain of filters for LZMA and the filters that were applied before it, which are taken off."""
    import lzma

    given = coder.properties
    if coder.method == _LZMA and len(given) == _LZMA_PROPERTIES:
        rest, literal = divmod(given[0], 9)
        window = int.from_bytes(given[1:], "little")
        last = {"id": lzma.FILTER_LZMA1, "lc": literal, "lp": rest % 5, "pb": rest // 5}
    elif coder.method == _LZMA2 and len(given) == 1 and given[0] < _LARGEST_LZMA2:
        window = (2 | given[0] & 1) << (given[0] // 2 + 11)
        last = {"id": lzma.FILTER_LZMA2}
    else:
        return None
    chain = [last | {"dict_size": min(window, max(size, _LEAST_WINDOW))}]  # no more of it can ever be used
    while before and before[-1].method in _FILTERS:
        made = before.pop()
        options = {"dist": made.properties[0] + 1} if made.method == _DELTA and made.properties else {}
        chain.insert(0, {"id": getattr(lzma, _FILTERS[made.method])} | options)
    return chain


def _unlzma(read: Read, chain: list[dict[str, int]]) -> Read:
    import lzma

    def start() -> Decompressor:
        return lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=chain)

    return Unpacked(read, start, (lzma.LZMAError, ValueError), single=True).read


def _patient(read: Read, size: int) -> Read:
    """Make up for the last bytes behind a filter: liblzma holds them back, as 7z does not mark the end of LZMA."""
    left = size

    def reading(count: int) -> bytes:
        nonlocal left
        try:
            data = read(count)
        except ContainerError:
            if left > _HELD_BACK:
                raise
            data = bytes(left)
        left -= len(data)
        return data

    return reading
