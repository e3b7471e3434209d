"""``verify``: is this credential live?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.commands import credential
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.base import is_incomplete

if TYPE_CHECKING:
    from cf_secret_guard.model import Report
    from cf_secret_guard.settings import CredentialSettings


def run(settings: CredentialSettings) -> ExitCode:
    """Ask about one credential.

    Raises:
        GuardError: it could not be read.
    """
    return outcome(credential.respond(settings))


def outcome(report: Report) -> ExitCode:
    """Choose the exit code: FINDINGS if it is live, CLEAN if it is dead, INCOMPLETE if nobody can tell."""
    statuses = [item.verdict.status for item in report.findings if item.verdict]
    if any(status.is_live for status in statuses):
        return ExitCode.FINDINGS
    dead = bool(statuses) and all(status.is_dead for status in statuses)
    return ExitCode.CLEAN if dead and not is_incomplete(report) else ExitCode.INCOMPLETE
