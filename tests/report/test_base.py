from __future__ import annotations

import pytest

from cf_secret_guard.model import Problem, Report, Skipped
from cf_secret_guard.report.base import FORMATS, Appearance, is_incomplete, renderer
from tests.report.reports import report


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_loads_and_ends_with_a_newline(name: str) -> None:
    assert renderer(name)(report(), Appearance()).endswith("\n")


@pytest.mark.parametrize(
    ("given", "incomplete"),
    [
        (report(), False),
        (report(skipped=(Skipped("a", "a submodule", incomplete=False),)), False),
        (report(skipped=(Skipped("a", "unreadable", incomplete=True),)), True),
        (report(errors=(Problem("git failed", ""),)), True),
    ],
)
def test_a_report_is_incomplete_if_something_asked_for_is_missing(given: Report, incomplete: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_incomplete(given) is incomplete
