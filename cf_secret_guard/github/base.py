"""Plain values of GitHub's REST API: calls, answers, what can be wrong with one, incidents. No network here."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from cf_secret_guard.connection.base import Fault
from cf_secret_guard.connection.reading import text_of
from cf_secret_guard.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cf_secret_guard.connection.reading import Json

PER_PAGE = 100
"""The most that GitHub gives."""
GRAPHQL = ("graphql",)
_NAME = re.compile(r"(?!\.{1,2}$)[A-Za-z0-9_.-]{1,100}")
_OK = range(200, 300)
_SERVER_ERROR = range(500, 600)
_MAYBE_SENT = {Fault.TIMEOUT, Fault.RESET, Fault.PROTOCOL}
_WEB = re.compile(r"https?://[\x21-\x7e]{1,400}")


class Repo(NamedTuple):
    """A repository by its name."""

    owner: str
    name: str

    @classmethod
    def of(cls, text: str) -> Self | None:
        """Read ``OWNER/NAME``; None if it is not that."""
        parts = text.split("/")
        return cls(*parts) if len(parts) == 2 and all(map(_NAME.fullmatch, parts)) else None  # noqa: PLR2004 - a pair

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}"

    def path(self, *segments: str) -> tuple[str, ...]:
        """Return the segments of a path below the repository."""
        return ("repos", self.owner, self.name, *segments)


class Call(NamedTuple):
    """One request as a value; holds no credential."""

    method: str
    segments: tuple[str, ...]
    """The path below the base, one item a segment."""
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, object] | None = None
    """Sent as JSON."""
    repeatable: bool = True
    """Whether it may be sent again when its outcome is not known."""
    url: str = ""
    """The address of a further page or of a renamed repository, as GitHub gave it; instead of segments and params."""

    @property
    def is_sendable(self) -> bool:
        """Whether the path can be sent as it is."""
        return bool(self.url) or all(_NAME.fullmatch(segment) for segment in self.segments)


class Trouble(StrEnum):
    """Why something was not done; the values are phrases for people."""

    NO_ANSWER = "no answer came that is GitHub's"
    SERVER = "GitHub has an error of its own"
    LIMIT = "the token's requests of this hour are used up"
    SECONDARY = "GitHub asks for a pause (secondary rate limit)"
    BAD_TOKEN = "the token is not valid"  # noqa: S105 - a phrase
    SSO = "the token is not authorised for the organisation's single sign-on"
    IP_LIST = "the organisation's IP allow list keeps this machine out"
    ARCHIVED = "the repository is archived, so that nothing can be written"
    FORBIDDEN = "the token may not do that"
    NOT_FOUND = "it is not there, or the token may not see it"
    GONE = "it is switched off in the repository, or was deleted"
    INVALID = "GitHub does not accept what was sent"
    MOVED = "it has moved, and the redirect was not followed"
    ODD = "GitHub answered in an unexpected way"

    @property
    def is_limit(self) -> bool:
        """Whether waiting ends it."""
        return self in {Trouble.LIMIT, Trouble.SECONDARY}

    @property
    def is_lack_of_rights(self) -> bool:
        """Whether another token might do it, while this one has nothing wrong with it."""
        return self in {Trouble.FORBIDDEN, Trouble.NOT_FOUND, Trouble.ARCHIVED}


class Answer(NamedTuple):
    """What came of one call, after every retry."""

    status: int | None
    """HTTP status; None if there was no answer."""
    trouble: Trouble | None = None
    fault: Fault | None = None
    document: Json = None
    retry_at: float | None = None
    """Seconds since the epoch: not before that is anything to be asked again."""
    next_url: str | None = None
    """Where the next page of a list is."""
    location: str | None = None
    """Where a redirect leads."""
    fields: tuple[str, ...] = ()
    """What a refusal names as invalid, such as ``description too_long``."""

    @property
    def ok(self) -> bool:
        """Whether GitHub did what it was asked to."""
        return self.trouble is None

    @property
    def is_unclear(self) -> bool:
        """Whether GitHub may have done what it was asked to although it did not say so."""
        if self.ok:
            return False
        if self.status is None:
            return self.fault in _MAYBE_SENT
        return self.status in _SERVER_ERROR or (self.status in _OK and self.trouble is Trouble.NO_ANSWER)


class GitHubError(IncompleteError):
    """GitHub did not do what was asked (exit code 3).

    Args:
        message: see :class:`cf_secret_guard.errors.GuardError`.
        next_step: see there.
        trouble: the reason, for who has another way.
        is_unclear: see :attr:`Answer.is_unclear`.
    """

    def __init__(self, message: str, next_step: str, trouble: Trouble, *, is_unclear: bool = False) -> None:
        super().__init__(message, next_step)
        self.trouble = trouble
        self.is_unclear = is_unclear


class Item(NamedTuple):
    """An incident as it stands on GitHub: an advisory or an issue."""

    id: str
    """GHSA id, or number."""
    url: str
    """For people; empty if GitHub gave none."""
    body: str
    """Markdown, with newlines as ``\\n``."""
    is_open: bool
    created: str
    """RFC 3339, UTC."""
    frozen: str = ""
    """Why it must not be written to; empty if it may be."""

    @property
    def age(self) -> tuple[str, str]:
        """Sorts the oldest first."""
        return self.created, self.id.rjust(40)


class Tracker(Protocol):
    """Where incidents can stand on GitHub. Every method raises :class:`GitHubError`."""

    noun: str
    """What an incident is called there."""
    largest: int
    """Characters of a body."""

    def items(self) -> Iterator[Item]:
        """Yield what may be an incident of ours, open or closed, as far as that is quickly told."""

    def others(self) -> Iterator[Item]:
        """Yield the rest: what may be one although it does not look like it."""

    def newest(self) -> list[Item]:
        """Return the newest of them: one page."""

    def create(self, title: str, body: str, severity: str) -> Item:
        """Make a new one. It is never sent twice: see :attr:`GitHubError.is_unclear`."""

    def update(self, item: Item, title: str, body: str, severity: str, *, is_open: bool) -> Item:
        """Write it anew."""

    def close(self, item: Item, body: str) -> None:
        """Close one that another one replaces."""


def part(document: Json, *path: str) -> Json:
    """Look into an object; None where there is nothing."""
    for name in path:
        document = document.get(name) if isinstance(document, dict) else None
    return document


def text(document: Json, *path: str) -> str:
    """Return a short printable string in an object; empty if it is none."""
    return text_of(part(document, *path)) or ""


def number(document: Json, *path: str) -> int:
    """Return a positive integer in an object; 0 if it is none."""
    value = part(document, *path)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0


def web_address(document: Json) -> str:
    """Return ``html_url``, for people, if it is an address; else nothing."""
    value = text(document, "html_url")
    return value if _WEB.fullmatch(value) else ""


def markdown(document: Json, field: str) -> str:
    r"""Return what people wrote; a browser sends ``\r\n``."""
    value = part(document, field)
    return value.replace("\r\n", "\n") if isinstance(value, str) else ""
