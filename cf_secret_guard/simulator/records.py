"""What the simulated Cloudflare knows: one class per kind of object, none of which shows a secret when printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from cf_secret_guard.simulator.answers import JsonObject

EXPOSED = "revoked (exposed)"
"""The undocumented status after Cloudflare's own revocation."""


@dataclass(slots=True)
class User:
    """A person."""

    id: str
    email: str
    global_key: str = field(repr=False)


@dataclass(slots=True)
class Account:
    """An account and its members."""

    id: str
    name: str
    members: tuple[str, ...]


@dataclass(slots=True)
class Zone:
    """A domain."""

    id: str
    name: str
    account_id: str


@dataclass(slots=True)
class ApiToken:
    """A user or account API token. Times are RFC 3339, as they were given."""

    id: str
    name: str
    value: str = field(repr=False)
    user_id: str | None
    """Set for a user token."""
    account_id: str | None
    """Set for an account token."""
    policies: list[JsonObject]
    issued_on: str
    modified_on: str
    status: str = "active"
    """What was set; see :meth:`shown_status`."""
    condition: JsonObject | None = None
    expires_on: str | None = None
    not_before: str | None = None
    last_used_on: str | None = None

    @property
    def kind(self) -> str:
        """``user token`` or ``account token``."""
        return "user token" if self.account_id is None else "account token"

    def shown_status(self, now: datetime) -> str:
        """Return the status at that moment: an active token past its end is ``expired``."""
        ended = self.expires_on is not None and moment(self.expires_on) <= now
        return "expired" if ended and self.status == "active" else self.status

    def started(self, now: datetime) -> bool:
        """Tell whether ``not_before`` is reached."""
        return self.not_before is None or moment(self.not_before) <= now


@dataclass(slots=True)
class ServiceToken:
    """An Access service token."""

    id: str
    client_id: str
    name: str
    account_id: str
    value: str = field(repr=False)
    expires_at: str
    created_at: str
    duration: str = "8760h"
    enabled: bool = True
    previous: str | None = field(default=None, repr=False)
    previous_until: str | None = None

    def accepts(self, secret: str, now: datetime) -> bool:
        """Tell whether ``secret`` is good at that moment: the current one, or the previous one in its grace period."""
        graced = self.previous_until is not None and now < moment(self.previous_until)
        return now < moment(self.expires_at) and (secret == self.value or (graced and secret == self.previous))


@dataclass(slots=True)
class Connection:
    """A running connector; it keeps running when the secret changes."""

    id: str
    client_id: str
    opened_at: str


@dataclass(slots=True)
class Tunnel:
    """A Cloudflare Tunnel."""

    id: str
    name: str
    account_id: str
    secret: str = field(repr=False)
    """base64."""
    created_at: str
    connections: list[Connection] = field(default_factory=list)
    deleted_at: str | None = None


@dataclass(slots=True)
class Widget:
    """A Turnstile widget; its id is the site key."""

    id: str
    name: str
    account_id: str
    secret: str = field(repr=False)
    previous: str | None = field(default=None, repr=False)
    previous_until: str | None = None


@dataclass(slots=True)
class Grant:
    """A login through OAuth, such as ``wrangler login``."""

    id: str
    user_id: str
    client_id: str
    access: str = field(repr=False)
    refresh: str = field(repr=False)
    access_live: bool = True
    refresh_live: bool = True


def moment(text: str) -> datetime:
    """Read an RFC 3339 time or a date, which means its first moment in UTC."""
    from datetime import UTC, datetime

    read = datetime.fromisoformat(text)
    return read if read.tzinfo else read.replace(tzinfo=UTC)


def written(when: datetime) -> str:
    """Write a time as the API does."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")
