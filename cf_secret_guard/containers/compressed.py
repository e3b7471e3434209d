"""Files that are one thing, compressed: gzip, bzip2, xz, lzma and zstd."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.containers.base import Member
from cf_secret_guard.containers.headers import is_bzip2, is_gzip, is_lzma, is_xz, is_zstd
from cf_secret_guard.containers.streams import Inflate, Unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from zstandard import ZstdDecompressionObj

    from cf_secret_guard.containers.base import Allowance, Stream
    from cf_secret_guard.containers.streams import Decompressor, Read

_GZIP_WBITS = 31  # zlib's manual, inflateInit2: a gzip header, and a trailer that is checked
_ZSTD_INPUT_BYTES = 1024  # zstandard knows no limit for its output; a block of 4 bytes gives 128 KiB: 32 MiB at most


def deflated(read: Read, wbits: int, *, single: bool = True) -> Unpacked:
    """Unpack deflate (RFC 1951); ``wbits`` says what is around it, see inflateInit2 in zlib's manual."""
    import zlib

    is_header = is_gzip if wbits == _GZIP_WBITS else None
    return Unpacked(read, lambda: Inflate(wbits), (zlib.error,), single=single, is_header=is_header)


def bzip2(read: Read, memory: int) -> Unpacked:  # noqa: ARG001 - a block has 900 kB at most
    """Unpack bzip2."""
    from bz2 import BZ2Decompressor

    return Unpacked(read, BZ2Decompressor, (OSError, ValueError), is_header=is_bzip2)


def xz(read: Read, memory: int) -> Unpacked:
    """Unpack xz; https://tukaani.org/xz/xz-file-format.txt."""
    import lzma

    def start() -> Decompressor:
        return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=memory)

    return Unpacked(read, start, (lzma.LZMAError,), is_header=is_xz)


def lzma_alone(read: Read, memory: int) -> Unpacked:
    """Unpack the format before xz, which has no magic number and no checksum."""
    import lzma

    def start() -> Decompressor:
        return lzma.LZMADecompressor(format=lzma.FORMAT_ALONE, memlimit=memory)

    return Unpacked(read, start, (lzma.LZMAError,), single=True, is_header=is_lzma)


def zstd(read: Read, memory: int) -> Unpacked:
    """Unpack zstd (RFC 8878), without dictionaries."""
    from zstandard import ZstdDecompressor, ZstdError

    def start() -> Decompressor:
        return _ZstdFrame(ZstdDecompressor(max_window_size=memory).decompressobj())

    return Unpacked(read, start, (ZstdError,), input_bytes=_ZSTD_INPUT_BYTES, is_header=is_zstd)


class Compressed(NamedTuple):
    """A Format with one member and no name for it."""

    via: str
    unpack: Callable[[Read, int], Unpacked]
    is_hungry: bool = False
    seeks: bool = False

    def members(self, stream: Stream, path: bytes, allowed: Allowance) -> Iterator[Member]:  # noqa: ARG002 - Format
        """See Format."""
        yield Member(b"", self.unpack(stream.read, allowed.memory).read)


GZIP = Compressed("gzip", lambda read, _memory: deflated(read, _GZIP_WBITS, single=False))
BZIP2 = Compressed("bzip2", bzip2)
XZ = Compressed("xz", xz, is_hungry=True)
LZMA = Compressed("lzma", lzma_alone, is_hungry=True)
ZSTD = Compressed("zstd", zstd, is_hungry=True)


class _ZstdFrame:
    """zstandard's object, with the interface of the others."""

    needs_input = True

    def __init__(self, frame: ZstdDecompressionObj) -> None:
        self._frame = frame

    @property
    def eof(self) -> bool:
        """See Decompressor."""
        return self._frame.eof

    @property
    def unused_data(self) -> bytes:
        """See Decompressor."""
        return self._frame.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:  # noqa: ARG002 - see _ZSTD_INPUT_BYTES
        """See Decompressor."""
        return self._frame.decompress(data)
