"""Every endpoint function, ready to be called, with what its call may do when an answer is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare import access, accounts, audit, oauth, tokens, tunnels, turnstile
from cf_secret_guard.secret import Secret
from tests import tokens as made
from tests.cloudflare.broken import CREDENTIAL

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.cloudflare.base import Answer, Reply
    from cf_secret_guard.cloudflare.transport import Transport

ACCOUNT = made.hexadecimal("account", 32)
TOKEN_ID = made.hexadecimal("token", 32)
UUID = made.uuid("object")
SITE_KEY = "0x4AAAAAAB" + "b" * 14
NEW = Secret("bmV3" * 12)
TOKEN = tokens.Token(
    TOKEN_ID, "ci", "disabled", [{"id": "p", "effect": "allow"}], {"request_ip": {"in": ["192.0.2.1"]}}
)
SERVICE = access.ServiceToken(UUID, made.access_id(), "ci", "8760h", enabled=True, expires_at=None)


class Endpoint(NamedTuple):
    call: Callable[[Transport], Reply[object] | Answer]
    request: str
    """The first line, without the version."""
    again: bool
    """Whether it is sent again when its outcome is not known."""


def _audit(transport: Transport) -> Reply[audit.Entries]:
    return audit.entries(transport, CREDENTIAL, ACCOUNT, TOKEN_ID, since="2026-11-01", before="2026-11-21T00:00:00Z")


_ACCOUNT = f"/client/v4/accounts/{ACCOUNT}"
_USER = "/client/v4/user/tokens"
_SERVICES, _TUNNEL = f"{_ACCOUNT}/access/service_tokens", f"{_ACCOUNT}/cfd_tunnel/{UUID}"
_WIDGETS = f"{_ACCOUNT}/challenges/widgets"
_AUDIT = f"since=2026-11-01&before=2026-11-21T00%3A00%3A00Z&actor_token_id={TOKEN_ID}&limit=100&direction=desc"

ENDPOINTS: dict[str, Endpoint] = {
    "verify, user": Endpoint(lambda t: tokens.verify(t, CREDENTIAL), f"GET {_USER}/verify", again=True),
    "verify, account": Endpoint(
        lambda t: tokens.verify(t, CREDENTIAL, ACCOUNT), f"GET {_ACCOUNT}/tokens/verify", again=True
    ),
    "list": Endpoint(lambda t: tokens.list_tokens(t, CREDENTIAL), f"GET {_USER}?page=1&per_page=50", again=True),
    "get": Endpoint(lambda t: tokens.get(t, CREDENTIAL, TOKEN_ID), f"GET {_USER}/{TOKEN_ID}", again=True),
    "get, account": Endpoint(
        lambda t: tokens.get(t, CREDENTIAL, TOKEN_ID, ACCOUNT), f"GET {_ACCOUNT}/tokens/{TOKEN_ID}", again=True
    ),
    "update": Endpoint(lambda t: tokens.update(t, CREDENTIAL, TOKEN), f"PUT {_USER}/{TOKEN_ID}", again=True),
    "roll": Endpoint(lambda t: tokens.roll(t, CREDENTIAL, TOKEN_ID), f"PUT {_USER}/{TOKEN_ID}/value", again=False),
    "delete": Endpoint(
        lambda t: tokens.delete(t, CREDENTIAL, TOKEN_ID, ACCOUNT), f"DELETE {_ACCOUNT}/tokens/{TOKEN_ID}", again=True
    ),
    "accounts": Endpoint(
        lambda t: accounts.list_accounts(t, CREDENTIAL), "GET /client/v4/accounts?per_page=5", again=True
    ),
    "zones": Endpoint(
        lambda t: accounts.list_zones(t, CREDENTIAL, ACCOUNT, 50),
        f"GET /client/v4/zones?per_page=50&account.id={ACCOUNT}",
        again=True,
    ),
    "user": Endpoint(lambda t: accounts.ask_user(t, CREDENTIAL), "GET /client/v4/user", again=True),
    "oauth": Endpoint(lambda t: oauth.ask(t, CREDENTIAL), "GET /client/v4/accounts?per_page=5", again=True),
    "find service token": Endpoint(
        lambda t: access.find(t, CREDENTIAL, ACCOUNT, SERVICE.client_id),
        f"GET {_SERVICES}?search={SERVICE.client_id[:32]}&per_page=50",
        again=True,
    ),
    "get service token": Endpoint(
        lambda t: access.get(t, CREDENTIAL, ACCOUNT, UUID), f"GET {_SERVICES}/{UUID}", again=True
    ),
    "disable service token": Endpoint(
        lambda t: access.disable(t, CREDENTIAL, ACCOUNT, SERVICE), f"PUT {_SERVICES}/{UUID}", again=True
    ),
    "rotate service token": Endpoint(
        lambda t: access.rotate(t, CREDENTIAL, ACCOUNT, UUID), f"POST {_SERVICES}/{UUID}/rotate", again=False
    ),
    "delete service token": Endpoint(
        lambda t: access.delete(t, CREDENTIAL, ACCOUNT, UUID), f"DELETE {_SERVICES}/{UUID}", again=True
    ),
    "tunnel": Endpoint(lambda t: tunnels.get(t, CREDENTIAL, ACCOUNT, UUID), f"GET {_TUNNEL}", again=True),
    "tunnel token": Endpoint(lambda t: tunnels.token(t, CREDENTIAL, ACCOUNT, UUID), f"GET {_TUNNEL}/token", again=True),
    "rotate tunnel": Endpoint(
        lambda t: tunnels.rotate(t, CREDENTIAL, ACCOUNT, UUID, NEW), f"PATCH {_TUNNEL}", again=True
    ),
    "drop connections": Endpoint(
        lambda t: tunnels.drop_connections(t, CREDENTIAL, ACCOUNT, UUID), f"DELETE {_TUNNEL}/connections", again=True
    ),
    "delete tunnel": Endpoint(
        lambda t: tunnels.delete(t, CREDENTIAL, ACCOUNT, UUID), f"DELETE {_TUNNEL}?cascade=true", again=True
    ),
    "site keys": Endpoint(
        lambda t: turnstile.list_site_keys(t, CREDENTIAL, ACCOUNT), f"GET {_WIDGETS}?per_page=50", again=True
    ),
    "find widget": Endpoint(
        lambda t: turnstile.find(t, CREDENTIAL, ACCOUNT, NEW), f"GET {_WIDGETS}?per_page=50", again=True
    ),
    "widget secret": Endpoint(
        lambda t: turnstile.secret_of(t, CREDENTIAL, ACCOUNT, SITE_KEY), f"GET {_WIDGETS}/{SITE_KEY}", again=True
    ),
    "rotate widget": Endpoint(
        lambda t: turnstile.rotate(t, CREDENTIAL, ACCOUNT, SITE_KEY),
        f"POST {_WIDGETS}/{SITE_KEY}/rotate_secret",
        again=False,
    ),
    "audit log": Endpoint(_audit, f"GET {_ACCOUNT}/logs/audit?{_AUDIT}", again=True),
}
