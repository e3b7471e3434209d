from __future__ import annotations

import bz2
import gzip
import lzma
from typing import TYPE_CHECKING

import pytest
import zstandard

from cf_secret_guard.containers.headers import is_bzip2, is_gzip, is_lzma, is_xz, is_zstd

if TYPE_CHECKING:
    from collections.abc import Callable

ALONE = lzma.compress(b"text", lzma.FORMAT_ALONE)
XZ = lzma.compress(b"text")
ZSTD = zstandard.compress(b"text")
HITS = [
    (is_gzip, gzip.compress(b"", mtime=0)),
    (is_bzip2, bz2.compress(b"text", 1)),
    (is_bzip2, bz2.compress(b"")),
    (is_xz, XZ),
    (is_lzma, ALONE),
    (is_lzma, ALONE[:5] + (99).to_bytes(8, "little")),
    (is_lzma, b"]\0\0\x30\0" + ALONE[5:]),
    (is_zstd, ZSTD),
]
NEAR_MISSES = [
    (is_gzip, b"\x1f\x8b\x08\0\0\0\0\0\0"),
    (is_gzip, b"\x1f\x8b\x08\x20\0\0\0\0\0\3"),
    (is_gzip, b"\x1f\x8b\x07\0\0\0\0\0\0\3"),
    (is_bzip2, b"BZh01AY&SY"),
    (is_bzip2, b"BZh91AY&S"),
    (is_bzip2, b"BZh"),
    (is_xz, XZ[:7] + b"\1" + XZ[8:]),
    (is_xz, XZ[:11]),
    (is_lzma, ALONE[:12]),
    (is_lzma, b"\xff" + ALONE[1:]),
    (is_lzma, b"]\0\0\0\0" + ALONE[5:]),
    (is_lzma, b"]\0\0\x50\0" + ALONE[5:]),
    (is_lzma, ALONE[:5] + (2**38).to_bytes(8, "little")),
    (is_zstd, ZSTD[:4]),
    (is_zstd, ZSTD[:4] + bytes([ZSTD[4] | 8]) + ZSTD[5:]),
    (is_zstd, b"(\xb5/\xfe" + ZSTD[4:]),
]


@pytest.mark.parametrize(("says", "data"), HITS)
def test_what_a_program_writes_has_a_header(says: Callable[[bytes], bool], data: bytes) -> None:
    assert says(data[:18])


@pytest.mark.parametrize(("says", "data"), NEAR_MISSES)
def test_what_only_begins_like_one_has_none(says: Callable[[bytes], bool], data: bytes) -> None:
    assert not says(data[:18])
