from __future__ import annotations

import pytest

from cf_secret_guard.model import Problem, Report, Skipped
from cf_secret_guard.report.base import FORMATS, Appearance, is_incomplete, missed, renderer, trouble
from tests.report.reports import report


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_loads_and_ends_with_a_newline(name: str) -> None:
    assert renderer(name)(report(), Appearance()).endswith("\n")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Problem("unreadable", "Make it readable.", "a"), "a: unreadable. Make it readable."),
        (Problem("b/a/c is there", "Look.", "a"), "a: b/a/c is there. Look."),
        (Problem("line 3 of a.env: bad", "Mend it.", "a.env"), "line 3 of a.env: bad. Mend it."),
        (Problem("a was not scanned", "Run again.", "a"), "a was not scanned. Run again."),
        (Problem("interrupted", ""), "interrupted."),
    ],
)
def test_a_problem_is_told_in_one_line_that_names_its_place_once(given: Problem, expected: str) -> None:
    assert trouble(given) == expected


GAP = Skipped("a", "unreadable", incomplete=True, next_step="Make it readable.")
ABOUT_IT = Problem("a was not scanned: unreadable", "Make it readable.", "a")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (report(), []),
        (report(skipped=(Skipped("a", "a submodule", incomplete=False),)), []),
        (report(skipped=(GAP,)), [Problem("unreadable", "Make it readable.", "a")]),
        (report(errors=(Problem("git failed", ""),)), [Problem("git failed", "")]),
        (report(skipped=(GAP,), errors=(ABOUT_IT,)), [ABOUT_IT]),
    ],
)
def test_what_was_asked_for_and_not_done_is_listed_once(given: Report, expected: list[Problem]) -> None:
    assert missed(given) == expected
    assert is_incomplete(given) is bool(expected)
