"""The audit log, version 2: what a token changed. Reads are not logged, and entries are kept for 18 months.

Addresses and e-mail addresses of the actors are dropped. https://developers.cloudflare.com/fundamentals/account/account-security/audit-logs/
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import Call, Reply, text_of
from cf_secret_guard.cloudflare.ids import HEX32, MOMENT, segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.connection.reading import Json

LIMIT = 100
MOST = 1000
"""Entries that are read at most."""
_FIELDS = (
    "id",
    "action.time",
    "action.type",
    "action.description",
    "action.result",
    "actor.token_id",
    "actor.token_name",
    "raw.method",
    "raw.uri",
    "raw.user_agent",
    "resource.type",
    "resource.id",
    "zone.name",
)


class Entry(NamedTuple):
    """One change. Every text is as the API wrote it, without control characters; None where it says nothing."""

    id: str | None
    time: str | None
    """RFC 3339."""
    type: str | None
    """``create``, ``delete``, ``view`` or ``update``."""
    description: str | None
    result: str | None
    token_id: str | None
    token_name: str | None
    method: str | None
    uri: str | None
    """Without its query."""
    user_agent: str | None
    resource_type: str | None
    resource_id: str | None
    zone: str | None


class Entries(NamedTuple):
    """What was found."""

    entries: tuple[Entry, ...]
    """Newest first."""
    complete: bool
    """False if there are more, or a page could not be read: the answer says why."""


def entries(
    transport: Transport, credential: Credential, account_id: str, token_id: str, *, since: str, before: str
) -> Reply[Entries]:
    """What the token with this id changed in an account.

    Args:
        transport: where to ask.
        credential: an administrator's; needs *Account Settings Read*.
        account_id: 32 hex digits.
        token_id: 32 hex digits.
        since: RFC 3339 or a date.
        before: RFC 3339 or a date.

    Returns:
        The answer for the last page, and the entries of every page that could be read; no value if it was none.
    """
    found: list[Entry] = []
    cursors: set[str | None] = {None}
    cursor: str | None = None
    while True:
        answer = _page(transport, credential, account_id, (token_id, since, before, cursor))
        if not answer.ok or answer.records is None:
            return Reply(answer, Entries(tuple(found), complete=False) if cursor else None)
        found += [entry for record in answer.records if (entry := _entry(record)).token_id == token_id]
        cursor, answer = answer.cursor, answer._replace(records=None)
        if cursor is None:
            return Reply(answer, Entries(tuple(found), complete=True))
        if cursor in cursors or len(found) >= MOST or len(cursors) * LIMIT >= MOST:
            return Reply(answer, Entries(tuple(found[:MOST]), complete=False))
        cursors.add(cursor)


def _page(
    transport: Transport, credential: Credential, account_id: str, asked: tuple[str, str, str, str | None]
) -> Answer:
    token_id, since, before, cursor = asked
    params = [
        ("since", segment(MOMENT, since)),
        ("before", segment(MOMENT, before)),
        ("actor_token_id", segment(HEX32, token_id)),
        ("limit", str(LIMIT)),
        ("direction", "desc"),
    ]
    if cursor is not None:
        params.append(("cursor", cursor))
    path = ("accounts", segment(HEX32, account_id), "logs", "audit")
    return transport.send(Call("GET", path, tuple(params), keep=_FIELDS), credential)


def _entry(record: Mapping[str, Json]) -> Entry:
    texts = {field: text_of(record, field) for field in _FIELDS}
    uri = texts["raw.uri"]
    texts["raw.uri"] = uri.partition("?")[0] if uri else None
    return Entry(*texts.values())
