"""Plain values of the Cloudflare API: credentials, calls, answers and what can be wrong with one. No network here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from cf_secret_guard.connection import reading

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.connection.base import Fault
    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.secret import Secret

Value_co = TypeVar("Value_co", covariant=True)

WHOLE = "*"
"""``Call.secret``: the whole result is one secret string, as after a roll."""

_SENDABLE = re.compile(r"[\x21-\x7e]+")
_SEGMENT = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ABUSE = 971
_ABUSE_WORDS = ("max auth failures", "consider throttling")


class Bearer(NamedTuple):
    """An API token or OAuth access token."""

    token: Secret

    def headers(self) -> dict[str, str]:
        """What goes into the headers of one request."""
        return {"Authorization": f"Bearer {self.token.reveal()}"}

    @property
    def values(self) -> tuple[str, ...]:
        """What must appear nowhere but in a header."""
        return (self.token.reveal(),)


class KeyPair(NamedTuple):
    """A Global API Key with the e-mail address of its user."""

    key: Secret
    email: str

    def headers(self) -> dict[str, str]:
        """What goes into the headers of one request."""
        return {"X-Auth-Email": self.email, "X-Auth-Key": self.key.reveal()}

    @property
    def values(self) -> tuple[str, ...]:
        """What must appear nowhere but in a header."""
        return (self.key.reveal(), self.email)

    def __repr__(self) -> str:
        return f"KeyPair(key={self.key!r}, email=<hidden>)"


Credential: TypeAlias = Bearer | KeyPair


class Call(NamedTuple):
    """One request as a value; holds no credential."""

    method: str
    segments: tuple[str, ...]
    """The path below the base, one item a segment."""
    params: tuple[tuple[str, str], ...] = ()
    body: Mapping[str, object] | None = None
    """Sent as JSON; a ``Secret`` in it is revealed only while it is written to the connection."""
    keep: tuple[str, ...] = ()
    """Fields of the result that are kept; ``account.id`` looks inside. Everything else is dropped at the door."""
    secret: str | None = None
    """The field of the result that is a secret, or :data:`WHOLE`."""
    repeatable: bool | None = None
    """Whether it may be sent again when its outcome is not known; None: only if it is a GET."""

    @property
    def may_repeat(self) -> bool:
        """See ``repeatable``."""
        return self.method == "GET" if self.repeatable is None else self.repeatable

    @property
    def path(self) -> str:
        """The path below the base, with a leading slash."""
        return "".join(f"/{segment}" for segment in self.segments)

    def is_sendable(self, credential: Credential) -> bool:
        """Whether path and headers can be sent, and no part of the credential stands in the URL."""
        if not all(_SEGMENT.fullmatch(segment) for segment in self.segments):
            return False
        if not all(_SENDABLE.fullmatch(value) for value in credential.values):
            return False
        # An empty filter is no filter.
        if not all(value for _, value in self.params):
            return False
        shown = "\n".join((self.path, *(part for pair in self.params for part in pair)))
        return not any(value in shown for value in credential.values)


class ApiError(NamedTuple):
    """One entry of ``errors``."""

    code: int
    message: str
    """May hold an address: matched against, never shown."""
    chain: tuple[int, ...] = ()
    """Codes of its ``error_chain``."""

    def __repr__(self) -> str:
        return f"ApiError(code={self.code}, chain={self.chain})"


class RateLimit(NamedTuple):
    """The ``Ratelimit`` header."""

    remaining: int
    reset: float
    """Seconds until the count begins anew."""


class Answer(NamedTuple):
    """What came of one call, after every retry."""

    status: int | None
    """HTTP status; None if there was no answer."""
    fault: Fault | None = None
    success: bool = False
    """The envelope's own word."""
    errors: tuple[ApiError, ...] = ()
    record: Mapping[str, Json] | None = None
    """The kept fields of a result that is an object."""
    records: tuple[Mapping[str, Json], ...] | None = None
    """The kept fields of each object of a result that is a list."""
    secret: Secret | None = None
    cursor: str | None = None
    """Where the next page of a list begins."""
    total: int | None = None
    """``result_info.total_count``."""
    retry_after: float | None = None
    """Seconds."""
    rate_limit: RateLimit | None = None

    @property
    def ok(self) -> bool:
        """A 2xx answer of the API that calls itself a success and names no error."""
        good = self.status is not None and 200 <= self.status < 300  # noqa: PLR2004 - the 2xx class of HTTP
        return good and self.fault is None and self.success and not self.errors

    @property
    def throttled_for_good(self) -> bool:
        """Whether the API says that we ask too much in a way that more questions would only prolong."""
        return any(
            error.code == _ABUSE or _ABUSE in error.chain or any(word in error.message.lower() for word in _ABUSE_WORDS)
            for error in self.errors
        )

    @property
    def brief(self) -> str:
        """What happened in a few words, without anything that the server wrote but numbers."""
        parts = [f"HTTP {self.status}"] if self.status is not None else []
        parts += [f"code {error.code}" for error in self.errors[:3]]
        parts += [str(self.fault)] if self.fault else []
        return ", ".join(parts) or "no answer"

    def text(self, field: str) -> str | None:
        """A field of ``record`` if it is a string of reasonable length without control characters."""
        return text_of(self.record or {}, field)


class Reply(NamedTuple, Generic[Value_co]):
    """An answer, and what it says in our own terms if it says that."""

    answer: Answer
    value: Value_co | None = None


def text_of(record: Mapping[str, Json], field: str) -> str | None:
    """A field if it is a string of reasonable length without control characters; else None."""
    return reading.text_of(record.get(field))
