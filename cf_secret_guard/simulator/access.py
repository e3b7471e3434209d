"""Access service tokens (https://developers.cloudflare.com/cloudflare-one/access-controls/service-credentials/service-tokens/)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import RefusedError, ok
from cf_secret_guard.simulator.auth import account_target, require
from cf_secret_guard.simulator.handles import CreatedAccount
from cf_secret_guard.simulator.pages import paged
from cf_secret_guard.simulator.records import moment, written
from cf_secret_guard.simulator.routing import Route, Service, refused

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import Answer, JsonObject
    from cf_secret_guard.simulator.records import Account, ServiceToken
    from cf_secret_guard.simulator.routing import Call

_NAMES = ("Access: Service Tokens Read", "Access: Service Tokens Write")
_SHOWN = ("id", "client_id", "name", "duration", "expires_at", "enabled", "created_at")


def _account(call: Call, *, write: bool) -> Account:
    account, target = account_target(call)
    require(call, _NAMES[write:], target)
    return account


def _one(call: Call, *, write: bool) -> ServiceToken:
    account = _account(call, write=write)
    token = call.state.service_tokens.get(call.params["service_token_id"])
    if token is None or token.account_id != account.id:
        raise RefusedError(answers.NOT_FOUND)
    return token


def _shown(token: ServiceToken) -> JsonObject:
    return {name: getattr(token, name) for name in _SHOWN}


def listed(call: Call) -> Answer:
    """List them: filters ``name`` (whole) and ``search`` (part of name or client id)."""
    account = _account(call, write=False)
    name, part = call.query.get("name"), call.query.get("search", "")
    mine = [one for one in call.state.service_tokens.values() if one.account_id == account.id]
    wanted = [one for one in mine if name in {None, one.name} and (part in one.name or part in one.client_id)]
    return paged(call, [_shown(token) for token in wanted])


def read(call: Call) -> Answer:
    """Show one, without its secret."""
    return ok(_shown(_one(call, write=False)))


def created(call: Call) -> Answer:
    """Create one; the answer holds the secret, once."""
    account = _account(call, write=True)
    name = call.json().get("name")
    if not isinstance(name, str) or not name:
        raise refused("A service token needs a name")
    made = call.state.create_service_token(CreatedAccount(account.id, account.name), name)
    return ok(_shown(call.state.service_tokens[made.id]) | {"client_secret": made.value})


def updated(call: Call) -> Answer:
    """Change what the body names: ``name``, ``duration``, ``enabled``, ``previous_client_secret_expires_at``."""
    token, body = _one(call, write=True), call.json()
    name, duration, enabled = (body.get(field) for field in ("name", "duration", "enabled"))
    if enabled is not None and not isinstance(enabled, bool):
        raise refused("enabled must be true or false")
    token.name = str(name or token.name)
    token.duration = str(duration or token.duration)
    token.enabled = token.enabled if enabled is None else enabled
    if "previous_client_secret_expires_at" in body:
        token.previous_until = _time(body["previous_client_secret_expires_at"])
    return ok(_shown(token))


def rotated(call: Call) -> Answer:
    """Make a new secret. The old one is dead now, or at ``previous_client_secret_expires_at`` if that is given."""
    token = _one(call, write=True)
    until = _time(call.json().get("previous_client_secret_expires_at"))
    token.previous, token.previous_until = (token.value if until else None), until
    token.value = call.state.remember(call.state.mint.checked("cfast_"), f"service token {token.id}")
    return ok(_shown(token) | {"client_secret": token.value})


def refreshed(call: Call) -> Answer:
    """Put off the expiry; the secret stays."""
    token = _one(call, write=True)
    token.expires_at = written(call.state.now() + timedelta(days=365))
    return ok(_shown(token))


def deleted(call: Call) -> Answer:
    """Delete one."""
    token = _one(call, write=True)
    del call.state.service_tokens[token.id]
    return ok(_shown(token))


def _time(given: object) -> str | None:
    try:
        return None if given is None else written(moment(str(given)))
    except ValueError:
        raise refused("previous_client_secret_expires_at must be RFC 3339") from None


_BASE = "/accounts/{account_id}/access/service_tokens"
_ONE = _BASE + "/{service_token_id}"
ROUTES = (
    Route("GET", _BASE, Service.PRODUCT, listed),
    Route("POST", _BASE, Service.PRODUCT, created),
    Route("GET", _ONE, Service.PRODUCT, read),
    Route("PUT", _ONE, Service.PRODUCT, updated),
    Route("POST", _ONE + "/rotate", Service.PRODUCT, rotated),
    Route("POST", _ONE + "/refresh", Service.PRODUCT, refreshed),
    Route("DELETE", _ONE, Service.PRODUCT, deleted),
)
