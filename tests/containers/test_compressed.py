from __future__ import annotations

import bz2
import gzip
import lzma
from typing import TYPE_CHECKING

import pytest
import zstandard

from cf_secret_guard.containers.base import Limits
from tests.containers.opening import open_all

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = b"".join(b"line %d\n" % number for number in range(30_000))
PACKERS: list[tuple[str, bytes, Callable[[bytes], bytes]]] = [
    ("gzip", b"gz", gzip.compress),
    ("bzip2", b"bz2", bz2.compress),
    ("xz", b"xz", lzma.compress),
    ("lzma", b"lzma", lambda data: lzma.compress(data, lzma.FORMAT_ALONE)),
    ("zstd", b"zst", zstandard.compress),
]
each = pytest.mark.parametrize(("via", "ending", "pack"), PACKERS)


@each
def test_what_is_inside_is_named_without_the_ending(via: str, ending: bytes, pack: Callable[[bytes], bytes]) -> None:
    opened = open_all(pack(TEXT), b"dir/app.log." + ending)
    assert opened.files == [(b"app.log", TEXT)]
    assert opened.places == {b"app.log": (via,)}
    assert not opened.skipped


@each
def test_several_streams_behind_each_other_are_all_read(
    via: str, ending: bytes, pack: Callable[[bytes], bytes]
) -> None:
    opened = open_all(pack(b"one ") + pack(b"two"), b"a." + ending)
    assert opened.files == [(b"a", b"one " if via == "lzma" else b"one two")]  # which has no mark to begin with


@each
def test_what_stands_before_the_end_of_a_cut_file_counts(
    via: str, ending: bytes, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(TEXT)
    opened = open_all(packed[: len(packed) - 12], b"a." + ending)
    ((name, content),) = opened.files
    assert content or via == "bzip2"  # one block, all or nothing
    assert TEXT.startswith(content)
    assert opened.skipped == [(name, "it ends in the middle")]


@each
@pytest.mark.parametrize("ahead", [b"", b"something"], ids=["first", "second"])
def test_damage_before_the_first_byte_comes_out_is_named(
    via: str, ending: bytes, pack: Callable[[bytes], bytes], ahead: bytes
) -> None:
    before = pack(ahead) if ahead and via != "lzma" else b""  # which has one stream only
    packed = bytearray(pack(TEXT))
    begin = 14 if via == "lzma" else 24
    packed[begin : begin + 60] = bytes(byte ^ 0x5A for byte in packed[begin : begin + 60])
    opened = open_all(before + packed, b"a.tar." + ending)
    assert opened.skipped in ([(b"a.tar", "it is damaged")], [(b"a.tar", "it ends in the middle")])
    assert opened.files[0][1].startswith(ahead if before else b"")


@pytest.mark.parametrize("via", ["gzip", "bzip2", "xz", "zstd"])
def test_one_changed_byte_behind_the_header_never_goes_unnoticed(via: str) -> None:
    packers = {name: pack for name, _, pack in PACKERS}
    packers["zstd"] = zstandard.ZstdCompressor(write_checksum=True).compress  # as the program does
    packed = packers[via](TEXT[:2000])
    header = {"gzip": 10, "bzip2": 10, "xz": 12, "zstd": 6}[via]
    quiet = []
    for at in range(header, len(packed)):
        changed = bytearray(packed)
        changed[at] ^= 0x10
        opened = open_all(bytes(changed), b"a")
        if not opened.skipped and opened.files != [(b"a", TEXT[:2000])]:
            quiet.append(at)
    assert not quiet


def test_an_empty_file_may_be_compressed() -> None:
    assert open_all(gzip.compress(b""), b"a.gz").files == [(b"a", b"")]


def large_windows() -> list[bytes]:
    """TEXT packed so that unpacking takes a window of 64 MiB."""
    options = zstandard.ZstdCompressionParameters(window_log=26, write_content_size=False)
    frame = zstandard.ZstdCompressor(compression_params=options).compressobj()
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 1, "dict_size": 1 << 26}]
    return [lzma.compress(TEXT, filters=filters), frame.compress(TEXT) + frame.flush()]


@pytest.mark.parametrize("data", large_windows(), ids=["xz", "zstd"])
def test_a_window_beyond_what_is_allowed_is_named(data: bytes) -> None:
    opened = open_all(data, b"a", Limits(memory=1 << 25))
    assert opened.skipped == [(b"a", "unpacking it takes more memory than is allowed")]
    assert open_all(data, b"a").files == [(b"a", TEXT)]
