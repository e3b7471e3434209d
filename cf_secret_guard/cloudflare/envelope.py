"""From the bytes of a response to an :class:`Answer`: the JSON envelope is read, and what nobody named is dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare.base import WHOLE, Answer, ApiError, RateLimit
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.connection.reading import document, retry_after
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Call
    from cf_secret_guard.connection.base import Response
    from cf_secret_guard.connection.reading import Json

_MAX_MESSAGE = 300
_MAX_ERRORS = 20
_MAX_CURSOR = 2000


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
    envelope = _document(response)
    if isinstance(envelope, Fault):
        return bare._replace(fault=envelope)
    info = envelope.get("result_info")
    info = info if isinstance(info, dict) else {}
    cursor, total = info.get("cursor"), info.get("total_count")
    result = envelope.get("result")
    return bare._replace(
        success=envelope["success"] is True,
        errors=_errors(envelope.get("errors")),
        record=_kept(result, call.keep) if isinstance(result, dict) else None,
        records=_records(result, call.keep),
        secret=_secret(result, call.secret),
        cursor=cursor if isinstance(cursor, str) and 0 < len(cursor) <= _MAX_CURSOR else None,
        total=total if isinstance(total, int) and not isinstance(total, bool) else None,
    )


def rate_limit(value: str) -> RateLimit | None:
    """Read ``"default";r=50;t=30``; None if it does not look like that."""
    fields = dict(part.strip().partition("=")[::2] for part in value.partition(",")[0].split(";"))
    remaining, reset = fields.get("r", ""), fields.get("t", "")
    if all(text.isascii() and text.isdigit() and len(text) < 10 for text in (remaining, reset)):  # noqa: PLR2004 - sane
        return RateLimit(int(remaining), float(reset))
    return None


def _document(response: Response) -> dict[str, Json] | Fault:
    found = document(response)
    if isinstance(found, Fault):
        return found
    if not isinstance(found, dict) or not isinstance(found.get("success"), bool):
        return Fault.NOT_ENVELOPE
    return found


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
