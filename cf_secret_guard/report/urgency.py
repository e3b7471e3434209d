"""Which findings matter most: the level that a reader sees them at, and the order in which they are kept and shown."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from cf_secret_guard.catalog import entry
from cf_secret_guard.model import Confidence
from cf_secret_guard.report.order import ordered
from cf_secret_guard.report.response import is_dead, is_usable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.model import Finding

SEVERITIES = ("low", "medium", "high", "critical")


class Level(IntEnum):
    """How loud a finding is. GitHub and SARIF have the same three words."""

    NOTE = 1
    WARNING = 2
    ERROR = 3


def level(finding: Finding) -> Level:
    """Choose the level: what Cloudflare answered decides; where nobody asked, or it could not say, the confidence."""
    if is_dead(finding):
        return Level.NOTE
    if is_usable(finding) or finding.confidence >= Confidence.HIGH:
        return Level.ERROR
    return Level.WARNING if finding.confidence is Confidence.MEDIUM else Level.NOTE


def severity(finding: Finding) -> str:
    """How bad it is: what it can do if that was asked, else what its kind usually can.

    Returns:
        One of SEVERITIES.
    """
    judged = finding.severity.partition(":")[0]
    return judged if judged in SEVERITIES else entry(finding.kind).severity


def most_urgent(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings, what has to be looked at first in front; the same way in every run."""
    return sorted(ordered(findings), key=_urgency, reverse=True)


def _urgency(finding: Finding) -> tuple[int, bool, int, int, bool]:
    severe = SEVERITIES.index(severity(finding))
    return (level(finding), is_usable(finding), severe, finding.confidence, finding.at_head is not False)
