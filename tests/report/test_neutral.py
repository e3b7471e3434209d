from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.report.neutral import neutral, printable_path


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("src/a b.py", "src/a b.py"),
        ("Grüße/文件.txt", "Grüße/文件.txt"),
        ("C:\\temp", "C:\\temp"),
        ("a\x1b[31mred", "a\\x1b[31mred"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("a\x9b2Jb", "a\\x9b2Jb"),
        ("exe\u202etxt", "exe\\u202etxt"),
        ("in\u2066vis\u2069", "in\\u2066vis\\u2069"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("line\u2028end", "line\\u2028end"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("not-utf8-\udcff\udc80", "not-utf8-\\xff\\x80"),
        ("half \ud83d", "half \\ud83d"),
    ],
)
def test_what_a_terminal_or_the_eye_would_obey_is_escaped(text: str, shown: str) -> None:
    assert neutral(text) == shown


def test_a_long_text_keeps_its_beginning_and_its_end() -> None:
    shown = neutral("a" * 5000 + "/name.txt")
    assert len(shown) == 1000
    assert shown.startswith("aaa")
    assert "..." in shown
    assert shown.endswith("/name.txt")


def test_a_long_text_full_of_controls_stays_short() -> None:
    assert len(neutral("\x1b" * 100_000)) == 1000


@given(st.text(st.characters()))
def test_any_text_becomes_one_printable_line_of_bounded_length(text: str) -> None:
    shown = neutral(text)
    assert shown.isprintable()
    assert len(shown) <= 1000


def test_a_path_for_programs_escapes_only_what_is_not_text() -> None:
    assert printable_path("a\n\u202e\udcfe") == "a\n\u202e\\xfe"
