from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.hits import Hit
from cf_secret_guard.lines import Locator
from cf_secret_guard.model import Checksum, Confidence, Finding, Match
from cf_secret_guard.secret import Secret
from cf_secret_guard.sources.base import Window

MARK = "MARK"


def located(data: bytes, text: str | None = None, *, offset: int = 0, line: int = 1, line_start: int = 0) -> Finding:
    """The finding of the mark in a window."""
    window = Window(path=b"p", blob="b", data=data, offset=offset, line=line, line_start=line_start)
    view = View(data.decode("latin-1") if text is None else text)
    start = view.text.index(MARK)
    match = Match("k", start, start + len(MARK), Secret(MARK), Confidence.HIGH, Checksum.NONE, ("why",), (("a", "b"),))
    return Locator(window).finding(Hit(match, view, start, start + len(MARK), 0), "p")


def where(finding: Finding) -> tuple[int, int, int]:
    return finding.line, finding.column, finding.end_column


PLACES = {
    "the first character": ("MARK", (1, 1, 5)),
    "the middle of the first line": ("ab MARK\n", (1, 4, 8)),
    "a later line": ("a\n\nxx MARK", (3, 4, 8)),
    "Windows line ends": ("a\r\nb\r\nc MARK\r\n", (3, 3, 7)),
    "line ends of old Macs": ("a\rb\rc MARK\rd", (3, 3, 7)),
    "a lone carriage return among line feeds": ("a\rb\nc MARK\n", (2, 3, 7)),
    "umlauts before": ("über schön MARK", (1, 12, 16)),
    "Chinese before": ("令牌、MARK", (1, 4, 8)),
    "an emoji before": ("🔑 MARK", (1, 3, 7)),
    "umlauts on the line before": ("üüü\nMARK", (2, 1, 5)),
    "a tab before": ("\tMARK", (1, 2, 6)),
}


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_line_and_column_count_characters_with(text: str, expected: tuple[int, int, int]) -> None:
    assert where(located(text.encode())) == expected


@pytest.mark.parametrize(("text", "expected"), PLACES.values(), ids=PLACES)
def test_text_that_was_wide_is_counted_alike_with(text: str, expected: tuple[int, int, int]) -> None:
    assert where(located(text.encode("utf-16-le"), text)) == expected


def test_latin_1_is_counted_a_byte_a_character() -> None:
    assert where(located("größe MARK".encode("latin-1"))) == (1, 7, 11)


def test_a_window_in_the_middle_of_a_blob_counts_on() -> None:
    assert where(located(b"b\nc MARK", offset=1000, line=41, line_start=1000)) == (42, 3, 7)


def test_a_window_in_the_middle_of_a_line_counts_its_columns_on() -> None:
    assert where(located(b"b MARK", offset=1000, line=7, line_start=900)) == (7, 103, 107)


def test_a_very_long_line_is_counted_in_bytes() -> None:
    assert where(located(("ü" * 50_000 + "MARK").encode())) == (1, 100_001, 100_005)


def test_the_end_of_a_match_over_lines_stands_at_its_first_lines_end() -> None:
    view = View("x MARK\nmore\n")
    match = Match("k", 2, 11, Secret("s"), Confidence.HIGH, Checksum.NONE, ())
    finding = Locator(Window(path=b"p", blob=None, data=b"x MARK\nmore\n")).finding(Hit(match, view, 2, 11, 0), "p")
    assert where(finding) == (1, 3, 7)


def test_a_decoded_match_stands_where_it_was_decoded_from() -> None:
    root = View("a\nxx [MARK]\n")
    inner = View("..MARK", via=("rot",), parent=root, span=(6, 10), breaks=((0, 4), (2, 6)))
    match = Match("k", 2, 6, Secret("s"), Confidence.HIGH, Checksum.NONE, ())
    finding = Locator(Window(path=b"p", blob=None, data=b"")).finding(Hit(match, inner, 6, 10, 0), "p")
    assert where(finding) == (2, 5, 9)
    assert finding.decoded_via == ("rot",)


def test_the_lines_for_inline_ignores_are_kept() -> None:
    finding = located(b"zero\none\ntwo MARK two\nthree\n")
    assert (finding.previous_line, finding.line_text) == ("one", "two MARK two")
    assert located(b"MARK").previous_line == ""


def test_the_lines_for_inline_ignores_are_clipped() -> None:
    finding = located(b"p" * 9000 + b"\n" + b"a" * 9000 + b"MARK" + b"b" * 9000)
    assert len(finding.line_text) == 2048 + 4 + 2048
    assert len(finding.previous_line) == 2048


def test_what_the_match_says_is_handed_on() -> None:
    finding = located(b"MARK")
    assert (finding.kind, finding.path, finding.blob, finding.confidence) == ("k", "p", "b", Confidence.HIGH)
    assert (finding.checksum, finding.evidence, finding.companions) == (Checksum.NONE, ("why",), (("a", "b"),))
