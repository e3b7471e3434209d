from __future__ import annotations

import pytest

from cf_secret_guard import cli
from cf_secret_guard.commands import revoke
from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.settings import CredentialSettings, ResponseSettings


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([], ResponseSettings(verify=True, revoke=Verb.DISABLE)),
        (["--action", "delete", "--yes"], ResponseSettings(verify=True, revoke=Verb.DELETE, yes=True)),
        (
            ["--action", "roll", "--new-value-to", "terminal"],
            ResponseSettings(verify=True, revoke=Verb.ROLL, new_value_to="terminal"),
        ),
    ],
)
def test_the_settings_reach_the_command(
    given: list[str], expected: ResponseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[CredentialSettings] = []

    def run(settings: CredentialSettings) -> ExitCode:
        seen.append(settings)
        return ExitCode.CLEAN

    monkeypatch.setattr(revoke, "run", run)
    command, parser = cli.parser_of("revoke")
    assert command.run(parser.parse(given)) is ExitCode.CLEAN
    assert seen == [CredentialSettings(response=expected)]


@pytest.mark.parametrize("given", [["--action", "roll"], ["--new-value-to", "terminal"], ["--action", "destroy"]])
def test_what_makes_no_sense_is_refused(given: list[str]) -> None:
    command, parser = cli.parser_of("revoke")
    with pytest.raises(UsageError):
        command.run(parser.parse(given))
