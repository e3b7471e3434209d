"""What of a container no member gave: every byte outside of members once, in order, with lines that count on."""

from __future__ import annotations

import gzip
import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.containers.base import ContainerError, LimitError, Limits
from cf_secret_guard.containers.remainder import Marking, Passing
from cf_secret_guard.containers.walk import walk
from tests.containers.opening import Opened, Taken, open_all, tarred, zipped
from tests.containers.test_ar import ar

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT = b"in the member\nTOKEN=1\n"


def rest(data: bytes, path: bytes = b"given", limits: Limits | None = None) -> bytes:
    """What is left of a container once it was walked."""
    taken = Taken()
    walk(io.BytesIO(data), len(data), path, Opened(), limits).give_rest(taken)
    return bytes(taken.data)


@pytest.mark.parametrize(
    "data", [tarred({"a": TEXT, "b": TEXT}), ar((b"a", TEXT), (b"b", TEXT)), zipped({"a": TEXT, "b": TEXT}, 0)]
)
def test_only_what_no_member_gave_is_left_and_every_line_end(data: bytes) -> None:
    left = rest(data + b"behind\n")
    assert left == (data + b"behind\n").replace(TEXT, b"\n\n")


@pytest.mark.parametrize("data", [gzip.compress(TEXT), zipped({"a": TEXT})], ids=["gzip", "zip"])
def test_what_is_packed_is_left_as_it_is(data: bytes) -> None:
    assert rest(data) == data


def test_what_is_no_container_is_left_whole() -> None:
    for data in (b"PK\3\4" + TEXT, b"!<arch>\n" + TEXT, TEXT):
        assert rest(data, b"a.zip") == data


def test_what_stands_behind_the_damage_is_left() -> None:
    broken = tarred({"a": TEXT})[:1024] + b"x" * 512 + TEXT
    assert rest(broken).endswith(b"x" * 512 + TEXT)


def test_what_is_given_up_for_a_limit_is_left() -> None:
    data = tarred({"a": b"first", "b": TEXT})
    assert rest(data, limits=Limits(members=1)) == data.replace(b"first", b"\0")


def test_members_inside_each_other_are_left_out_once() -> None:
    stream = Marking(io.BytesIO(b"0123456789"))
    stream.is_inside = True
    for begin, count in ((5, 3), (2, 4), (3, 1)):
        stream.seek(begin)
        assert len(stream.read(count)) == count
    taken = Taken()
    stream.give_rest(taken)
    assert bytes(taken.data) == b"01\0\x0089"


def test_the_rest_of_a_container_in_a_container_is_what_none_of_its_members_gave() -> None:
    for inner in (tarred({"a": TEXT}), zipped({"a": TEXT}, 0)):
        for outer in (tarred({"in": inner}), zipped({"in": inner}), gzip.compress(inner)):
            shown = {name: bytes(taken.data) for name, _, opened, taken in open_all(outer, b"in.gz").order if opened}
            assert list(shown.values()) == [inner.replace(TEXT, b"\n\n")]


MARK = b"<MARK>"
MIXED = tarred({"a": MARK + TEXT, "in.zip": zipped({"b": MARK, "c": MARK * 9}, 0), "in.tar": tarred({"d": MARK})})
WHOLE = [MIXED, zipped({"all.tar": MIXED}, zipfile.ZIP_STORED)]


@given(
    st.sampled_from(range(len(WHOLE))),
    st.lists(st.tuples(st.integers(0, len(MIXED) - 1), st.integers(0, 255)), max_size=4),
    st.sampled_from([Limits(), Limits(members=1), Limits(all_members=2), Limits(ratio=1, ratio_from=2000)]),
)
def test_every_byte_is_seen_in_a_member_or_in_the_rest_whatever_the_damage(
    which: int, damage: list[tuple[int, int]], limits: Limits
) -> None:
    broken = bytearray(WHOLE[which])
    for place, value in damage:
        broken[place] = value
    opened, taken = Opened(), Taken()
    walk(io.BytesIO(broken), len(broken), b"a", opened, limits).give_rest(taken)
    seen = taken.data.count(MARK) + sum(one.data.count(MARK) for *_, one in opened.order)
    assert seen >= broken.count(MARK)


@pytest.mark.parametrize("error", [ContainerError("it is damaged", "Mend it."), LimitError("too much", "Unpack it.")])
def test_what_came_before_an_error_is_given_first(error: Exception) -> None:
    parts: Iterator[bytes | Exception] = iter([b"one", error])

    def read(_count: int) -> bytes:
        part = next(parts)
        if isinstance(part, Exception):
            raise part
        return part

    source, taken = Passing(read), Taken()
    assert source.peek() == b"one"
    source.give_rest_to(taken)
    assert source.read(100) == b"one"
    with pytest.raises(type(error)):
        source.read(100)
    assert taken.data == b"one"


def test_what_was_fetched_and_not_read_is_given_at_the_end() -> None:
    source, taken = Passing(io.BytesIO(b"0123456789").read), Taken()
    source.give_rest_to(taken)
    assert source.read(4) == b"0123"
    source.finish()
    assert taken.data == b"0123456789"
    with pytest.raises(NotImplementedError):
        source.seek(0)
