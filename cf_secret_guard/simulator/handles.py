"""What the ``create_*`` methods give back: public ids and, where there is one, the secret, which no ``repr`` shows."""

from __future__ import annotations

from typing import NamedTuple


class Created(NamedTuple):
    """An API token, a Global API Key (its id is the user's), a Turnstile widget or an R2 pair."""

    id: str
    value: str

    def __repr__(self) -> str:
        return f"<{self.id}>"


class CreatedUser(NamedTuple):
    """A user."""

    id: str
    email: str


class CreatedAccount(NamedTuple):
    """An account."""

    id: str
    name: str


class CreatedZone(NamedTuple):
    """A zone."""

    id: str
    name: str
    account_id: str


class CreatedServiceToken(NamedTuple):
    """An Access service token."""

    id: str
    value: str
    client_id: str

    def __repr__(self) -> str:
        return f"<service token {self.id}>"


class CreatedTunnel(NamedTuple):
    """A tunnel; its value is the token of ``cloudflared tunnel run --token``."""

    id: str
    value: str
    secret: str
    """base64, as in a credentials file."""

    def __repr__(self) -> str:
        return f"<tunnel {self.id}>"


class CreatedGrant(NamedTuple):
    """An OAuth login; its value is the access token."""

    id: str
    value: str
    refresh: str

    def __repr__(self) -> str:
        return f"<grant {self.id}>"
