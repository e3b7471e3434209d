from __future__ import annotations

import bz2
import gzip
import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.containers.base import ContainerError, NotAContainerError
from cf_secret_guard.containers.streams import (
    CHECKSUM,
    DAMAGED,
    TRUNCATED,
    Extent,
    Inflate,
    Part,
    Unpacked,
    checked,
    expected,
    read_at,
)

TEXT = b"some text\n" * 100_000


def unpacked(data: bytes, *, single: bool = False) -> Unpacked:
    return Unpacked(io.BytesIO(data).read, lambda: Inflate(31), (zlib.error,), single=single)


def all_of(stream: Unpacked, count: int = 1000) -> bytes:
    parts = []
    while data := stream.read(count):
        assert len(data) <= count
        parts.append(data)
    return b"".join(parts)


@pytest.mark.parametrize("count", [1, 7, 1000, len(TEXT), len(TEXT) + 1])
def test_never_more_comes_out_than_was_asked_for_and_nothing_is_held_back(count: int) -> None:
    text = TEXT if count > 7 else TEXT[:5000]
    assert all_of(unpacked(gzip.compress(text)), count) == text


def test_more_than_was_asked_for_waits() -> None:
    class Generous:
        eof, needs_input, unused_data = False, True, b""

        def decompress(self, data: bytes, max_length: int) -> bytes:
            assert max_length
            self.eof = True
            return data * 1000

    stream = Unpacked(io.BytesIO(b"abc").read, Generous, ())
    assert all_of(stream, 7) == b"abc" * 1000


@pytest.mark.parametrize("between", [b"", b"\0" * 512, b"\0" * 200_000])
def test_streams_that_follow_each_other_are_one(between: bytes) -> None:
    packed = gzip.compress(b"one") + between + gzip.compress(b"two")
    assert all_of(unpacked(packed)) == b"onetwo"
    assert all_of(unpacked(packed, single=True)) == b"one"


def test_what_follows_and_is_no_stream_is_no_damage() -> None:
    assert all_of(unpacked(gzip.compress(b"one") + b"a signature")) == b"one"


@pytest.mark.parametrize("step", [1, 5, 1000])
def test_what_is_behind_a_single_stream_can_be_read(step: int) -> None:
    source = io.BytesIO(gzip.compress(b"one") + b"behind it")
    stream = Unpacked(source.read, lambda: Inflate(31), (zlib.error,), input_bytes=step, single=True)
    assert all_of(stream) == b"one"
    assert stream.behind(6) == b"behind"
    assert stream.behind(100) == b"behind it"


@pytest.mark.parametrize("crc", [zlib.crc32(TEXT), None])
def test_a_right_or_unknown_checksum_is_passed_over(crc: int | None) -> None:
    read = checked(io.BytesIO(TEXT).read, lambda: crc)
    assert b"".join(iter(lambda: read(999), b"")) == TEXT


def test_a_checksum_that_is_not_the_given_one_is_told_at_the_end() -> None:
    read = checked(io.BytesIO(b"abc").read, lambda: 0)
    assert read(10) == b"abc"
    with pytest.raises(ContainerError, match=CHECKSUM):
        read(10)


def test_what_stands_before_damage_comes_out() -> None:
    stream = unpacked(gzip.compress(TEXT)[:-20])
    assert TEXT.startswith(stream.read(1000))
    with pytest.raises(ContainerError, match=TRUNCATED):
        all_of(stream)
    assert stream.read(10) == b""


def test_a_wrong_checksum_is_damage() -> None:
    packed = bytearray(gzip.compress(TEXT))
    packed[-6] ^= 1
    with pytest.raises(ContainerError, match=DAMAGED):
        all_of(unpacked(bytes(packed)))


@pytest.mark.parametrize("data", [b"", b"\x1f\x8b\x08", b"\x1f\x8b\x08 no gzip at all"])
def test_what_nothing_comes_out_of_is_none(data: bytes) -> None:
    with pytest.raises(NotAContainerError):
        unpacked(data).read(10)
    with pytest.raises(ContainerError):
        expected(unpacked(data).read)(10)


def test_a_decompressor_of_the_standard_library_fits_in() -> None:
    packed = io.BytesIO(bz2.compress(TEXT))
    assert all_of(Unpacked(packed.read, bz2.BZ2Decompressor, (OSError,))) == TEXT


@given(st.binary(max_size=100), st.integers(0, 120), st.integers(1, 7))
def test_a_part_is_what_it_says_and_leaves_the_rest(data: bytes, size: int, step: int) -> None:
    stream = io.BytesIO(data)
    part = Part(lambda count: stream.read(min(count, step)), size)
    assert part.whole() == data[:size]
    assert stream.read() == data[size:]


def test_a_part_that_is_cut_short_says_so() -> None:
    part = Part(io.BytesIO(b"abc").read, 5)
    assert part.read(10) == b"abc"
    with pytest.raises(ContainerError, match=TRUNCATED):
        part.read(10)
    assert not part.finish()
    assert Part(io.BytesIO(b"abc").read, 3).finish()


def test_extents_of_one_file_do_not_disturb_each_other() -> None:
    stream = io.BytesIO(b"0123456789")
    first, second = Extent(stream, 1, 3), Extent(stream, 5, None)
    assert [first.read(2), second.read(2), first.read(2), second.read(99), first.read(1)] == [
        b"12",
        b"56",
        b"3",
        b"789",
        b"",
    ]


@pytest.mark.parametrize("at", [-1, 2**63, 2**70])
def test_nothing_is_read_where_no_file_reaches(at: int) -> None:
    assert read_at(io.BytesIO(b"abc"), at, 3) == b""
    assert Extent(io.BytesIO(b"abc"), max(at, 2**63), 3).read(3) == b""
