from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import UsageError


def test_the_kind_and_the_format_reach_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    command, parser = cli.parser_of("explain")
    assert command.run(parser.parse(["deploy-hook", "--format", "json"])) == 0
    assert '"kind": "cloudflare-deploy-hook"' in capsys.readouterr().out


@pytest.mark.parametrize("given", [["a", "b"], ["--format", "sarif"]])
def test_what_makes_no_sense_is_refused(given: list[str]) -> None:
    with pytest.raises(UsageError):
        cli.parser_of("explain")[1].parse(given)
