"""Cloudflare Tunnels: read, rotate the secret, drop connections (https://developers.cloudflare.com/tunnel/)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import WHOLE, Call, Reply
from cf_secret_guard.cloudflare.ids import HEX32, MOMENT, UUID, checked, segment

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.secret import Secret

_FIELDS = ("id", "name", "status", "deleted_at")


class Tunnel(NamedTuple):
    """A tunnel without its secret."""

    id: str
    name: str | None
    status: str | None
    """``inactive``, ``degraded``, ``healthy`` or ``down``."""
    deleted_at: str | None


def get(transport: Transport, credential: Credential, account_id: str, tunnel_id: str) -> Reply[Tunnel]:
    """One tunnel; a deleted one can still be read."""
    answer = transport.send(Call("GET", _one(account_id, tunnel_id), keep=_FIELDS), credential)
    return Reply(answer, _tunnel(answer) if answer.ok else None)


def token(transport: Transport, credential: Credential, account_id: str, tunnel_id: str) -> Reply[Secret]:
    """The current token of a tunnel: what a leaked one is compared with."""
    call = Call("GET", (*_one(account_id, tunnel_id), "token"), secret=WHOLE)
    answer = transport.send(call, credential)
    return Reply(answer, answer.secret if answer.ok else None)


def rotate(transport: Transport, credential: Credential, account_id: str, tunnel_id: str, new: Secret) -> Reply[Tunnel]:
    """Give a tunnel a new secret: base64 of at least 32 bytes. Connections that stand survive it: drop them next."""
    body = {"tunnel_secret": new}
    call = Call("PATCH", _one(account_id, tunnel_id), body=body, keep=_FIELDS, repeatable=True)
    answer = transport.send(call, credential)
    return Reply(answer, _tunnel(answer) if answer.ok else None)


def drop_connections(transport: Transport, credential: Credential, account_id: str, tunnel_id: str) -> Reply[bool]:
    """End every connection of a tunnel; connectors that know the current secret come back."""
    segments = (*_one(account_id, tunnel_id), "connections")
    answer = transport.send(Call("DELETE", segments, repeatable=True), credential)
    return Reply(answer, True if answer.ok else None)


def delete(transport: Transport, credential: Credential, account_id: str, tunnel_id: str) -> Reply[bool]:
    """Delete a tunnel with its connections."""
    call = Call("DELETE", _one(account_id, tunnel_id), (("cascade", "true"),), repeatable=True)
    answer = transport.send(call, credential)
    return Reply(answer, True if answer.ok else None)


def _one(account_id: str, tunnel_id: str) -> tuple[str, ...]:
    return ("accounts", segment(HEX32, account_id), "cfd_tunnel", segment(UUID, tunnel_id.lower()))


def _tunnel(answer: Answer) -> Tunnel | None:
    identifier = checked(UUID, answer.text("id"))
    if identifier is None:
        return None
    return Tunnel(identifier, answer.text("name"), answer.text("status"), checked(MOMENT, answer.text("deleted_at")))
