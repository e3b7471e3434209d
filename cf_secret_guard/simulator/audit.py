"""The audit log, version 2: what was changed, by whom. Reading is not logged."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cf_secret_guard.simulator.answers import ok
from cf_secret_guard.simulator.audit_log import AuditEntry
from cf_secret_guard.simulator.auth import account_target, require
from cf_secret_guard.simulator.pages import number
from cf_secret_guard.simulator.records import moment
from cf_secret_guard.simulator.routing import Route, Service, refused

if TYPE_CHECKING:
    from datetime import datetime

    from cf_secret_guard.simulator.answers import Answer, JsonObject
    from cf_secret_guard.simulator.records import Account
    from cf_secret_guard.simulator.routing import Call

_TYPES = {"POST": "create", "PUT": "update", "PATCH": "update", "DELETE": "delete"}
_CONTEXTS = {"global key": "api_key", "grant": "oauth"}
_FILTERS = (
    "action_result",
    "action_type",
    "actor_context",
    "actor_email",
    "actor_id",
    "actor_ip_address",
    "actor_token_id",
    "actor_token_name",
    "actor_type",
    "resource_id",
    "resource_type",
    "zone_id",
    "zone_name",
)


def record(call: Call, status: int) -> None:
    """Write down what an authenticated call changed.

    What a user does to what is his own is written down in each of his accounts ([U]).
    """
    if call.method in _TYPES and call.caller.kind:
        wanted = call.params.get("account_id")
        accounts = [one for one in call.state.accounts.values() if wanted in {None, one.id} and _concerns(call, one)]
        call.state.audit_log.extend(_entry(call, account, status) for account in accounts)


def _entry(call: Call, account: Account, status: int) -> AuditEntry:
    user, token = call.state.users.get(call.caller.user_id or ""), call.caller.token
    entry = AuditEntry(
        time=call.state.stamp(),
        action_type=_TYPES[call.method],
        description=f"{call.method} {call.path}",
        action_result="success" if status < 400 else "failure",  # noqa: PLR2004 - HTTP's boundary of errors
        actor_context=_CONTEXTS.get(call.caller.kind, "api_token"),
        actor_id=call.caller.user_id or account.id,
        actor_ip_address=call.address,
        method=call.method,
        uri=f"/client/v4{call.path}",
        status_code=status,
        resource_type=_resource(call),
        resource_id=list(call.params.values())[-1] if call.params else "",
        account_id=account.id,
        account_name=account.name,
        id=call.state.mint.uuid(),
    )
    entry.actor_type, entry.actor_email = ("user", user.email) if user else ("account", "")
    entry.actor_token_id, entry.actor_token_name = (token.id, token.name) if token else ("", "")
    return entry


def _concerns(call: Call, account: Account) -> bool:
    return call.caller.account_id == account.id or call.caller.user_id in account.members


def _resource(call: Call) -> str:
    literal = [part for part in call.path.split("/") if part and part not in call.params.values()]
    return "_".join(part for part in literal if part not in {"accounts", "user"})


def listed(call: Call) -> Answer:
    """``GET /accounts/{account_id}/logs/audit``: ``since`` and ``before`` are needed, the newest comes first.

    Every filter can stand more than once (any of the values), and with ``.not``. The cursor stands in ``result_info``
    as the reference shows it and as Cloudflare's Python SDK reads it.
    """
    account, target = account_target(call)
    require(call, ("Account Settings Read", "Account Settings Write"), target)
    since, before = _moment(call, "since"), _moment(call, "before")
    mine = [one for one in call.state.audit_log if one.account_id == account.id]
    wanted = [one for one in mine if since <= moment(one.time) < before and _passes(call, one)]
    wanted.sort(key=lambda one: moment(one.time))
    if call.query.get("direction", "desc") == "desc":
        wanted.reverse()
    start, limit = _start(call), number(call, "limit", 100, least=1)
    some = wanted[start : start + limit]
    info: JsonObject = {"count": len(some)}
    if start + limit < len(wanted):
        cursor = base64.urlsafe_b64encode(f"from:{start + limit}".encode()).decode()
        info |= {"cursor": cursor, "cursors": {"after": cursor}}
    return ok([one.shown() for one in some], info=info)


def _moment(call: Call, name: str) -> datetime:
    try:
        return moment(call.query[name])
    except (KeyError, ValueError):
        raise refused(f"{name} is required: a date or an RFC 3339 time") from None


def _passes(call: Call, entry: AuditEntry) -> bool:
    for name in _FILTERS:
        value = getattr(entry, name)
        wanted = [given for key, given in call.pairs if key == name]
        unwanted = [given for key, given in call.pairs if key == f"{name}.not"]
        if value in unwanted or (wanted and value not in wanted):
            return False
    return True


def _start(call: Call) -> int:
    cursor = call.query.get("cursor")
    if cursor is None:
        return 0
    try:
        return int(base64.urlsafe_b64decode(cursor).removeprefix(b"from:"))
    except ValueError:
        raise refused("Invalid cursor") from None


ROUTES = (Route("GET", "/accounts/{account_id}/logs/audit", Service.PRODUCT, listed),)
