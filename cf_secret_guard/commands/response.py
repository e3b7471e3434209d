"""What scanning, verifying and revoking share: the person at the terminal, and the response to a report."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.settings import GITHUB
from cf_secret_guard.terminal import note

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Report
    from cf_secret_guard.settings import ResponseSettings


def check(wishes: ResponseSettings, repository: Callable[[], Repository | None] = lambda: None) -> None:
    """Find out before anything is done if the wishes can be fulfilled at all. Does not load the network.

    Args:
        wishes: what is to be done.
        repository: finds the one that findings will be in; only asked if something depends on it.

    Raises:
        UsageError: nobody could agree to a plan, or the environment is not right.
    """
    if wishes.incident == GITHUB:
        from cf_secret_guard.respond import tracking

        tracking.check(os.environ, repository())
    if not wishes.verify:
        return
    from cf_secret_guard.respond import consent, means

    consent.check(wishes)
    means.check(os.environ)


def respond(report: Report, wishes: ResponseSettings, repository: Repository | None) -> Report:
    """Do what the user wishes about the findings of a report; nothing is loaded if there are none.

    Args:
        report: the outcome of a scan.
        wishes: what is to be done.
        repository: where the findings are, if in one.
    """
    if not wishes.is_wanted or not (report.findings or wishes.revoke):
        return report
    from cf_secret_guard.respond import consent
    from cf_secret_guard.respond.course import Person
    from cf_secret_guard.respond.course import respond as course

    return course(report, wishes, os.environ, Person(note, consent.agree, consent.has_terminal), repository)
