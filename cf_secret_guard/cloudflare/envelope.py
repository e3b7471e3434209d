"""From the bytes of a response to an :class:`Answer`: the JSON envelope is read, and what nobody named is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import WHOLE, Answer, ApiError, Fault, Json, RateLimit
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.cloudflare.base import Call

_REDIRECT = range(300, 400)
_MAX_MESSAGE = 300
_MAX_ERRORS = 20
_MAX_CURSOR = 2000


class Response(NamedTuple):
    """What came over the connection."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes
    fault: Fault | None = None
    """What went wrong behind the headers."""


def read(response: Response, call: Call, now: float) -> Answer:
    """Read a response to ``call``.

    Args:
        response: what came.
        call: says which fields are kept.
        now: seconds since the epoch, for a ``Retry-After`` that is a date.

    Returns:
        The answer; with a fault if the body is not an envelope.
    """
    bare = Answer(
        response.status,
        retry_after=retry_after(response.headers.get("retry-after", ""), now),
        rate_limit=rate_limit(response.headers.get("ratelimit", "")),
    )
    document = _document(response)
    if isinstance(document, Fault):
        return bare._replace(fault=document)
    info = document.get("result_info")
    info = info if isinstance(info, dict) else {}
    cursor, total = info.get("cursor"), info.get("total_count")
    result = document.get("result")
    return bare._replace(
        success=document["success"] is True,
        errors=_errors(document.get("errors")),
        record=_kept(result, call.keep) if isinstance(result, dict) else None,
        records=_records(result, call.keep),
        secret=_secret(result, call.secret),
        cursor=cursor if isinstance(cursor, str) and 0 < len(cursor) <= _MAX_CURSOR else None,
        total=total if isinstance(total, int) and not isinstance(total, bool) else None,
    )


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


def rate_limit(value: str) -> RateLimit | None:
    """Read ``"default";r=50;t=30``; None if it does not look like that."""
    fields = dict(part.strip().partition("=")[::2] for part in value.partition(",")[0].split(";"))
    remaining, reset = fields.get("r", ""), fields.get("t", "")
    if all(text.isascii() and text.isdigit() and len(text) < 10 for text in (remaining, reset)):  # noqa: PLR2004 - sane
        return RateLimit(int(remaining), float(reset))
    return None


def _document(response: Response) -> dict[str, Json] | Fault:
    import json

    body = response.body.strip()
    fault = _fault(response, body)
    if fault is not None:
        return fault
    try:
        document = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError):
        return Fault.NOT_JSON
    if not isinstance(document, dict) or not isinstance(document.get("success"), bool):
        return Fault.NOT_ENVELOPE
    return document


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


def _errors(entries: Json) -> tuple[ApiError, ...]:
    """Never reads ``messages``: there 10000 stands for a valid token."""
    if not isinstance(entries, list):
        return ()
    return tuple(_error(entry) for entry in entries[:_MAX_ERRORS])


def _error(entry: Json) -> ApiError:
    if not isinstance(entry, dict):
        return ApiError(0, "")
    message = entry.get("message")
    chain = entry.get("error_chain")
    links = chain[:_MAX_ERRORS] if isinstance(chain, list) else []
    codes = (_code(link.get("code")) for link in links if isinstance(link, dict))
    text = message[:_MAX_MESSAGE] if isinstance(message, str) else ""
    return ApiError(_code(entry.get("code")), text, tuple(code for code in codes if code))


def _code(value: Json) -> int:
    """0 if it is not a code of the API."""
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9 else 0


def _records(result: Json, keep: tuple[str, ...]) -> tuple[dict[str, Json], ...] | None:
    if not isinstance(result, list):
        return None
    return tuple(_kept(item, keep) for item in result if isinstance(item, dict))


def _kept(result: dict[str, Json], keep: tuple[str, ...]) -> dict[str, Json]:
    kept: dict[str, Json] = {}
    for field in keep:
        value: Json = result
        for name in field.split("."):
            value = value.get(name) if isinstance(value, dict) else None
        if value is not None:
            kept[field] = value
    return kept


def _secret(result: Json, field: str | None) -> Secret | None:
    if field is None:
        return None
    value = result if field == WHOLE else result.get(field) if isinstance(result, dict) else None
    return Secret(value) if isinstance(value, str) and value else None
