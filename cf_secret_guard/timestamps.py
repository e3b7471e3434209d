"""Times as reports write them."""

from __future__ import annotations


def rfc3339(seconds: int) -> str:
    """Write a time in UTC, as RFC 3339 does.

    Args:
        seconds: since the epoch.

    Returns:
        ``2026-11-27T05:14:00Z``; empty for what no calendar has (a commit may claim anything).
    """
    from datetime import UTC, datetime

    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (ValueError, OverflowError, OSError):
        return ""


def epoch(text: str) -> int | None:
    """Read a time that RFC 3339 could have written.

    Args:
        text: ``2026-11-27T05:14:00Z``.

    Returns:
        Seconds since the epoch; None for anything that is no time with its zone.
    """
    from datetime import datetime

    try:
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else int(moment.timestamp())
    except (ValueError, OverflowError):
        return None
