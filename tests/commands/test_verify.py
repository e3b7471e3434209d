from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.commands import verify
from cf_secret_guard.model import ExitCode, Problem
from cf_secret_guard.settings import CredentialSettings
from cf_secret_guard.verify.base import Status, Verdict
from tests import tokens
from tests.report.reports import finding, report

if TYPE_CHECKING:
    from tests.commands.simulated import Cloud


@pytest.mark.parametrize("status", Status)
def test_the_exit_code_says_live_dead_or_nobody_knows(status: Status) -> None:
    live, dead, unknown = ExitCode.FINDINGS, ExitCode.CLEAN, ExitCode.INCOMPLETE
    expected = live if status.is_live else dead if status.is_dead else unknown
    assert verify.outcome(report(finding(verdict=Verdict(status)))) is expected


def test_an_unanswered_question_or_an_error_is_never_clean() -> None:
    assert verify.outcome(report(finding())) is ExitCode.INCOMPLETE
    trouble = report(finding(verdict=Verdict(Status.REVOKED)), errors=(Problem("the note", "Make room."),))
    assert verify.outcome(trouble) is ExitCode.INCOMPLETE


@pytest.mark.parametrize(("known", "code"), [(True, ExitCode.FINDINGS), (False, ExitCode.CLEAN)])
def test_one_credential_is_asked_about(
    cloud: Cloud, known: object, code: ExitCode, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    value = cloud.token.value if known else tokens.user_token("never made")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(value.encode())))
    assert verify.run(CredentialSettings()) is code
    assert capsys.readouterr().out.endswith("It is live. Revoke it.\n" if known else "It is dead.\n")
    assert cloud.status == "active"
