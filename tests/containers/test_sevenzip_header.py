from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.containers.base import ContainerError
from cf_secret_guard.containers.sevenzip_header import Coder, Listing, Streams, read_header

# One folder of two members, 5 and 3 bytes, copied; a third member without content.
PACKED = bytes([6, 0, 1, 9, 8, 0])
FOLDERS = bytes([7, 11, 1, 0, 1, 1, 0, 12, 8, 0])
MEMBERS = bytes([8, 13, 2, 9, 5, 10, 1]) + bytes(8) + b"\0"
NAMES = "a\0ā\0c\0".encode("utf-16-le")
FILES = bytes([5, 3, 14, 1, 0b01000000, 17, len(NAMES) + 1, 0]) + NAMES + b"\0"
HEADER = bytes([1, 4]) + PACKED + FOLDERS + MEMBERS + b"\0" + FILES + b"\0"


def test_a_header_tells_what_is_where() -> None:
    listing = read_header(HEADER)
    assert isinstance(listing, Listing)
    assert list(listing.with_content()) == [b"a", b"c"]
    assert listing.streams.members == ((5, 3),)
    assert listing.streams.packed == (8,)
    assert listing.streams.folders[0].coders == (Coder(b"\0", b""),)


def test_names_are_cut_at_whole_characters() -> None:
    streams = Streams(0, (), (), ())
    names = "Ā\0\u0100x\0".encode("utf-16-le")
    assert list(Listing(streams, names, bytes(3)).with_content()) == ["Ā".encode(), "\u0100x".encode(), b""]


def test_a_packed_header_is_told_from_a_plain_one() -> None:
    assert isinstance(read_header(b"\x17" + PACKED + FOLDERS + b"\0"), Streams)


@pytest.mark.parametrize("data", [b"", b"\x02", b"\x01\x07", HEADER[:-3], b"\x01\x05\xff" + b"\xff" * 8])
def test_what_makes_no_sense_is_damage(data: bytes) -> None:
    with pytest.raises(ContainerError):
        read_header(data)


@given(st.data())
def test_no_header_does_more_than_fail(choices: st.DataObject) -> None:
    data = bytearray(HEADER)
    for _ in range(choices.draw(st.integers(1, 6))):
        data[choices.draw(st.integers(0, len(data) - 1))] = choices.draw(st.integers(0, 255))
    try:
        header = read_header(bytes(data))
    except ContainerError:
        return
    if isinstance(header, Listing):
        assert len(list(header.with_content())) <= len(HEADER)
