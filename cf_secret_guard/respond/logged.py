"""What the audit log has about a token, one line a sort of change, for the incident note."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cf_secret_guard.respond import moments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.respond.activity import Activity
    from cf_secret_guard.respond.exposure import Exposure

UNKNOWN_SINCE = timedelta(days=30)
"""How far back is looked if nothing says when it leaked."""


def since(exposures: Sequence[Exposure], now: str) -> str:
    """Say from when on the log is of interest.

    Args:
        exposures: of the credential.
        now: RFC 3339, UTC.

    Returns:
        RFC 3339: the first commit that has it; without one UNKNOWN_SINCE ago.
    """
    first = min((one.first_date for one in exposures if one.first_date), default="")
    today = moments.parse(now)
    if first or today is None:
        return first or now
    return moments.written(today - UNKNOWN_SINCE)


def lines(activities: Iterable[Activity]) -> Iterator[str]:
    """Yield what was found in each account, and what keeps that from being all."""
    for one in activities:
        span = f"{_day(one.since)} to {_day(one.before)}"
        where = f"account {one.account_id}, {span}"
        for change in one.changes:
            zone = f" in zone {change.zone}" if change.zone else ""
            when = _time(change.first)
            when += f" to {_time(change.last)}" if change.last != change.first else ""
            times = "once" if change.times == 1 else f"{change.times:,} times"
            yield f"{where}: {change.action} {change.resource}{zone}, {times}, {when}"
        if not one.changes and one.is_complete:
            yield f"{where}: no change by this token is logged (what it read never is)"
        if one.reason:
            yield f"{where}: {one.reason}"


def _day(text: str) -> str:
    return text[:10]


def _time(text: str) -> str:
    return f"{text[:10]} {text[11:16]} UTC" if text[10:11] == "T" else text
