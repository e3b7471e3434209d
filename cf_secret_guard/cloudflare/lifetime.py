"""What a token's own record says: its status word and the time it is good for."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.tokens import TokenState

_WORDS = {"disabled": Status.DISABLED, "expired": Status.EXPIRED}
_REVOKED = ("revoked", "exposed", "compromised")
_SHOWABLE = re.compile(r"[A-Za-z][A-Za-z ()_-]{0,39}")


def judge(state: TokenState, now: datetime) -> tuple[Status, str]:
    """The verdict of a 200 answer of ``verify``.

    ``active`` is live and every other word is not, also those that no document names, such as "revoked (exposed)".

    Args:
        state: what the token said of itself.
        now: with its zone.

    Returns:
        The status and its reason.
    """
    if state.status is None:
        return Status.UNKNOWN, "the answer names no status"
    word = state.status.strip().lower()
    if word == "active":
        return _active(state, now)
    shown = f'Cloudflare calls it "{state.status}"' if _SHOWABLE.fullmatch(state.status) else "its status is not active"
    if word in _WORDS:
        return _WORDS[word], ""
    if any(part in word for part in _REVOKED):
        return Status.REVOKED, shown
    return Status.INVALID, shown


def _active(state: TokenState, now: datetime) -> tuple[Status, str]:
    start = moment(state.not_before)
    if start is not None and start > now:
        return Status.RESTRICTED, f"it becomes valid on {state.not_before}"
    return Status.LIVE, ""


def moment(text: str | None) -> datetime | None:
    """Read RFC 3339; a time without a zone is UTC. None if it is not a time."""
    if text is None:
        return None
    try:
        read = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
