"""From the bytes of a response to an :class:`Answer`, and from an answer to an error that says what to do next.

Rate limits, https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api: both kinds come as 403 or
as 429. GitHub's own words are matched against and never shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.connection.base import Fault
from cf_secret_guard.connection.reading import document, retry_after
from cf_secret_guard.github.base import Answer, GitHubError, Trouble, part

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cf_secret_guard.connection.base import Response
    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.github.base import Item

SECONDARY_PAUSE = 60.0
"""Seconds: "wait for at least one minute" where neither header says how long."""
_FORBIDDEN, _TOO_MANY, _NO_CONTENT = 403, 429, 204
_OK = range(200, 300)
_REDIRECT = range(300, 400)
_SERVER_ERROR = range(500, 600)
_STATUS = {401: Trouble.BAD_TOKEN, 404: Trouble.NOT_FOUND, 410: Trouble.GONE, 422: Trouble.INVALID}
_WORDS = (
    (Trouble.SSO, ("saml enforcement", "single sign-on")),
    (Trouble.IP_LIST, ("ip allow list",)),
    (Trouble.ARCHIVED, ("archived",)),
)
_LIMIT_WORDS = ("rate limit", "abuse detection")
_NEXT = re.compile(r'<([^<>\s]{1,2000})>\s*;\s*rel="?next"?')
_FIELD = re.compile(r"[a-z_]{1,40}")
_MOST_FIELDS = 3
_LOOK = "Run again: it finds what is there, and makes nothing twice."
_STEPS = {
    Trouble.NO_ANSWER: "Check the network and GITHUB_API_URL, then run again.",
    Trouble.SERVER: "Run again in a few minutes; https://www.githubstatus.com says if it is known.",
    Trouble.BAD_TOKEN: "Set GITHUB_TOKEN to a valid one.",
    Trouble.SSO: "Authorise the token for the organisation, in the settings of its owner, then run again.",
    Trouble.IP_LIST: "Run it on a machine that the organisation admits.",
    Trouble.ARCHIVED: "Unarchive it, or keep the incident in a directory: --incident DIR.",
    Trouble.FORBIDDEN: "Use a token with more permissions: docs/incidents.md lists them.",
    Trouble.NOT_FOUND: "Check the name of the repository and what the token may see.",
    Trouble.GONE: "Switch it on in the repository's settings, or keep the incident in a directory: --incident DIR.",
    Trouble.INVALID: "Upgrade cf-secret-guard, or report this as a bug.",
    Trouble.MOVED: "Set GITHUB_REPOSITORY to the repository's present name.",
    Trouble.ODD: "Run again; if it stays, report this as a bug.",
}


def read(response: Response, now: float) -> Answer:
    """Read a response.

    Args:
        response: what came.
        now: seconds since the epoch.
    """
    found: Json | Fault = None if response.status == _NO_CONTENT and response.fault is None else document(response)
    fault = found if isinstance(found, Fault) else None
    content: Json = None if isinstance(found, Fault) else found
    trouble = _trouble(response, fault, content)
    following = _NEXT.search(response.headers.get("link", ""))
    return Answer(
        response.status,
        trouble,
        fault,
        content if trouble is None else None,
        retry_at=_retry_at(response.headers, now) if trouble is not None and trouble.is_limit else None,
        next_url=following[1] if following else None,
        location=response.headers.get("location") if response.status in _REDIRECT else None,
        fields=_fields(content) if trouble is Trouble.INVALID else (),
    )


def failed(answer: Answer, doing: str, *, changes: bool = False) -> GitHubError:
    """Make the error for an answer that is not ok.

    Args:
        answer: the answer.
        doing: completes "GitHub did not", such as ``show the repository``.
        changes: it would have changed something, which then may be so without an answer.
    """
    trouble = answer.trouble or Trouble.ODD
    known = [str(trouble)]
    if answer.fault is not None and trouble in {Trouble.NO_ANSWER, Trouble.SERVER}:
        known.append(str(answer.fault))
    known += answer.fields
    status = f" (HTTP {answer.status})" if answer.status is not None else ""
    step = _STEPS.get(trouble) or f"Run again {_when(answer.retry_at)}."
    is_unclear = changes and answer.is_unclear
    begins = f"Whether GitHub did {doing} is not known" if is_unclear else f"GitHub did not {doing}"
    return GitHubError(
        f"{begins}{status}: {'; '.join(known)}", _LOOK if is_unclear else step, trouble, is_unclear=is_unclear
    )


def item_of(answer: Answer, read_item: Callable[[Json], Item | None], doing: str) -> Item:
    """Read what was made or changed.

    Raises:
        GitHubError: it was not; or the answer does not show it, so that nobody knows.
    """
    found = read_item(answer.document) if answer.ok else None
    if found is None:
        raise failed(answer._replace(trouble=answer.trouble or Trouble.NO_ANSWER), doing, changes=True)
    return found


def _when(moment: float | None) -> str:
    from datetime import UTC, datetime

    try:
        return f"after {datetime.fromtimestamp(moment or 0, UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "in an hour"
    except (ValueError, OverflowError, OSError):
        return "in an hour"


def _trouble(response: Response, fault: Fault | None, content: Json) -> Trouble | None:
    status = response.status
    message = part(content, "message")
    words = message.lower() if isinstance(message, str) else ""
    if status == _TOO_MANY or (status == _FORBIDDEN and _is_limited(response.headers, words)):
        is_primary = response.headers.get("x-ratelimit-remaining") == "0" and "secondary" not in words
        return Trouble.LIMIT if is_primary else Trouble.SECONDARY
    if status in _SERVER_ERROR:
        return Trouble.SERVER
    if fault is not None:
        return Trouble.MOVED if fault is Fault.REDIRECT else Trouble.NO_ANSWER
    return None if status in _OK else _refusal(response, words)


def _refusal(response: Response, words: str) -> Trouble:
    if response.status != _FORBIDDEN:
        return _STATUS.get(response.status, Trouble.ODD)
    if "required" in response.headers.get("x-github-sso", ""):
        return Trouble.SSO
    return next((trouble for trouble, signs in _WORDS if any(sign in words for sign in signs)), Trouble.FORBIDDEN)


def _is_limited(headers: Mapping[str, str], words: str) -> bool:
    """The last request of an hour may be refused for another reason: the words count for more than the count."""
    if "retry-after" in headers or any(sign in words for sign in _LIMIT_WORDS):
        return True
    return headers.get("x-ratelimit-remaining") == "0" and not words


def _retry_at(headers: Mapping[str, str], now: float) -> float:
    seconds = retry_after(headers.get("retry-after", ""), now)
    if seconds is not None:
        return now + seconds
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isascii() and reset.isdigit():
        return float(reset[:12])
    return now + SECONDARY_PAUSE


def _fields(content: Json) -> tuple[str, ...]:
    """``errors`` of a 422: only names and codes, because a message may repeat what was sent."""
    errors = part(content, "errors")
    found = []
    for entry in errors if isinstance(errors, list) else ():
        pair = [part(entry, "field"), part(entry, "code")]
        names = [name for name in pair if isinstance(name, str) and _FIELD.fullmatch(name)]
        if names:
            found.append(" ".join(names))
    return tuple(found[:_MOST_FIELDS])
