from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import cli
from cf_secret_guard.commands import revoke
from cf_secret_guard.model import ExitCode, Problem
from cf_secret_guard.verify.base import Status, Verdict
from tests.report.reports import finding, report

if TYPE_CHECKING:
    from pathlib import Path

    from tests.commands.simulated import Cloud


@pytest.mark.parametrize("status", Status)
def test_only_what_is_not_live_any_more_is_done(status: Status) -> None:
    expected = ExitCode.INCOMPLETE if status.is_live else ExitCode.CLEAN
    assert revoke.outcome(report(finding(verdict=Verdict(status)))) is expected


def test_what_could_not_be_done_or_asked_is_incomplete() -> None:
    assert revoke.outcome(report(finding())) is ExitCode.INCOMPLETE
    trouble = report(finding(verdict=Verdict(Status.NOT_CHECKABLE)), errors=(Problem("refused", "By hand."),))
    assert revoke.outcome(trouble) is ExitCode.INCOMPLETE


@pytest.mark.parametrize(
    ("options", "status"), [([], "disabled"), (["--action", "disable"], "disabled"), (["--action", "delete"], None)]
)
def test_one_credential_is_taken_away(
    cloud: Cloud,
    options: list[str],
    status: str | None,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(cloud.token.value.encode())))
    assert cli.main(["revoke", "--yes", *options]) == ExitCode.CLEAN
    out, err = capsys.readouterr()
    assert err.startswith("Plan:\n")
    assert "confirmed (asked again with the leaked value" in out
    assert out.endswith("It is dead.\n")
    known = cloud.simulator.state.tokens.get(cloud.token.id)
    assert (known.status if known else None) == status


def test_a_roll_puts_the_new_value_where_it_was_told_to(
    cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(cloud.token.value.encode())))
    assert cli.main(["revoke", "--yes", "--action", "roll", "--new-value-to", f"file:{tmp_path}/new"]) == 0
    value = cloud.simulator.state.tokens[cloud.token.id].value
    assert (tmp_path / "new").read_text() == f"{value}\n"
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o600
    assert value not in "".join(capsys.readouterr())


def test_without_a_terminal_and_without_a_yes_nothing_is_sent(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(cloud.token.value.encode())))
    assert cli.main(["revoke"]) == ExitCode.USAGE
    assert "add --yes" in capsys.readouterr().err
    assert not cloud.simulator.requests


def test_a_global_api_key_is_left_to_a_person(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(cloud.key.value.encode())))
    assert cli.main(["revoke", "--yes", "--email", "ada@example.com"]) == ExitCode.INCOMPLETE
    out, err = capsys.readouterr()
    assert "by hand     Log in as the user" in err
    assert "refused (Cloudflare has no API" in out
    assert "ada@example.com" not in out + err
