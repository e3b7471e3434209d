"""Where the API is: Cloudflare's own address, or the one that the environment names if secrets may be sent there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.connection.address import checked
from cf_secret_guard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CF_SECRET_GUARD_API_BASE"
DEFAULT = "https://api.cloudflare.com/client/v4"
_END = "/client/v4"
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
    return checked(url, _PATH, f"its path must end in {_END}", _refused)


def _refused(why: str) -> UsageError:
    return UsageError(
        f"{VARIABLE} is refused: {why}",
        f"Unset it to use {DEFAULT}, or set it to https://HOST{_END} or http://127.0.0.1:PORT{_END}.",
    )
