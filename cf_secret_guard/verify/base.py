"""What is asked about a leaked credential, and what an answer looks like. Offline: nothing here loads the network."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cf_secret_guard.secret import Secret


class Status(StrEnum):
    """The contract's verdict words."""

    LIVE = "live"
    RESTRICTED = "restricted"
    """Live, but bound to an address or to a time."""
    DISABLED = "disabled"
    EXPIRED = "expired"
    REVOKED = "revoked"
    INVALID = "invalid"
    UNKNOWN = "unknown"
    """Never treated as dead."""
    NOT_CHECKABLE = "not-checkable"

    @property
    def is_dead(self) -> bool:
        """True only for a clear answer that it cannot be used."""
        return self in {Status.DISABLED, Status.EXPIRED, Status.REVOKED, Status.INVALID}

    @property
    def is_live(self) -> bool:
        """True if it can be used, at least from somewhere or at some time."""
        return self in {Status.LIVE, Status.RESTRICTED}


class Owner(StrEnum):
    """Whose token it is: decides which endpoints manage it."""

    USER = "user"
    ACCOUNT = "account"
    UNKNOWN = "unknown"


class Verdict(NamedTuple):
    """An answer."""

    status: Status
    reason: str = ""
    """One short phrase; always given for ``unknown`` and ``not-checkable``. Never holds a secret or personal data."""
    token_id: str | None = None
    """Public id, needed to revoke; only a live token tells it."""
    account_id: str | None = None
    owner: Owner = Owner.UNKNOWN
    expires_on: str | None = None
    """RFC 3339."""
    checked_at: str = ""
    """RFC 3339, UTC, to the second."""


class Leak(NamedTuple):
    """One distinct secret and the context that may help to ask about it, however many places it stands in."""

    kind: str
    """A :class:`cf_secret_guard.model.Kind`."""
    secret: Secret
    account_ids: tuple[str, ...] = ()
    """From labelled context in the same file, then the same repository; 32 hex digits each. Never loose hex strings."""
    emails: tuple[str, ...] = ()
    """From the context or ``--email``; personal data: never reported, never logged."""
    client_id: str | None = None
    """``<32 hex>.access`` of an Access service token."""
    tunnel_id: str | None = None
    access_key_id: str | None = None
    """Of an R2 pair: the id of its API token."""
    refresh_token: Secret | None = None
    """Of a wrangler OAuth login, if it leaked too."""

    @property
    def fingerprint(self) -> str:
        """The secret's fingerprint: what everything else is keyed on."""
        return self.secret.fingerprint

    def __repr__(self) -> str:
        return f"<Leak {self.kind} {self.fingerprint}>"  # no addresses in logs or tracebacks


class Verifier(Protocol):
    """Asks. Raises nothing for what the API or the network does: that becomes ``unknown`` with its reason."""

    def verify(self, leaks: Sequence[Leak]) -> Mapping[str, Verdict]:
        """Ask about each leak once.

        Args:
            leaks: distinct secrets.

        Returns:
            A verdict for every leak, by fingerprint.
        """
