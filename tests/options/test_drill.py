from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.commands import drill
from cf_secret_guard.commands.drill import DrillSettings
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import ExitCode


@pytest.mark.parametrize(("given", "whole"), [([], False), (["-v"], True)])
def test_the_options_reach_the_command(given: list[str], whole: object, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[DrillSettings] = []

    def run(settings: DrillSettings) -> ExitCode:
        seen.append(settings)
        return ExitCode.CLEAN

    monkeypatch.setattr(drill, "run", run)
    command, parser = cli.parser_of("drill")
    assert command.run(parser.parse(given)) is ExitCode.CLEAN
    assert seen == [DrillSettings(whole=bool(whole))]


def test_a_drill_takes_no_path() -> None:
    with pytest.raises(UsageError):
        cli.parser_of("drill")[1].parse(["."])
