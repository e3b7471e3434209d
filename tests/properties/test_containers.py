"""No bytes make an opener crash, hang, or give more than it may, real archives with a few bytes changed included."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
from datetime import timedelta

import py7zr
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.containers.base import Limits
from tests.containers.documents import pdf, shown
from tests.containers.opening import open_all, tarred, zipped

LIMITS = Limits(unpacked=1 << 22, ratio_from=1 << 20, members=200, all_members=400)
FILES = {"a.env": b"TOKEN=1\n" * 40, "d/b": bytes(range(256)) * 4, "n" * 120: b"x"}
HEADS = [b"", b"PK\3\4", b"\x1f\x8b\x08\0", b"BZh91AY&SY", b"\xfd7zXZ\0", b"\x28\xb5\x2f\xfd", b"7z\xbc\xaf\x27\x1c"]
HEADS += [b"%PDF-1.4\n", b"!<arch>\n", b"MZ", bytes(257) + b"ustar"]


def seven() -> bytes:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w") as archive:
        for name, content in FILES.items():
            archive.writestr(content, name)
    return made.getvalue()


TAR = tarred(FILES)
SEEDS = {
    "zip": zipped(FILES),
    "pax": TAR,
    "gnu": tarred(FILES, tarfile.GNU_FORMAT),
    "gzip": gzip.compress(TAR),
    "bzip2": bz2.compress(TAR),
    "xz": lzma.compress(TAR),
    "zstd": zstandard.compress(TAR),
    "7z": seven(),
    "pdf": pdf(shown(b"BT /F 9 Tf (text) Tj [(a) -300 <62>] TJ ET")),
    "nested": zipped({"a.tar.gz": gzip.compress(TAR), "b.zip": zipped(FILES), "c.7z": seven()}),
}


@settings(deadline=timedelta(seconds=5))
@given(st.sampled_from(HEADS), st.binary(max_size=2000))
def test_arbitrary_bytes_are_harmless(head: bytes, data: bytes) -> None:
    assert open_all(head + data, b"x.tar", LIMITS).size <= 1 << 23


@pytest.mark.parametrize("name", SEEDS)
@settings(deadline=timedelta(seconds=5), max_examples=60)
@given(choices=st.data())
def test_changed_archives_are_harmless(name: str, choices: st.DataObject) -> None:
    data = bytearray(SEEDS[name])
    for _ in range(choices.draw(st.integers(1, 4))):
        at = choices.draw(st.integers(0, len(data) - 1))
        data[at : at + choices.draw(st.integers(0, 4))] = choices.draw(st.binary(max_size=4))
    cut = choices.draw(st.integers(0, len(data)))
    opened = open_all(bytes(data if cut % 2 else data[:cut]), b"x", LIMITS)
    assert opened.size <= 1 << 23
