from __future__ import annotations

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.options.base import Parser


@pytest.fixture
def parser() -> Parser:
    made = Parser("program verb", "What it does.")
    made.add_argument("--number", type=int)
    made.add_argument("--long-name", choices=["a", "b"])
    return made


@pytest.mark.parametrize("given", [["--number", "x"], ["--long-name", "c"], ["--long", "a"], ["--number"], ["extra"]])
def test_what_the_parser_refuses_is_a_usage_error_with_the_way_to_the_help(parser: Parser, given: list[str]) -> None:
    with pytest.raises(UsageError) as caught:
        parser.parse(given)
    assert caught.value.next_step == "Run `program verb --help` to see what it takes."


def test_help_goes_to_standard_output_and_ends_well(parser: Parser, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parser.parse_args(["--help"])
    assert stop.value.code == 0
    assert "What it does." in capsys.readouterr().out
