"""The one comment on a pull request: written where the token may, and said where it may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.ci.publish import markdown
from cf_secret_guard.ci.trust import may_write
from cf_secret_guard.errors import GuardError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.base import Appearance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.ci.console import Console
    from cf_secret_guard.ci.event import Event
    from cf_secret_guard.model import Report

_PERMISSION = "Give the job `permissions: pull-requests: write`."


def comment(report: Report, code: ExitCode, event: Event, environ: Mapping[str, str], console: Console) -> ExitCode:
    """Write, update or leave alone the comment on the event's pull request.

    Args:
        report: the outcome.
        code: what the run ends with so far.
        event: what happened; without a pull request nothing is done.
        environ: ``GITHUB_TOKEN``, ``GITHUB_API_URL`` and ``GITHUB_REPOSITORY``.
        console: the runner.

    Returns:
        ``code``, or INCOMPLETE for a clean run whose comment could not be written. A token that may not write changes
        nothing: nobody can give a fork's pull request a better one.
    """
    if not event.number:
        return code
    if not may_write(event):
        console.say("notice", "No comment was written: a pull request from a fork gets a token that only reads.")
        return code
    from cf_secret_guard.github.comments import LARGEST, Outcome, post

    text = markdown(report, Appearance(exit_code=code), environ, LARGEST)
    try:
        written = post(environ, event.number, text, create=bool(report.findings))
    except GuardError as error:
        console.say("error", f"The comment was not written: {error}")
        return code or ExitCode.INCOMPLETE
    if written.outcome is Outcome.NOT_ALLOWED:
        console.say("warning", f"The comment was not allowed: {written.reason}. {_PERMISSION}")
    else:
        console.say("notice", f"The comment on pull request {event.number}: {written.outcome} {written.url}".rstrip())
    return code
