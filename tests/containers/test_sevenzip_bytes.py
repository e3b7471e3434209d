from __future__ import annotations

import pytest

from cf_secret_guard.containers.sevenzip_bytes import HeaderBytes


@pytest.mark.parametrize(
    ("data", "number"), [(b"\x7f", 127), (b"\x80\xff", 255), (b"\xc1\1\2", 0x10201), (b"\xff" * 9, 2**64 - 1)]
)
def test_the_first_byte_of_a_number_tells_how_many_follow(data: bytes, number: int) -> None:
    assert HeaderBytes(data).number() == number


def test_checksums_are_given_for_all_things_or_for_some() -> None:
    assert list(HeaderBytes(b"\1" + b"\1\0\0\0\2\0\0\0").digests(2).each()) == [1, 2]
    assert list(HeaderBytes(b"\0" + b"\xa0" + b"\1\0\0\0\2\0\0\0").digests(3).each()) == [1, None, 2]


def test_a_count_that_is_a_lie_takes_no_memory() -> None:
    with pytest.raises(IndexError):
        HeaderBytes(b"\1" + bytes(9)).digests(2**62)
