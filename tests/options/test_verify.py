from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard import cli
from cf_secret_guard.commands import verify
from cf_secret_guard.model import ExitCode
from cf_secret_guard.settings import CredentialSettings

if TYPE_CHECKING:
    import pytest


def test_the_settings_reach_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[CredentialSettings] = []

    def run(given: CredentialSettings) -> ExitCode:
        seen.append(given)
        return ExitCode.FINDINGS

    monkeypatch.setattr(verify, "run", run)
    command, parser = cli.parser_of("verify")
    assert command.run(parser.parse(["--kind", "oauth-token"])) is ExitCode.FINDINGS
    assert seen == [CredentialSettings(kind="cloudflare-oauth-token")]


def test_verifying_takes_nothing_away() -> None:
    shown = cli.parser_of("verify")[1].format_help()
    assert "--yes" not in shown
    assert "--action" not in shown
