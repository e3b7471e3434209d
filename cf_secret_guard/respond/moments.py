"""Times as people say them, relative to a given now."""

from __future__ import annotations

from datetime import UTC, datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_TWO_MONTHS, _TWO_YEARS = 60 * _DAY, 730 * _DAY


def parse(text: str | None) -> datetime | None:
    """Read an RFC 3339 time; None for nothing and for anything else."""
    try:
        read = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def written(when: datetime) -> str:
    """Write a time as RFC 3339, UTC, to the second."""
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ago(when: datetime, now: datetime) -> str:
    """Say how long ago something was: ``just now``, ``3 hours ago``, ``yesterday``, ``2 months ago``."""
    seconds = (now - when).total_seconds()
    if seconds < _MINUTE:
        return "just now"
    if seconds < _DAY:
        return f"{_span(seconds)} ago"
    days = (now.astimezone(UTC).date() - when.astimezone(UTC).date()).days
    return "yesterday" if days == 1 else f"{_span(seconds)} ago"


def ahead(when: datetime, now: datetime) -> str:
    """Say how far away something is: ``in 5 minutes``, ``in 12 days``."""
    return f"in {_span(max(_MINUTE, (when - now).total_seconds()))}"


def _span(seconds: float) -> str:
    if seconds < _HOUR:
        return _counted(seconds / _MINUTE, "minute")
    if seconds < _DAY:
        return _counted(seconds / _HOUR, "hour")
    if seconds < _TWO_MONTHS:
        return _counted(seconds / _DAY, "day")
    if seconds < _TWO_YEARS:
        return _counted(seconds / _DAY / 30.44, "month")
    return _counted(seconds / _DAY / 365.25, "year")


def _counted(number: float, unit: str) -> str:
    whole = int(number)
    return f"{whole} {unit}" if whole == 1 else f"{whole} {unit}s"
