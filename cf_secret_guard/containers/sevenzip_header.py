"""The header of a 7z archive, as far as it tells what is where (7zFormat.txt in the LZMA SDK).

Everything that it counts is held against the bytes that are there: no claim makes us hold more than the header itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.containers.base import ContainerError
from cf_secret_guard.containers.sevenzip_bytes import Digests, HeaderBytes
from cf_secret_guard.containers.streams import DAMAGED, DAMAGED_STEP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_END, _HEADER, _ARCHIVE, _ADDITIONAL, _MAIN, _FILES = range(6)
_PACK, _UNPACK, _SUBSTREAMS, _SIZES, _DIGESTS, _FOLDERS, _UNPACK_SIZES, _COUNTS, _EMPTY = range(6, 15)
_NAMES = 0x11
_ENCODED = 0x17
_ID_BYTES, _IS_COMPLEX, _HAS_PROPERTIES = 0x0F, 0x10, 0x20  # of the byte that begins a coder
_MOST_CODERS = 32  # the format's own limit


class Coder(NamedTuple):
    """One step of packing."""

    method: bytes
    properties: bytes


class Folder(NamedTuple):
    """Members that are packed together."""

    coders: tuple[Coder, ...]
    """The one that gives the members first, the one that reads the archive last; empty: they form no plain chain."""
    methods: tuple[bytes, ...]
    """Of all coders."""
    size: int
    """Bytes unpacked, as the header claims."""
    packed_streams: int
    crc: int | None = None
    """CRC-32 of all of it; where it is given, the one of an only member is not."""


class Streams(NamedTuple):
    """What is packed, and where."""

    at: int
    """Where the first packed stream begins, behind the first 32 bytes of the archive."""
    packed: tuple[int, ...]
    """Bytes of each packed stream; they follow each other."""
    folders: tuple[Folder, ...]
    members: tuple[tuple[int, ...], ...]
    """For each folder, bytes of each member in it."""
    digests: Digests = Digests(b"", b"")
    """Of the members, but for those that are alone in a folder with a checksum."""


class Listing(NamedTuple):
    """An archive's members."""

    streams: Streams
    names: bytes
    """In UTF-16-LE, each with a NUL behind it."""
    is_empty: bytes
    """For each member 1 if it has no content."""

    def with_content(self) -> Iterator[bytes]:
        """Yield the names of the members that have content, in the order in which they are packed."""
        at = 0
        for empty in self.is_empty:
            end = at
            while (end := self.names.find(b"\0\0", end)) % 2:  # not of two characters
                if end < 0:
                    break
                end += 1
            name = self.names[at:end] if end >= 0 else self.names[at:]
            at = end + 2 if end >= 0 else len(self.names)
            if not empty:
                yield name.decode("utf-16-le", "replace").encode("utf-8", "surrogatepass")


def read_header(data: bytes) -> Listing | Streams:
    """Read a header.

    Returns:
        The members; or where the real header is, packed as the only member.

    Raises:
        ContainerError: it is damaged.
    """
    try:
        return _read(HeaderBytes(data))
    except (IndexError, OverflowError):
        raise _damaged() from None


def _read(data: HeaderBytes) -> Listing | Streams:
    kind = data.byte()
    if kind == _ENCODED:
        return _streams(data)
    if kind != _HEADER:
        raise _damaged()
    streams = Streams(0, (), (), ())
    names, is_empty = b"", b""
    while (kind := data.byte()) != _END:
        if kind == _ARCHIVE:
            list(_properties(data))
        elif kind == _ADDITIONAL:
            _streams(data)
        elif kind == _MAIN:
            streams = _streams(data)
        elif kind == _FILES:
            names, is_empty = _files(data)
        else:
            raise _damaged()
    return Listing(streams, names, is_empty)


def _properties(data: HeaderBytes) -> Iterator[tuple[int, HeaderBytes]]:
    while (kind := data.byte()) != _END:
        yield kind, HeaderBytes(data.take(data.number()))


def _files(data: HeaderBytes) -> tuple[bytes, bytes]:
    count = data.count()
    names, is_empty = b"", bytes(count)
    for kind, content in _properties(data):
        if kind == _EMPTY:
            is_empty = content.bits(count)
        elif kind == _NAMES:
            content.byte()  # they may stand in another stream, which nobody does
            names = content.rest()
    return names, is_empty


def _streams(data: HeaderBytes) -> Streams:
    at = 0
    packed: list[int] = []
    folders: list[Folder] = []
    members: list[tuple[int, ...]] = []
    digests = Digests(b"", b"")
    while (kind := data.byte()) != _END:
        if kind == _PACK:
            at, packed = _packed(data)
        elif kind == _UNPACK:
            folders = _folders(data)
            members = [(folder.size,) for folder in folders]
        elif kind == _SUBSTREAMS:
            members, digests = _members(data, folders)
        else:
            raise _damaged()
    return Streams(at, tuple(packed), tuple(folders), tuple(members), digests)


def _packed(data: HeaderBytes) -> tuple[int, list[int]]:
    at, count, sizes = data.number(), data.count(), []
    while (kind := data.byte()) != _END:
        if kind == _SIZES:
            sizes = [data.number() for _ in range(count)]
        elif kind == _DIGESTS:
            data.digests(count)
        else:
            raise _damaged()
    return at, sizes


def _folders(data: HeaderBytes) -> list[Folder]:
    chains: list[tuple[Callable[[list[int]], Folder], int]] = []
    folders: list[Folder] = []
    while (kind := data.byte()) != _END:
        if kind == _FOLDERS:
            count = data.count()
            if data.byte():  # in another stream, which nobody does
                raise _damaged()
            chains = [_folder(data) for _ in range(count)]
        elif kind == _UNPACK_SIZES:
            folders = [chain([data.number() for _ in range(outputs)]) for chain, outputs in chains]
        elif kind == _DIGESTS:
            digests = data.digests(len(folders)).each()
            folders = [folder._replace(crc=crc) for folder, crc in zip(folders, digests, strict=True)]
        else:
            raise _damaged()
    return folders


def _folder(data: HeaderBytes) -> tuple[Callable[[list[int]], Folder], int]:
    """Read a folder; its sizes come later: return what makes it of them, and how many there are."""
    coders: list[Coder] = []
    inputs = outputs = 0
    for _ in range(data.number(_MOST_CODERS)):
        flags = data.byte()
        method = data.take(flags & _ID_BYTES)
        inputs_here, outputs_here = (
            (data.number(_MOST_CODERS), data.number(_MOST_CODERS)) if flags & _IS_COMPLEX else (1, 1)
        )
        coders.append(Coder(method, data.take(data.number()) if flags & _HAS_PROPERTIES else b""))
        inputs, outputs = inputs + inputs_here, outputs + outputs_here
    bound = {data.number(): data.number() for _ in range(outputs - 1)}
    packed = inputs - len(bound)
    if packed > 1:
        for _ in range(packed):
            data.number()
    last = next((at for at in range(outputs) if at not in bound.values()), 0)
    is_chain = inputs == outputs == len(coders) and packed == 1
    chain = _chain(coders, bound, last) if is_chain else ()
    methods = tuple(coder.method for coder in coders)
    return lambda sizes: Folder(chain, methods, sizes[last], packed), outputs


def _chain(coders: list[Coder], bound: dict[int, int], last: int) -> tuple[Coder, ...]:
    """Follow the coders, each with one input and one output, from the one that gives the members."""
    chain: list[Coder] = []
    at: int | None = last
    while at is not None and len(chain) < len(coders):
        chain.append(coders[at])
        at = bound.get(at)
    return tuple(chain)


def _members(data: HeaderBytes, folders: list[Folder]) -> tuple[list[tuple[int, ...]], Digests]:
    digests = Digests(b"", b"")
    counts = [1] * len(folders)
    members: list[tuple[int, ...]] = [(folder.size,) for folder in folders]
    while (kind := data.byte()) != _END:
        if kind == _COUNTS:
            counts = [data.count() for _ in folders]
            members = [(folder.size,) * (count == 1) for folder, count in zip(folders, counts, strict=True)]
        elif kind == _SIZES:
            members = [_sizes(data, folder.size, count) for folder, count in zip(folders, counts, strict=True)]
        elif kind == _DIGESTS:
            known = sum(folder.crc is not None and count == 1 for folder, count in zip(folders, counts, strict=True))
            digests = data.digests(sum(counts) - known)
        else:
            raise _damaged()
    return members, digests


def _sizes(data: HeaderBytes, total: int, count: int) -> tuple[int, ...]:
    """Read the sizes of a folder's members; the last is what is left."""
    sizes = [data.number() for _ in range(count - 1)]
    return (*sizes, max(0, total - sum(sizes))) if count else ()


def _damaged() -> ContainerError:
    return ContainerError(DAMAGED, DAMAGED_STEP)
