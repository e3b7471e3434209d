"""Headers that are a compressed format's beyond doubt: what cannot be unpacked behind one is damaged.

A magic number alone may stand at the beginning of anything, so that nothing is said of what only has that.
"""

from __future__ import annotations

import zlib

from cf_secret_guard.containers.base import BZIP2_BLOCKS

_GZIP_BYTES, _GZIP_RESERVED = 10, 0xE0
_LZMA_BYTES, _LZMA_UNKNOWN, _LZMA_LARGEST = 13, 2**64 - 1, 2**38
_LZMA_PROPERTIES = 9 * 5 * 5
_XZ_BYTES = 12


def is_gzip(data: bytes) -> bool:
    """Say if it is a gzip header with method 8 and no reserved flag (RFC 1952, 2.3)."""
    return len(data) >= _GZIP_BYTES and data.startswith(b"\x1f\x8b\x08") and not data[3] & _GZIP_RESERVED


def is_bzip2(data: bytes) -> bool:
    """Say if it is a bzip2 header with the mark of a block, or of the end, behind it."""
    return data.startswith(b"BZh") and data[3:4] in b"123456789" and data[4:10] in BZIP2_BLOCKS


def is_xz(data: bytes) -> bool:
    """Say if it is a stream header with the right checksum (xz-file-format.txt, 2.1.1)."""
    crc = zlib.crc32(data[6:8]).to_bytes(4, "little")
    return len(data) >= _XZ_BYTES and data.startswith(b"\xfd7zXZ\0") and data[8:12] == crc


def is_lzma(data: bytes) -> bool:
    """Say if it is a header of the format before xz, by the properties and sizes that liblzma takes for sane.

    It has no magic number: ask this only of what is named so (lzma-file-format.txt, 1.1; alone_decoder.c in liblzma).
    """
    if len(data) < _LZMA_BYTES or data[0] >= _LZMA_PROPERTIES:
        return False
    window, size = int.from_bytes(data[1:5], "little"), int.from_bytes(data[5:13], "little")
    low = window & -window
    is_sane = window in (low, 3 * low, 2**32 - 1)  # 2**n, or half as much again
    return window > 0 and is_sane and (size == _LZMA_UNKNOWN or size < _LZMA_LARGEST)


def is_zstd(data: bytes) -> bool:
    """Say if it is a frame header that can be read (RFC 8878, 3.1.1.1)."""
    from zstandard import ZstdError, get_frame_parameters

    try:
        get_frame_parameters(data)
    except ZstdError:
        return False
    return True
