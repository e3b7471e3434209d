from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import UsageError


def test_the_format_reaches_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    command, parser = cli.parser_of("doctor")
    command.run(parser.parse(["--format", "json"]))
    assert capsys.readouterr().out.startswith('{\n  "checks": [')


@pytest.mark.parametrize("given", [["path"], ["--format", "sarif"]])
def test_what_makes_no_sense_is_refused(given: list[str]) -> None:
    with pytest.raises(UsageError):
        cli.parser_of("doctor")[1].parse(given)
