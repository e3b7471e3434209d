"""API tokens of users and accounts: verify, list, get, create, replace, roll, delete, permission groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import LIVE_MESSAGE, RefusedError, ok
from cf_secret_guard.simulator.auth import IDENTIFIER, account_target, require, user_target
from cf_secret_guard.simulator.pages import paged
from cf_secret_guard.simulator.policies import GROUPS
from cf_secret_guard.simulator.routing import Route, Service
from cf_secret_guard.simulator.token_body import TokenBody, shown

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import Answer
    from cf_secret_guard.simulator.records import ApiToken
    from cf_secret_guard.simulator.routing import Call

_USER = ("API Tokens Read", "API Tokens Write")
_ACCOUNT = ("Account API Tokens Read", "Account API Tokens Write")


class _Owner:
    """Whose tokens a request is about: it names either the user who asks or an account in the path."""

    def __init__(self, call: Call, *, write: bool) -> None:
        self.user_id: str | None = None
        self.account_id: str | None = None
        if "account_id" in call.params:
            if call.caller.kind == "grant":
                raise RefusedError(answers.WRONG_AUDIENCE)
            account, target = account_target(call)
            self.account_id = account.id
            require(call, _ACCOUNT[write:], target)
        else:
            target = user_target(call)
            self.user_id = target.id
            require(call, _USER[write:], target)

    def owns(self, token: ApiToken) -> bool:
        return token.user_id == self.user_id and token.account_id == self.account_id


def _one(call: Call, *, write: bool) -> ApiToken:
    owner = _Owner(call, write=write)
    token = call.state.tokens.get(call.params["token_id"])
    if token is None or not owner.owns(token):
        raise RefusedError(answers.NOT_FOUND)
    return token


def verify_user(call: Call) -> Answer:
    """``GET /user/tokens/verify``: an account token or an OAuth token is as unknown here as a dead one."""
    token = call.caller.token
    if token is None or token.user_id is None:
        raise RefusedError(answers.INVALID_API_TOKEN)
    return _verified(call, token)


def verify_account(call: Call) -> Answer:
    """``GET /accounts/{account_id}/tokens/verify``: only for tokens of that account."""
    if not IDENTIFIER.fullmatch(call.params["account_id"]):
        raise RefusedError(answers.invalid_identifier(f"/client/v4{call.path}"))
    token = call.caller.token
    if token is None or token.account_id is None:
        raise RefusedError(answers.INVALID_API_TOKEN)
    if token.account_id != call.params["account_id"]:
        raise RefusedError(call.state.switches.wrong_account_at_verify)
    return _verified(call, token)


def _verified(call: Call, token: ApiToken) -> Answer:
    status = token.shown_status(call.state.now())
    result: answers.JsonObject = {"id": token.id, "status": status}
    result |= {name: value for name in ("expires_on", "not_before") if (value := getattr(token, name))}
    return ok(result, messages=[LIVE_MESSAGE] if status == "active" else [])


def listed(call: Call) -> Answer:
    """``GET …/tokens``: filters ``name`` and ``include_expired``, ``direction``, pages."""
    owner, now = _Owner(call, write=False), call.state.now()
    tokens = [token for token in call.state.tokens.values() if owner.owns(token)]
    if call.query.get("include_expired") == "false":
        tokens = [token for token in tokens if token.shown_status(now) != "expired"]
    if "name" in call.query:
        tokens = [token for token in tokens if call.query["name"] in token.name]
    if call.query.get("direction") == "desc":
        tokens.reverse()
    return paged(call, [shown(token, now) for token in tokens])


def read(call: Call) -> Answer:
    """``GET …/tokens/{token_id}``."""
    return ok(shown(_one(call, write=False), call.state.now()))


def created(call: Call) -> Answer:
    """``POST …/tokens``: the only answer, beside a roll, that holds a value."""
    owner = _Owner(call, write=True)
    form = TokenBody.read(call).form()
    made = call.state.add_token(owner.user_id, owner.account_id, form)
    return ok(shown(call.state.tokens[made.id], call.state.now()) | {"value": made.value})


def replaced(call: Call) -> Answer:
    """``PUT …/tokens/{token_id}``: the body is the whole token; what it leaves out is gone, its status excepted."""
    token = _one(call, write=True)
    TokenBody.read(call).replace(token, call.state)
    return ok(shown(token, call.state.now()))


def rolled(call: Call) -> Answer:
    """``PUT …/tokens/{token_id}/value``: a new value of the new format as a bare string; the old one is dead at once.

    An exposed token becomes active again.
    """
    return ok(call.state.roll(_one(call, write=True).id))


def deleted(call: Call) -> Answer:
    """``DELETE …/tokens/{token_id}``."""
    owner = _Owner(call, write=True)
    token = call.state.tokens.get(call.params["token_id"])
    if token is None or not owner.owns(token):
        raise RefusedError(call.state.switches.gone_at_delete)
    del call.state.tokens[token.id]
    return ok({"id": token.id})


def permission_groups(call: Call) -> Answer:
    """``GET …/tokens/permission_groups``: filters ``name`` and ``scope``."""
    _Owner(call, write=False)
    name, scope = call.query.get("name", ""), call.query.get("scope", "")
    wanted = [group for group in GROUPS if name in group.name and scope in {"", group.scope}]
    return ok([group.listed() for group in wanted])


def _routes(base: str) -> tuple[Route, ...]:
    one = base + "/{token_id}"
    return (
        Route("GET", base + "/permission_groups", Service.CORE, permission_groups),
        Route("GET", base, Service.CORE, listed),
        Route("POST", base, Service.CORE, created),
        Route("GET", one, Service.CORE, read),
        Route("PUT", one, Service.CORE, replaced),
        Route("PUT", one + "/value", Service.CORE, rolled),
        Route("DELETE", one, Service.CORE, deleted),
    )


ROUTES = (
    Route("GET", "/user/tokens/verify", Service.VERIFY, verify_user),
    Route("GET", "/accounts/{account_id}/tokens/verify", Service.VERIFY, verify_account),
    *_routes("/user/tokens"),
    *_routes("/accounts/{account_id}/tokens"),
)
