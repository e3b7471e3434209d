"""Access service tokens (https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens/)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import Call, Reply, text_of
from cf_secret_guard.cloudflare.ids import HEX32, MOMENT, UUID, checked, segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.cloudflare.base import Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.secret import Secret

_FIELDS = ("id", "client_id", "name", "duration", "enabled", "expires_at")
_CLIENT = re.compile(r"[0-9a-f]{32}\.access(?:\.[a-z0-9.-]{1,100})?")
_PER_PAGE = 50


class ServiceToken(NamedTuple):
    """A service token without its secret."""

    id: str
    client_id: str
    name: str
    duration: str | None
    enabled: bool | None
    """None where the API does not say."""
    expires_at: str | None


def find(
    transport: Transport, credential: Credential, account_id: str, client_id: str
) -> Reply[tuple[ServiceToken, ...]]:
    """The service tokens of an account with this client id: one or none."""
    params = (("search", segment(HEX32, client_id.partition(".")[0])), ("per_page", str(_PER_PAGE)))
    answer = transport.send(Call("GET", _path(account_id), params, keep=_FIELDS), credential)
    if not answer.ok or answer.records is None:
        return Reply(answer)
    tokens = (_token(record) for record in answer.records)
    return Reply(answer, tuple(token for token in tokens if token and token.client_id == client_id))


def get(transport: Transport, credential: Credential, account_id: str, token_id: str) -> Reply[ServiceToken]:
    """One service token by its id."""
    answer = transport.send(Call("GET", _one(account_id, token_id), keep=_FIELDS), credential)
    return Reply(answer, _token(answer.record or {}) if answer.ok else None)


def disable(transport: Transport, credential: Credential, account_id: str, token: ServiceToken) -> Reply[ServiceToken]:
    """Block a service token, its current and its previous secret; ``enabled`` can be set again."""
    body = {"name": token.name, "duration": token.duration, "enabled": False}
    sent = {field: value for field, value in body.items() if value is not None}
    call = Call("PUT", _one(account_id, token.id), body=sent, keep=_FIELDS, repeatable=True)
    answer = transport.send(call, credential)
    return Reply(answer, _token(answer.record or {}) if answer.ok else None)


def rotate(transport: Transport, credential: Credential, account_id: str, token_id: str) -> Reply[Secret]:
    """Give a service token a new secret. No grace period is asked for, so the old one is dead at once."""
    segments = (*_one(account_id, token_id), "rotate")
    answer = transport.send(Call("POST", segments, body={}, secret="client_secret", repeatable=False), credential)  # noqa: S106 - the name of a field
    return Reply(answer, answer.secret if answer.ok else None)


def delete(transport: Transport, credential: Credential, account_id: str, token_id: str) -> Reply[bool]:
    """Delete a service token for good."""
    answer = transport.send(Call("DELETE", _one(account_id, token_id), repeatable=True), credential)
    return Reply(answer, True if answer.ok else None)


def _path(account_id: str) -> tuple[str, ...]:
    return ("accounts", segment(HEX32, account_id), "access", "service_tokens")


def _one(account_id: str, token_id: str) -> tuple[str, ...]:
    return (*_path(account_id), segment(UUID, token_id))


def _token(record: Mapping[str, Json]) -> ServiceToken | None:
    identifier, client = checked(UUID, text_of(record, "id")), checked(_CLIENT, text_of(record, "client_id"))
    name, enabled = record.get("name"), record.get("enabled")
    if identifier is None or client is None or not isinstance(name, str):
        return None
    flag = enabled if isinstance(enabled, bool) else None
    expires = checked(MOMENT, text_of(record, "expires_at"))
    return ServiceToken(identifier, client, name, text_of(record, "duration"), flag, expires)
