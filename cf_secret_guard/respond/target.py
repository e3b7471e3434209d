"""What an action acts on, named by public ids only."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class TargetType(StrEnum):
    """The kinds of object that the API can take away. The values stand in journals: never change one."""

    USER_TOKEN = "user-token"  # noqa: S105 - a word, not a password
    ACCOUNT_TOKEN = "account-token"  # noqa: S105 - a word, not a password
    SERVICE_TOKEN = "service-token"  # noqa: S105 - a word, not a password
    TUNNEL = "tunnel"
    TURNSTILE = "turnstile-widget"

    @property
    def noun(self) -> str:
        """What people call it."""
        return _NOUNS[self]


_NOUNS = {
    TargetType.USER_TOKEN: "user token",
    TargetType.ACCOUNT_TOKEN: "account token",
    TargetType.SERVICE_TOKEN: "Access service token",
    TargetType.TUNNEL: "tunnel",
    TargetType.TURNSTILE: "Turnstile widget",
}


class Target(NamedTuple):
    """One object at Cloudflare."""

    type: TargetType
    id: str
    """Public: the id of a token, service token or tunnel, or the site key of a widget."""
    account_id: str = ""
    """Empty for a user token."""

    def __str__(self) -> str:
        """The words that plans, reports, journals and notes use for it."""
        place = f" in account {self.account_id}" if self.account_id else ""
        return f"{self.type.noun} {self.id}{place}"

    @property
    def is_api_token(self) -> bool:
        """True for user and account API tokens."""
        return self.type in {TargetType.USER_TOKEN, TargetType.ACCOUNT_TOKEN}
