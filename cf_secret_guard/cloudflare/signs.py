"""The words of the decision table: where we asked, what asked, what an answer tells, and the form of a row."""

from __future__ import annotations

from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.verify.base import Owner, Status

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.cloudflare.base import ApiError

NO_CODE = 0
"""``Row.code``: the answer has no error, or one without a code."""


class Ask(Enum):
    """Where we asked."""

    USER_VERIFY = auto()
    ACCOUNT_VERIFY = auto()
    """With an account id from context, which may be the wrong one."""
    ACCOUNTS = auto()
    ZONES = auto()
    OBJECT = auto()
    """One token, tunnel, service token: 404 says that it is gone."""


class Bearing(Enum):
    """What kind of credential asked."""

    USER = auto()
    ACCOUNT = auto()
    LEGACY = auto()
    """An API token that does not show whose it is."""
    OAUTH = auto()
    KEY = auto()


class Sign(StrEnum):
    """What an answer tells, before anybody draws a conclusion."""

    OK = "ok"
    LIVE = "live"
    RESTRICTED = "restricted"
    UNKNOWN_HERE = "unknown here"
    """This endpoint does not know the token; another may."""
    REFUSED = "refused"
    """The API knows no such token."""
    MALFORMED = "malformed"
    WRONG_PAIR = "wrong pair"
    """Global API Key and e-mail do not fit."""
    BAD_EMAIL = "bad e-mail"
    GONE = "gone"
    THROTTLED = "throttled"
    UNCLEAR = "unclear"


class Row(NamedTuple):
    """One line of the table. A field that is None or empty fits everything."""

    name: str
    sign: Sign
    reason: str
    code: int | None = None
    text: str = ""
    """Part of the message, in lower case."""
    chain: int | None = None
    http: frozenset[int] = frozenset()
    asks: frozenset[Ask] = frozenset()
    verdicts: Mapping[Bearing, Status] = {}
    """For each kind of credential; what is not named is ``unknown``."""
    owner: Owner = Owner.UNKNOWN

    def fits(self, status: int, error: ApiError | None, ask: Ask) -> bool:
        """Whether an answer's status, one of its errors (None if it has none) and the endpoint fit."""
        if (self.http and status not in self.http) or (self.asks and ask not in self.asks):
            return False
        if error is None:
            return self.code in {None, NO_CODE} and not self.text and self.chain is None
        message = " ".join(error.message.lower().split())
        return (
            (self.code is None or error.code == self.code)
            and self.text in message
            and (self.chain is None or self.chain in error.chain)
        )


class Meaning(NamedTuple):
    """What an answer means."""

    row: str
    """The name of the row, for tests and debugging."""
    sign: Sign
    reason: str
    """For people; holds nothing that the server wrote but numbers."""
    verdicts: Mapping[Bearing, Status] = {}
    owner: Owner = Owner.UNKNOWN

    def status(self, bearing: Bearing) -> Status:
        """The verdict on a credential of this kind, from this answer alone."""
        return self.verdicts.get(bearing, Status.UNKNOWN)
