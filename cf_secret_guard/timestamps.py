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
