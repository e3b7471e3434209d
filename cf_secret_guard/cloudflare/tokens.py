"""API tokens of users and accounts: verify, list, get, update, roll, delete.

Every function takes ``account_id`` for tokens that an account owns; without it the tokens of the asking user are meant.
Shapes: https://developers.cloudflare.com/api/resources/user/subresources/tokens/ and the same below accounts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import WHOLE, Call, Reply, text_of
from cf_secret_guard.cloudflare.ids import HEX32, MOMENT, checked, segment

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.connection.reading import Json
    from cf_secret_guard.secret import Secret

_STATE = ("id", "status", "expires_on", "not_before")
_WRITABLE = ("name", "policies", "condition", "expires_on", "not_before", "status")
_FIELDS = ("id", *_WRITABLE, "issued_on", "modified_on", "last_used_on")
PER_PAGE = 50


class TokenState(NamedTuple):
    """What a token may know of itself."""

    id: str | None
    status: str | None
    """``active``, ``disabled``, ``expired``, or a word that no document names, such as ``revoked (exposed)``."""
    expires_on: str | None
    not_before: str | None


class Token(NamedTuple):
    """An API token, without its value. Times are RFC 3339 as the API writes them."""

    id: str
    name: str
    status: str
    policies: list[Json]
    """Exactly as read."""
    condition: Json = None
    """Exactly as read: ``{"request_ip": {"in": [..], "not_in": [..]}}``."""
    issued_on: str | None = None
    modified_on: str | None = None
    last_used_on: str | None = None
    expires_on: str | None = None
    not_before: str | None = None


def verify(transport: Transport, credential: Credential, account_id: str | None = None) -> Reply[TokenState]:
    """Ask a token about itself; needs no permission.

    An account token is unknown at the user endpoint, and so is a user token at an account.
    """
    answer = transport.send(Call("GET", (*_path(account_id), "verify"), keep=_STATE), credential)
    return Reply(answer, state_of(answer) if answer.ok else None)


def state_of(answer: Answer) -> TokenState:
    """Read what ``verify`` said."""
    return TokenState(
        checked(HEX32, answer.text("id")),
        answer.text("status"),
        checked(MOMENT, answer.text("expires_on")),
        checked(MOMENT, answer.text("not_before")),
    )


def list_tokens(
    transport: Transport, credential: Credential, account_id: str | None = None, page: int = 1
) -> Reply[tuple[Token, ...]]:
    """One page of the tokens, :data:`PER_PAGE` each; ``answer.total`` says how many there are."""
    params = (("page", str(page)), ("per_page", str(PER_PAGE)))
    answer = transport.send(Call("GET", _path(account_id), params, keep=_FIELDS), credential)
    if not answer.ok or answer.records is None:
        return Reply(answer)
    return Reply(answer, tuple(token for record in answer.records if (token := _token(record)) is not None))


def get(transport: Transport, credential: Credential, token_id: str, account_id: str | None = None) -> Reply[Token]:
    """One token. 404 says that there is none; one that Cloudflare revoked itself can still be read."""
    answer = transport.send(Call("GET", _one(token_id, account_id), keep=_FIELDS), credential)
    return Reply(answer, _token(answer.record or {}) if answer.ok else None)


def update(transport: Transport, credential: Credential, token: Token, account_id: str | None = None) -> Reply[Token]:
    """Replace everything about a token but its secret: what ``token`` does not name is gone.

    To disable one: ``get`` it, and send it back with another ``status``.
    """
    fields = token._asdict()
    body = {name: fields[name] for name in _WRITABLE if fields[name] is not None}
    call = Call("PUT", _one(token.id, account_id), body=body, keep=_FIELDS, repeatable=True)
    answer = transport.send(call, credential)
    return Reply(answer, _token(answer.record or {}) if answer.ok else None)


def without_read_only(token: Token) -> Token:
    """The same token with policies that hold only what can be written, for an API that refuses them as read."""
    return token._replace(policies=[_plain(policy) for policy in token.policies])


def roll(transport: Transport, credential: Credential, token_id: str, account_id: str | None = None) -> Reply[Secret]:
    """Give a token a new secret; the old one is dead at once. Never asked twice: a second roll would kill the first."""
    call = Call("PUT", (*_one(token_id, account_id), "value"), body={}, secret=WHOLE, repeatable=False)
    answer = transport.send(call, credential)
    return Reply(answer, answer.secret if answer.ok else None)


def delete(transport: Transport, credential: Credential, token_id: str, account_id: str | None = None) -> Reply[bool]:
    """Delete a token. When the first answer is lost, the second may be 404: it is gone either way."""
    answer = transport.send(Call("DELETE", _one(token_id, account_id), repeatable=True), credential)
    return Reply(answer, True if answer.ok else None)


def _path(account_id: str | None) -> tuple[str, ...]:
    return ("user", "tokens") if account_id is None else ("accounts", segment(HEX32, account_id), "tokens")


def _one(token_id: str, account_id: str | None) -> tuple[str, ...]:
    return (*_path(account_id), segment(HEX32, token_id))


def _token(record: Mapping[str, Json]) -> Token | None:
    """None if it lacks what a replacement needs."""
    identifier, status = checked(HEX32, text_of(record, "id")), text_of(record, "status")
    name, policies = record.get("name"), record.get("policies")
    if identifier is None or status is None or not isinstance(name, str) or not isinstance(policies, list):
        return None
    times = (text_of(record, field) for field in ("issued_on", "modified_on", "last_used_on"))
    limits = (text_of(record, field) for field in ("expires_on", "not_before"))
    return Token(
        identifier,
        name,
        status,
        policies,
        record.get("condition"),
        *times,
        *limits,
    )


def _plain(policy: Json) -> Json:
    if not isinstance(policy, dict):
        return policy
    groups = policy.get("permission_groups")
    kept = {field: value for field, value in policy.items() if field != "id"}
    if isinstance(groups, list):
        kept["permission_groups"] = [
            {"id": group["id"]} if isinstance(group, dict) and "id" in group else group for group in groups
        ]
    return kept
