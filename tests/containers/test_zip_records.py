from __future__ import annotations

import io
import struct

import pytest

from cf_secret_guard.containers.base import ContainerError
from cf_secret_guard.containers.zip_records import listed, local
from tests.containers.opening import zipped

MANY = {f"directory/{'n' * 90}{number}": b"" for number in range(6000)}


def test_a_directory_larger_than_what_is_read_at_once_is_listed_whole() -> None:
    entries = listed(io.BytesIO(zipped(MANY)))
    assert entries is not None
    assert [entry.name.decode() for entry in entries] == list(MANY)


def test_an_entry_and_the_header_before_its_member_say_the_same() -> None:
    stream = io.BytesIO(b"x" * 7 + zipped({"name": b"content" * 9}))
    entries = listed(stream)
    assert entries is not None
    (entry,) = entries
    assert local(stream, entry.at) == (entry, 7 + 30 + 4)
    assert (entry.size, entry.is_encrypted) == (63, False)


@pytest.mark.parametrize("data", [b"", b"PK\5\6", b"PK\3\4 no directory"])
def test_without_the_record_at_the_end_there_is_no_directory(data: bytes) -> None:
    assert listed(io.BytesIO(data)) is None


def test_a_comment_that_looks_like_the_record_at_the_end_is_passed_over() -> None:
    data = bytearray(zipped({"a": b"x"}))
    data[-2:] = struct.pack("<H", 30)
    data += b"PK\5\6" + b"\xff" * 26
    entries = listed(io.BytesIO(bytes(data)))
    assert entries is not None
    assert [entry.name for entry in entries] == [b"a"]


def test_a_directory_that_is_shorter_than_it_says_is_damage() -> None:
    data = bytearray(zipped({"a": b"x"}))
    at = data.find(b"PK\1\2") + 28
    data[at : at + 2] = b"\xff\xff"
    entries = listed(io.BytesIO(bytes(data)))
    assert entries is not None
    with pytest.raises(ContainerError):
        list(entries)


@pytest.mark.parametrize("at", [1, 10_000, 2**64])
def test_where_no_header_stands_there_is_none(at: int) -> None:
    assert local(io.BytesIO(zipped({"a": b"x"})), at) is None
