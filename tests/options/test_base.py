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


def test_an_option_that_stands_bare_never_takes_the_next_argument() -> None:
    parser = Parser("program", "What it does.")
    parser.bare["--act"] = "gently"
    parser.add_argument("--act")
    parser.add_argument("paths", nargs="*")
    assert vars(parser.parse(["--act", "a"])) == {"act": "gently", "paths": ["a"]}
    assert vars(parser.parse(["--act=hard", "a"])) == {"act": "hard", "paths": ["a"]}
    assert vars(parser.parse(["--", "--act"])) == {"act": None, "paths": ["--act"]}


@pytest.mark.parametrize("given", [["--number", "hunter2"], ["--long-name", "hunter2"], ["--x=hunter2"], ["hunter2"]])
def test_a_parser_that_keeps_quiet_repeats_no_argument(parser: Parser, given: list[str]) -> None:
    parser.keeps_quiet = True
    with pytest.raises(UsageError) as caught:
        parser.parse(given)
    assert "hunter2" not in str(caught.value)
    assert caught.value.message


def test_help_goes_to_standard_output_and_ends_well(parser: Parser, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        parser.parse_args(["--help"])
    assert stop.value.code == 0
    assert "What it does." in capsys.readouterr().out
