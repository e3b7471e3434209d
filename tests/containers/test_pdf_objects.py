from __future__ import annotations

import io

import pytest

from cf_secret_guard.containers import pdf_objects
from cf_secret_guard.containers.base import Allowance
from cf_secret_guard.containers.pdf_objects import Objects
from tests.containers.documents import pdf, shown

FONT = b"<</Type /Font/ToUnicode 9 0 R>>"


def objects(data: bytes) -> Objects:
    return Objects(io.BytesIO(data), Allowance(1 << 20, lambda _count: None))


def test_dictionaries_and_streams_are_told_apart() -> None:
    found = objects(pdf(FONT, shown(b"content"), b"<</Nothing true>>"))
    assert list(found.dictionaries) == [1]
    assert [(stream.number, stream.filters) for stream in found.streams] == [(2, (b"FlateDecode",))]
    assert found.content(found.streams[0]) == b"content"


@pytest.mark.parametrize("shift", range(0, 40, 3))
def test_objects_are_found_wherever_a_window_ends(monkeypatch: pytest.MonkeyPatch, shift: int) -> None:
    monkeypatch.setattr(pdf_objects, "_WINDOW_BYTES", 64)
    found = objects(b"%PDF" + b"x" * shift + b"\n" + pdf(*[FONT] * 20))
    assert list(found.dictionaries) == list(range(1, 21))


def test_a_long_dictionary_is_read_whole() -> None:
    long = b"<</Font <<" + b"".join(b"/F%d %d 0 R " % (number, number) for number in range(500)) + b">>>>"
    assert objects(pdf(long)).dictionaries[1].rstrip() == b"\n" + long


@pytest.mark.parametrize("head", [b"", b"1 0 2", b"x y", b"1 999999999 2 0", b"99999999999999 0"])
def test_an_object_stream_that_makes_no_sense_says_nothing(head: bytes) -> None:
    stream = shown(head + FONT, b"/Type /ObjStm/N 1/First %d" % len(head))
    assert len(objects(pdf(stream)).dictionaries) <= 1


def test_very_many_objects_are_read_in_linear_time_and_bounded_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_objects, "_KEPT_BYTES", 1000)
    found = objects(pdf(*[FONT] * 20_000))
    assert sum(map(len, found.dictionaries.values())) <= 1000 + len(FONT) + 2
