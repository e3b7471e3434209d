"""Who am I and what do I see: ``GET /user``, ``/accounts``, ``/zones`` and ``/memberships``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import RefusedError, ok
from cf_secret_guard.simulator.auth import account_target, permitted, require
from cf_secret_guard.simulator.pages import paged
from cf_secret_guard.simulator.policies import USER, ZONE, Target, accounts_of
from cf_secret_guard.simulator.routing import Route, Service

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import Answer, JsonObject
    from cf_secret_guard.simulator.records import Account, Zone
    from cf_secret_guard.simulator.routing import Call

LEAST_PER_PAGE = 5
_ZONE = ("Zone Read", "Zone Write")


def user(call: Call) -> Answer:
    """``GET /user``: personal data, for *User Details Read*, a Global API Key or an OAuth login."""
    person = call.state.users[_person(call, "User Details Read", "User Details Write")]
    number = person.id[:4]
    return ok(
        {
            "id": person.id,
            "email": person.email,
            "first_name": f"First{number}",
            "last_name": f"Last{number}",
            "username": person.email,
            "telephone": "+1 555 0100",
            "country": "US",
            "zipcode": "12345",
            "two_factor_authentication_enabled": False,
            "suspended": False,
        }
    )


def _person(call: Call, *names: str) -> str:
    user_id = call.caller.user_id
    if user_id is None:
        raise RefusedError(answers.NOT_USER_LEVEL)
    if call.caller.kind != "grant":
        require(call, names, Target(USER, user_id))
    return user_id


def accounts(call: Call) -> Answer:
    """``GET /accounts``: what the caller can see, which for a live but narrow token may be nothing."""
    own = call.caller.account_id
    if own is not None and not call.state.switches.accounts_lists_for_account_tokens:
        raise RefusedError(answers.ACCOUNT_TOKENS_UNSUPPORTED)
    seen = [_shown(account) for account in call.state.accounts.values() if _sees(call, account)]
    return paged(call, seen, least=LEAST_PER_PAGE)


def _sees(call: Call, account: Account) -> bool:
    caller = call.caller
    if caller.account_id not in {None, account.id}:
        return False
    if caller.user_id is not None and caller.user_id not in account.members:
        return False
    return caller.token is None or bool(accounts_of(caller.token.policies) & {account.id, "*"})


def account(call: Call) -> Answer:
    """``GET /accounts/{account_id}``."""
    found, target = account_target(call)
    require(call, ("Account Settings Read", "Account Settings Write"), target)
    return ok(_shown(found))


def _shown(account: Account) -> JsonObject:
    return {"id": account.id, "name": account.name, "type": "standard", "settings": {"enforce_twofactor": False}}


def zones(call: Call) -> Answer:
    """``GET /zones``: those on which the caller has *Zone Read*; see ``Switches.zones_without_permission``."""
    seen = [zone for zone in call.state.zones.values() if _may_read(call, zone)]
    if not seen and call.caller.kind not in {"grant", "global key"} and not _zone_reader(call):
        raise RefusedError(answers.UNAUTHORIZED)
    if "account.id" in call.query:
        seen = [zone for zone in seen if zone.account_id == call.query["account.id"]]
    return paged(call, [_shown_zone(call, zone) for zone in seen], least=LEAST_PER_PAGE)


def _may_read(call: Call, zone: Zone) -> bool:
    if call.caller.kind == "grant":
        return call.caller.user_id in call.state.accounts[zone.account_id].members
    return permitted(call, _ZONE, Target(ZONE, zone.id, zone.account_id))


def _zone_reader(call: Call) -> bool:
    # A token that may read zones where there are none gets an empty list, not a refusal.
    if call.state.switches.zones_without_permission == "empty":
        return True
    account_ids = list(call.state.accounts) if call.caller.account_id is None else [call.caller.account_id]
    return any(permitted(call, _ZONE, Target(ZONE, "*", account_id)) for account_id in account_ids)


def _shown_zone(call: Call, zone: Zone) -> JsonObject:
    owner = call.state.accounts[zone.account_id]
    account = {"id": owner.id, "name": owner.name}
    return {"id": zone.id, "name": zone.name, "status": "active", "type": "full", "account": account}


def page_rules(call: Call) -> Answer:
    """``GET /zones/{zone_id}/pagerules``: one of the endpoints that do not take account tokens."""
    if call.caller.account_id is not None:
        raise RefusedError(answers.PAGE_RULES_UNSUPPORTED)
    zone = call.state.zones.get(call.params["zone_id"])
    if zone is None:
        raise RefusedError(answers.invalid_identifier(f"/client/v4{call.path}"))
    require(call, _ZONE, Target(ZONE, zone.id, zone.account_id))
    return ok([])


def memberships(call: Call) -> Answer:
    """``GET /memberships``: for *Memberships Read*, a Global API Key or an OAuth login."""
    user_id = _person(call, "Memberships Read")
    mine = [account for account in call.state.accounts.values() if user_id in account.members]
    roles = ["Super Administrator - All Privileges"]
    return paged(
        call,
        [{"id": f"{one.id}", "status": "accepted", "roles": roles, "account": _shown(one)} for one in mine],
    )


ROUTES = (
    Route("GET", "/user", Service.CORE, user),
    Route("GET", "/accounts", Service.CORE, accounts),
    Route("GET", "/accounts/{account_id}", Service.CORE, account),
    Route("GET", "/zones", Service.CORE, zones),
    Route("GET", "/zones/{zone_id}/pagerules", Service.CORE, page_rules),
    Route("GET", "/memberships", Service.CORE, memberships),
)
