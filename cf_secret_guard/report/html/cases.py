"""What the report is about: one case a secret, with all its places, what became of it, and how urgent it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.catalog import entry
from cf_secret_guard.report.order import grouped
from cf_secret_guard.report.text import counted
from cf_secret_guard.timestamps import epoch, rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.model import Confidence, Finding

GIVEN = "<given>"
"""The path of a credential that was handed in: it stands nowhere."""
_DAY = 10
"""Characters of a date."""
SEVERITIES = ("critical", "high", "medium", "low")


class Standing(StrEnum):
    """Whether a secret can still be used, as far as that is known; the most urgent first."""

    LIVE = "live"
    """Restricted ones too."""
    OPEN = "unknown"
    """Asked, and nobody could tell: to be treated as live."""
    UNASKED = "unasked"
    DEAD = "dead"

    @property
    def words(self) -> str:
        """The standing in a sentence."""
        return {"live": "live", "unknown": "not known to be dead", "unasked": "not checked", "dead": "dead"}[self]


class Case(NamedTuple):
    """One secret."""

    number: int
    """1-based, in the order of the report."""
    places: tuple[Finding, ...]
    """At least one; all carry the same verdict and actions."""

    @property
    def first(self) -> Finding:
        """The place that speaks for all of them."""
        return self.places[0]

    @property
    def title(self) -> str:
        """What it is."""
        return entry(self.first.kind).title

    @property
    def place(self) -> str:
        """Its first place, and how many there are beside it."""
        if self.first.path == GIVEN:
            return "handed in"
        more = len(self.places) - 1
        others = f" and {counted(more, 'more place')}" if more else ""
        return f"{self.first.path}{spot(self.first)}{others}"

    @property
    def anchor(self) -> str:
        """Its id in the document."""
        return f"secret-{self.number}"

    @property
    def standing(self) -> Standing:
        """Whether it can still be used."""
        return _standing(self.first)

    @property
    def confidence(self) -> Confidence:
        """The best of its places."""
        return max(item.confidence for item in self.places)

    @property
    def severity(self) -> str:
        """One of SEVERITIES, or empty."""
        return _severity(self.first)

    @property
    def came_in(self) -> int | None:
        """The earliest time that a commit claims and a calendar has, in seconds since the epoch."""
        times = (item.commit_time for item in self.places)
        return min((time for time in times if time is not None and day(time)), default=None)

    @property
    def at_head(self) -> bool | None:
        """Whether HEAD still has one of its places; None if nobody looked."""
        known = [item.at_head for item in self.places if item.at_head is not None]
        return any(known) if known else None

    @property
    def asked(self) -> int | None:
        """When Cloudflare was asked last, in seconds since the epoch."""
        verdict = self.first.verdict
        return epoch(verdict.checked_at) if verdict and verdict.status != "not-checkable" else None

    @property
    def ended(self) -> int | None:
        """The first time that it was seen dead, in seconds since the epoch; None if it is not known to be dead."""
        verdict = self.first.verdict
        if verdict is not None and not verdict.status.is_dead:
            return None
        proofs = [epoch(record.at) for record in self.first.actions if record.status == "confirmed"]
        return min((time for time in (*proofs, self.asked) if time is not None), default=None)


def in_order(findings: Iterable[Finding]) -> list[Case]:
    """Put the places of each secret together, the most urgent secret first."""
    groups = sorted(grouped(findings), key=lambda group: _urgency(group[0]))
    return [Case(number, tuple(group)) for number, group in enumerate(groups, 1)]


def not_dead(cases: Iterable[Case]) -> Iterator[Case]:
    """Choose the cases about which something is to be done."""
    return (case for case in cases if case.standing is not Standing.DEAD)


def day(seconds: float) -> str:
    """Write the day of a time in UTC, ``2026-11-27``; empty for what no calendar has."""
    return rfc3339(int(seconds))[:_DAY]


def spot(finding: Finding) -> str:
    """Write the line and column behind a path: ``:3:22``."""
    return f":{finding.line}:{finding.column}"


def _standing(finding: Finding) -> Standing:
    if finding.verdict is None:
        return Standing.UNASKED
    status = finding.verdict.status
    return Standing.LIVE if status.is_live else Standing.DEAD if status.is_dead else Standing.OPEN


def _severity(finding: Finding) -> str:
    word = finding.severity.partition(":")[0]
    return word if word in SEVERITIES else ""


def _urgency(finding: Finding) -> tuple[int, int, int]:
    severity = _severity(finding)
    rank = SEVERITIES.index(severity) if severity else len(SEVERITIES)
    return (list(Standing).index(_standing(finding)), rank, -finding.confidence)
