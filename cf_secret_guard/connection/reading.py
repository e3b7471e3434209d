"""What a response says, whichever API it comes from: its JSON, or why there is none; and how long to wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from cf_secret_guard.connection.base import Fault

if TYPE_CHECKING:
    from cf_secret_guard.connection.base import Response

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"
_REDIRECT = range(300, 400)
_LONGEST = 400


def document(response: Response) -> Json | Fault:
    """Read a body as JSON.

    Args:
        response: what came.

    Returns:
        What the JSON says, or why the body is none.
    """
    import json

    body = response.body.strip()
    fault = _fault(response, body)
    if fault is not None:
        return fault
    try:
        read: Json = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return Fault.NOT_JSON
    return read


def text_of(value: Json) -> str | None:
    """``value`` if it is a string of reasonable length without control characters; else None."""
    if isinstance(value, str) and 0 < len(value) <= _LONGEST and value.isprintable():
        return value
    return None


def retry_after(value: str, now: float) -> float | None:
    """Seconds to wait by a ``Retry-After`` header, a count or a date; None if it says nothing useful."""
    from email.utils import parsedate_to_datetime

    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        moment = parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(0.0, moment - now)


def _fault(response: Response, body: bytes) -> Fault | None:
    """What shows without reading the body as JSON."""
    if response.status in _REDIRECT:
        return Fault.REDIRECT
    if response.fault is not None:
        return response.fault
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        return Fault.ENCODED
    if not body:
        return Fault.EMPTY
    is_page = "html" in response.headers.get("content-type", "").lower() or body.startswith(b"<")
    return Fault.HTML if is_page else None
