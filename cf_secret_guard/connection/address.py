"""Which base of an API a credential may be sent to: https, or http to this machine, with nothing odd in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from urllib.parse import SplitResult

    from cf_secret_guard.errors import UsageError

_PLAIN = re.compile(r"[^\s?#@\\\x00-\x1f\x7f-\U0010ffff]+")
"""ASCII without a user, a query or a fragment."""


def checked(url: str, path: re.Pattern[str], path_rule: str, refused: Callable[[str], UsageError]) -> str:
    """Return ``url`` without a final slash if credentials may be sent there.

    Args:
        url: the base.
        path: what its path must match.
        path_rule: the same in words, such as "its path must end in /client/v4".
        refused: makes the error from the reason.

    Raises:
        UsageError: it is not https, and not http to a loopback address; or it has more or less than host, port and
            such a path.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refused("it is not a URL") from None
    if port == 0 or not parts.hostname:
        raise refused("it has no valid host and port")
    if not _PLAIN.fullmatch(url):
        raise refused("it may hold only a host, a port and a path")
    if not path.fullmatch(parts.path):
        raise refused(path_rule)
    if parts.scheme != "https" and not _is_local(parts):
        raise refused("it is neither https nor http to a loopback address")
    return url.removesuffix("/")


def _is_local(parts: SplitResult) -> bool:
    return parts.scheme == "http" and is_loopback(parts.hostname or "")


def is_loopback(host: str) -> bool:
    """Say if a host is a loopback address. Names are not enough: what ``localhost`` means is decided elsewhere."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
