"""``revoke``: take this credential away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.commands import credential
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.base import is_incomplete

if TYPE_CHECKING:
    from cf_secret_guard.model import Report
    from cf_secret_guard.settings import CredentialSettings


def run(settings: CredentialSettings) -> ExitCode:
    """Plan, show, ask for a yes, act and confirm, for one credential.

    Raises:
        GuardError: it could not be read, or nobody could agree.
    """
    return outcome(credential.respond(settings))


def outcome(report: Report) -> ExitCode:
    """Choose the exit code: CLEAN if it is taken away, INCOMPLETE for everything else."""
    statuses = [item.verdict.status for item in report.findings if item.verdict]
    may_live = not statuses or any(status.is_live for status in statuses)
    return ExitCode.INCOMPLETE if may_live or is_incomplete(report) else ExitCode.CLEAN
