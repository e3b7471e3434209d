from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.containers.base import HEAD_BYTES, identify, is_container
from cf_secret_guard.containers.registry import FORMATS
from tests.containers.opening import tarred, zipped

TEXT = b"text\n" * 300
CONTAINERS = [
    (zipped({"a": TEXT}), b"a.bin", "zip"),
    (zipped({}), b"a.bin", "zip"),
    (b"MZ" + bytes(600), b"setup.exe", "zip"),
    (b"#!/usr/bin/env python3\n" + zipped({"a": TEXT}), b"tool", "zip"),
    (tarred({"a": TEXT}), b"a.bin", "tar"),
    (tarred({"a": TEXT}, tarfile.GNU_FORMAT), b"a.bin", "tar"),
    (bytes(257) + bytes(300), b"old.tar", "tar"),
    (gzip.compress(TEXT, mtime=0), b"a.bin", "gzip"),
    (bz2.compress(TEXT), b"a.bin", "bzip2"),
    (bz2.compress(b""), b"a.bin", "bzip2"),
    (lzma.compress(TEXT), b"a.bin", "xz"),
    (lzma.compress(TEXT, lzma.FORMAT_ALONE), b"a.lzma", "lzma"),
    (zstandard.compress(TEXT), b"a.bin", "zstd"),
    (b"7z\xbc\xaf\x27\x1c\0\4", b"a.bin", "7z"),
    (b"%PDF-1.7\n", b"a.bin", "pdf"),
    (b"!<arch>\n", b"a.bin", "ar"),
]
NONE = [
    (b"", b"a.zip"),
    (b"PK", b"a.zip"),
    (b"Pretty plain text", b"a.zip"),
    (b"BZh9 is how bzip2 begins", b"a.txt"),
    (b"#!/bin/sh\necho hello\n", b"a.sh"),
    (b"%PD", b"a.pdf"),
    (b"7zip", b"a.7z"),
    (b"short", b"a.tar"),
    (b"text", b"a.lzma"),
    (lzma.compress(TEXT, lzma.FORMAT_ALONE), b"a.bin"),
    (b"\x1f\x8b", b"a.gz"),
]


@pytest.mark.parametrize(
    ("data", "path", "name"), CONTAINERS, ids=[f"{n} {name}" for n, (*_, name) in enumerate(CONTAINERS)]
)
def test_a_container_is_told_by_its_first_bytes_whatever_its_name(data: bytes, path: bytes, name: str) -> None:
    assert is_container(data[:HEAD_BYTES], path)
    assert is_container(memoryview(data), path)
    assert identify(data[:HEAD_BYTES], path) == name
    assert name in FORMATS


@pytest.mark.parametrize(("data", "path"), NONE, ids=range(len(NONE)))
def test_what_only_has_the_name_of_one_or_a_part_of_its_mark_is_none(data: bytes, path: bytes) -> None:
    assert not is_container(data, path)
    assert identify(data, path) is None


@given(st.binary(max_size=2 * HEAD_BYTES), st.sampled_from([b"a", b"a.tar", b"a.lzma"]))
def test_the_cheap_test_and_the_exact_one_agree(data: bytes, path: bytes) -> None:
    assert is_container(data, path) == (identify(data[:HEAD_BYTES], path) is not None)


def test_a_tar_is_told_by_a_window_as_well_as_by_its_head() -> None:
    data = io.BytesIO(tarred({"a": TEXT})).getvalue()
    assert is_container(memoryview(bytearray(data))[:1024], b"x")
