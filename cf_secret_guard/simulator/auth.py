"""Who is asking, and may they: the same question gets different words from different services."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import RefusedError
from cf_secret_guard.simulator.policies import ACCOUNT, USER, ZONE, Target, address_allowed, allows
from cf_secret_guard.simulator.records import EXPOSED
from cf_secret_guard.simulator.routing import Caller, Service
from cf_secret_guard.simulator.values import checksum_fails

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.simulator.answers import Failure
    from cf_secret_guard.simulator.records import Account, ApiToken
    from cf_secret_guard.simulator.routing import Call
    from cf_secret_guard.simulator.state import State

_BEARER = re.compile(r"Bearer ([A-Za-z0-9._~+/=-]{40,200})")
_KEY = re.compile(r"[0-9a-f]{37,45}|cfk_[A-Za-z0-9]{40}[0-9a-f]{8}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
IDENTIFIER = re.compile(r"[0-9a-f]{32}")
_DEAD = {Service.VERIFY: answers.INVALID_API_TOKEN, Service.CORE: answers.INVALID_ACCESS_TOKEN}


class Presented(NamedTuple):
    """What the headers of a request carry."""

    authorization: str | None
    key: str | None
    email: str | None

    @property
    def secret(self) -> str:
        """The credential itself, or nothing."""
        return (self.authorization or "").removeprefix("Bearer ") or self.key or ""


def presented(headers: Mapping[str, str]) -> Presented:
    """Return the credential headers of a request."""
    return Presented(headers.get("authorization"), headers.get("x-auth-key"), headers.get("x-auth-email"))


def authenticate(call: Call) -> Caller:
    """Find out who asks.

    Raises:
        RefusedError: nobody who may ask here.
    """
    call.state.limits.check_failures(call.address, call.state.now())
    given = presented(call.headers)
    if given.authorization is not None:
        return _bearer(call, given.authorization)
    if call.service is Service.VERIFY:
        raise RefusedError(answers.MISSING_AUTHORIZATION)
    return _global_key(call, given)


def _bearer(call: Call, authorization: str) -> Caller:
    found = _BEARER.fullmatch(authorization)
    if found is None or (call.state.switches.bad_checksum == "malformed" and checksum_fails(found[1])):
        at_product = call.service is Service.PRODUCT
        raise RefusedError(answers.MALFORMED_AT_PRODUCT if at_product else answers.MALFORMED_BEARER)
    value = found[1]
    if value.startswith("cfk_"):
        raise RefusedError(answers.KEY_AS_BEARER)
    token = next((token for token in call.state.tokens.values() if token.value == value), None)
    if token is not None:
        return _token_caller(call, token)
    grants = call.state.grants.values()
    grant = next((grant for grant in grants if grant.access == value and grant.access_live), None)
    if grant is not None:
        return Caller("grant", grant.id, user_id=grant.user_id)
    raise dead(call)


def dead(call: Call) -> RefusedError:
    """Count a bad token and return the refusal in the words of this service."""
    call.state.limits.failed(call.address, call.state.now())
    return RefusedError(_DEAD.get(call.service, answers.DEAD_AT_PRODUCT))


def _token_caller(call: Call, token: ApiToken) -> Caller:
    state = call.state
    verifying = call.service is Service.VERIFY
    if not (_shown_by_verify(state, token) if verifying else _in_force(state, token)):
        raise dead(call)
    checked = state.switches.verify_checks_address or not verifying
    if checked and not address_allowed(token.condition, call.address):
        at_product = call.service is Service.PRODUCT
        raise RefusedError(answers.DEAD_AT_PRODUCT if at_product else answers.from_location(call.address))
    if state.switches.verify_counts_as_use or not verifying:
        token.last_used_on = state.stamp()
    return Caller(token.kind, token.id, token.user_id, token.account_id, token)


def _shown_by_verify(state: State, token: ApiToken) -> bool:
    return token.status != EXPOSED or state.switches.exposed_at_verify == "status"


def _in_force(state: State, token: ApiToken) -> bool:
    return token.shown_status(state.now()) == "active" and token.started(state.now())


def _global_key(call: Call, given: Presented) -> Caller:
    failure = _malformed_key(given)
    if failure is not None:
        raise RefusedError(failure)
    for user in call.state.users.values():
        if user.global_key == given.key and user.email == given.email:
            return Caller("global key", user.id, user_id=user.id)
    call.state.limits.failed(call.address, call.state.now())
    raise RefusedError(call.state.switches.unknown_key)


def _malformed_key(given: Presented) -> Failure | None:
    if given.key is None and given.email is None:
        return answers.MISSING_CREDENTIALS
    if given.key is None:
        return answers.MISSING_KEY
    if given.email is None:
        return answers.MISSING_EMAIL
    if not _KEY.fullmatch(given.key):
        return answers.MALFORMED_KEY
    return None if _EMAIL.fullmatch(given.email) else answers.MALFORMED_EMAIL


def require(call: Call, names: tuple[str, ...], target: Target) -> None:
    """Let the caller through if it has one of the permission groups ``names`` on ``target``.

    Raises:
        RefusedError: it has not.
    """
    if not permitted(call, names, target):
        at_product = call.service is Service.PRODUCT
        raise RefusedError(answers.FORBIDDEN_AT_PRODUCT if at_product else answers.UNAUTHORIZED)


def permitted(call: Call, names: tuple[str, ...], target: Target) -> bool:
    """Tell whether the caller has one of the permission groups ``names`` on ``target``."""
    caller, state = call.caller, call.state
    if not _within_reach(state, caller, target):
        return False
    return caller.kind == "global key" or (caller.token is not None and allows(caller.token.policies, names, target))


def _within_reach(state: State, caller: Caller, target: Target) -> bool:
    if target.scope == USER:
        return caller.user_id == target.id
    account_id = target.account_id if target.scope == ZONE else target.id
    if caller.account_id is not None:
        return caller.account_id == account_id
    account = state.accounts.get(account_id)
    return account is not None and caller.user_id in account.members


def user_target(call: Call) -> Target:
    """Return the user that the caller is.

    Raises:
        RefusedError: the caller is no person, or an OAuth login, which may not manage tokens.
    """
    if call.caller.user_id is None:
        raise RefusedError(answers.NOT_USER_LEVEL)
    if call.caller.kind == "grant":
        raise RefusedError(answers.WRONG_AUDIENCE)
    return Target(USER, call.caller.user_id)


def account_target(call: Call) -> tuple[Account, Target]:
    """Return the account that the path names.

    Raises:
        RefusedError: there is none of that id, or the caller has nothing to do with it.
    """
    account_id = call.params["account_id"]
    account = call.state.accounts.get(account_id)
    if account is None:
        raise RefusedError(answers.invalid_identifier(f"/client/v4{call.path}"))
    target = Target(ACCOUNT, account_id)
    if not _within_reach(call.state, call.caller, target):
        at_product = call.service is Service.PRODUCT
        raise RefusedError(answers.NOT_YOUR_ACCOUNT if at_product else answers.UNAUTHORIZED)
    return account, target
