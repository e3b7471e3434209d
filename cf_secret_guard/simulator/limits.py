"""Rate limits and the penalty for bad tokens (https://developers.cloudflare.com/fundamentals/api/reference/limits/)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cf_secret_guard.simulator.answers import MAX_AUTH_FAILURES, RATE_LIMITED, RefusedError

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(slots=True)
class _Window:
    """How much one caller used since ``start`` (seconds since the epoch)."""

    start: float
    used: int = 0
    blocked_until: float = 0.0


@dataclass(slots=True)
class Limits:
    """How many requests and how many failures are allowed; set the attributes to make them small."""

    quota: int = 1200
    """Requests of one user (all credentials together) or one account token in a window."""
    window: int = 300
    """Seconds."""
    penalty: int = 300
    """Seconds for which everything is refused after the quota is used up."""
    auth_failures: int | None = None
    """Bad tokens of one address in a window until "Max auth failures reached"; None for never. The real number is
    not published."""
    _used: dict[str, _Window] = field(default_factory=dict)
    _failed: dict[str, _Window] = field(default_factory=dict)

    def count(self, owner: str, now: datetime) -> dict[str, str]:
        """Count one request of ``owner`` and return the headers that say what is left.

        Raises:
            RefusedError: the quota is used up (429 with ``Retry-After``).
        """
        at = now.timestamp()
        window = _window(self._used, owner, at, self.window)
        if at < window.blocked_until:
            raise RefusedError(RATE_LIMITED, self._headers(0, window.blocked_until - at, refused=True))
        window.used += 1
        if window.used > self.quota:
            window.blocked_until = at + self.penalty
            raise RefusedError(RATE_LIMITED, self._headers(0, self.penalty, refused=True))
        return self._headers(self.quota - window.used, window.start + self.window - at)

    def failed(self, address: str, now: datetime) -> None:
        """Count one bad token that came from ``address``."""
        _window(self._failed, address, now.timestamp(), self.window).used += 1

    def check_failures(self, address: str, now: datetime) -> None:
        """Refuse an address that sent too many bad tokens, whatever it sends now.

        Raises:
            RefusedError: "Max auth failures reached".
        """
        window = _window(self._failed, address, now.timestamp(), self.window)
        if self.auth_failures is not None and window.used >= self.auth_failures:
            raise RefusedError(MAX_AUTH_FAILURES)

    def _headers(self, left: int, seconds: float, *, refused: bool = False) -> dict[str, str]:
        whole = max(1, round(seconds))
        headers = {
            "Ratelimit": f'"default";r={left};t={whole}',
            "Ratelimit-Policy": f'"default";q={self.quota};w={self.window}',
        }
        return headers | ({"Retry-After": str(whole)} if refused else {})


def _window(windows: dict[str, _Window], key: str, at: float, length: int) -> _Window:
    window = windows.get(key)
    if window is None or (at >= window.start + length and at >= window.blocked_until):
        window = windows[key] = _Window(at)
    return window
