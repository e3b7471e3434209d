from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.containers.pdf_text import Text, decoder, plain
from tests.growth import grows_linearly


def shown(content: bytes) -> str:
    return Text(lambda _name: plain).feed(content).decode()


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"BT (one) Tj (two) Tj ET", "onetwo"),
        (rb"(a\(b\)c (nested) \101\12\\) Tj", "a(b)c (nested) A\n\\"),
        (b"(a\\\nb) Tj", "ab"),
        (b"<48 65 6C6c6> Tj", "Hell`"),
        (b"[(TO) 30 (KEN) -400 (x)] TJ", "TOKEN x"),
        (b"BT 0 700 Td (a) Tj 0 -12 Td (b) Tj ET", "a\nb"),
        (b"12 TL (a) Tj T* (b) Tj (c) '", "a\nb\nc"),
        (b"0 -9 TD (a) Tj T* (b) Tj", "a\nb"),
        (b"BT 1 0 0 1 9 700 Tm (a) Tj ET BT 1 0 0 1 9 688 Tm (b) Tj ET", "a\nb"),
        (b"/F 10 Tf BT 9 700 Td (abc) Tj 15 0 Td (def) Tj ET", "abcdef"),
        (b"/F 10 Tf BT 9 700 Td (abc) Tj 60 0 Td (def) Tj ET", "abc def"),
        (b"(not shown) Td Tm Tf TL 1 Tj /Name Tj", ""),
        (b"(no end", ""),
    ],
)
def test_operators_show_text(content: bytes, text: str) -> None:
    assert shown(content) == text


def test_what_is_begun_in_one_piece_goes_on_in_the_next() -> None:
    text = Text(lambda _name: plain)
    assert text.feed(b"[(TO)\n") + text.feed(b"(KEN)] TJ\n") == b"TOKEN"


@pytest.mark.parametrize(
    ("table", "codes", "text"),
    [
        (b"2 beginbfchar <01> <0041> <02> <00420043> endbfchar", b"\1\2\3", "ABC\ufffd"),
        (b"1 beginbfrange <0010> <0012> <0041> endbfrange", b"\0\x10\0\x12", "AC"),
        (b"1 beginbfrange <10> <11> [<0058> <0059>] <12> <12> <005A> endbfrange", b"\x10\x11\x12", "XYZ"),
        (b"1 beginbfrange <10> <11> [<0058> endbfrange", b"\x10", "X"),
        (b"1 beginbfrange <0000> <ffffffffff> <00> endbfrange", b"", ""),
        (b"1 beginbfchar <0> <1> <> <> <zz> endbfchar", b"as it is", "as it is"),
        (b"", b"as it is", "as it is"),
    ],
)
def test_tables_turn_codes_into_text(table: bytes, codes: bytes, text: str) -> None:
    assert decoder(table)(codes) == text


@given(st.lists(st.sampled_from([b"(", b")", b"\\", b"<", b">", b"[", b"]", b"1", b" Tj", b"'", b"/F", b"Tf "])))
def test_no_content_does_more_than_show_nothing(parts: list[bytes]) -> None:
    shown(b"".join(parts))
    decoder(b"beginbfrange" + b"".join(parts) + b"endbfrange")


@pytest.mark.parametrize("part", [b"(", b"(\\(", b"<", b"[", b"1.", b"((", b"<0", b"/", b"Tj"])
def test_time_grows_with_size_alone(part: bytes) -> None:
    assert grows_linearly(lambda size: shown(part * size), 10_000)
