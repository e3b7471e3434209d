from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import UsageError


def test_nearly_everything_is_replaced_by_default() -> None:
    given = cli.parser_of("redact")[1].parse([])
    assert given.min_confidence == "low"


def test_a_dash_is_standard_input_as_for_scan() -> None:
    parse = cli.parser_of("redact")[1].parse
    assert (
        parse(["-", "--min-confidence", "high"]).min_confidence
        == parse(["--min-confidence", "high", "-"]).min_confidence
    )


@pytest.mark.parametrize("given", [["file"], ["-", "-"], ["--", "-"], ["--min-confidence", "all"]])
def test_what_makes_no_sense_is_refused(given: list[str]) -> None:
    with pytest.raises(UsageError):
        cli.parser_of("redact")[1].parse(given)
