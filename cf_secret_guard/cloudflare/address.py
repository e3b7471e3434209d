"""Where the API is: Cloudflare's own address, or the one that the environment names if secrets may be sent there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from urllib.parse import SplitResult

VARIABLE = "CF_SECRET_GUARD_API_BASE"
DEFAULT = "https://api.cloudflare.com/client/v4"
_END = "/client/v4"
_PLAIN = re.compile(r"[^\s?#@\\\x00-\x1f\x7f-\U0010ffff]+")
"""ASCII without a user, a query or a fragment."""
_PATH = re.compile(r"(?:/(?!\.\.?/)[^/]+)*/client/v4/?")


def api_base(environment: Mapping[str, str]) -> str:
    """The base URL that the environment asks for, checked.

    Args:
        environment: usually ``os.environ``; never anything from a repository.

    Returns:
        The URL without a final slash.

    Raises:
        UsageError: the value is not one that secrets may be sent to.
    """
    return checked_base(environment.get(VARIABLE) or DEFAULT)


def checked_base(url: str) -> str:
    """Return ``url`` without a final slash if credentials may be sent there.

    Raises:
        UsageError: it is not https, and not http to a loopback address; or it has more or less than host, port and
            the path ``/client/v4``.
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise _refused("it is not a URL") from None
    if port == 0 or not parts.hostname:
        raise _refused("it has no valid host and port")
    if not _PLAIN.fullmatch(url):
        raise _refused("it may hold only a host, a port and a path")
    if not _PATH.fullmatch(parts.path):
        raise _refused(f"its path must end in {_END}")
    if parts.scheme != "https" and not _is_local(parts):
        raise _refused("it is neither https nor http to a loopback address")
    return url.removesuffix("/")


def _is_local(parts: SplitResult) -> bool:
    return parts.scheme == "http" and _is_loopback_address(parts.hostname or "")


def _is_loopback_address(host: str) -> bool:
    """Names are not enough: what ``localhost`` means is decided elsewhere."""
    from ipaddress import ip_address

    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _refused(why: str) -> UsageError:
    return UsageError(
        f"{VARIABLE} is refused: {why}",
        f"Unset it to use {DEFAULT}, or set it to https://HOST{_END} or http://127.0.0.1:PORT{_END}.",
    )
