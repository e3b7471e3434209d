"""Bodies of tokens: reading what a request sends, showing what the API gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.simulator.policies import BY_ID
from cf_secret_guard.simulator.records import EXPOSED, moment
from cf_secret_guard.simulator.routing import refused
from cf_secret_guard.simulator.token_form import TokenForm

if TYPE_CHECKING:
    from datetime import datetime

    from cf_secret_guard.simulator.answers import JsonObject
    from cf_secret_guard.simulator.records import ApiToken
    from cf_secret_guard.simulator.routing import Call
    from cf_secret_guard.simulator.state import State


class TokenBody(NamedTuple):
    """A checked body of POST or PUT."""

    name: str
    policies: list[JsonObject]
    condition: JsonObject | None
    expires_on: str | None
    not_before: str | None
    status: str | None

    @classmethod
    def read(cls, call: Call) -> TokenBody:
        """Read the body.

        Raises:
            RefusedError: ``name`` or ``policies`` are missing, ``status`` is null, or something has the wrong shape.
        """
        body = call.json()
        name, status, condition = body.get("name"), body.get("status"), body.get("condition")
        if not isinstance(name, str) or not name:
            raise refused("Token name is missing")
        if "status" in body and status not in {"active", "disabled", "expired"}:
            raise refused("Invalid token status")
        if condition is not None and not isinstance(condition, dict):
            raise refused("Invalid token condition")
        policies = _policies(body.get("policies"), strict=call.state.switches.strict_policies)
        ends, starts = _time(body.get("expires_on")), _time(body.get("not_before"))
        return cls(name, policies, condition, ends, starts, None if status is None else str(status))

    def form(self) -> TokenForm:
        """Return what a new token is made of."""
        return TokenForm(
            name=self.name,
            policies=tuple(self.policies),
            condition=self.condition,
            expires_on=self.expires_on,
            not_before=self.not_before,
        )

    def replace(self, token: ApiToken, state: State) -> None:
        """Put this in the place of everything that can be said of ``token`` but its value.

        Raises:
            RefusedError: Cloudflare revoked the token: only a roll or a deletion is possible then ([U]).
        """
        if token.status == EXPOSED and self.status is not None:
            raise refused("The status of a revoked token cannot be changed: roll it or delete it")
        token.name = self.name
        token.policies = [one | {"id": one.get("id") or state.mint.identifier()} for one in self.policies]
        token.condition = self.condition
        token.expires_on, token.not_before = self.expires_on, self.not_before
        token.status = self.status or token.status
        token.modified_on = state.stamp()


def _policies(given: object, *, strict: bool) -> list[JsonObject]:
    if not isinstance(given, list) or not given:
        raise refused("Token policies are missing")
    return [_policy(one, strict=strict) for one in given]


def _policy(given: object, *, strict: bool) -> JsonObject:
    if not isinstance(given, dict) or given.get("effect") not in {"allow", "deny"}:
        raise refused("A policy needs an effect, allow or deny")
    resources, groups = given.get("resources"), _groups(given.get("permission_groups"), strict=strict)
    if not isinstance(resources, dict) or not resources:
        raise refused("A policy needs resources")
    if strict and "id" in given:
        raise refused("The id of a policy is read-only")
    kept = {"id": given["id"]} if "id" in given else {}
    return kept | {"effect": given["effect"], "permission_groups": groups, "resources": resources}


def _groups(given: object, *, strict: bool) -> list[JsonObject]:
    groups = given if isinstance(given, list) else []
    if not groups or not all(isinstance(group, dict) and group.get("id") in BY_ID for group in groups):
        raise refused("A policy needs permission groups that exist")
    if strict and any(set(group) != {"id"} for group in groups):
        raise refused("Only the id of a permission group can be written")
    return [{"id": group["id"]} for group in groups]


def _time(given: object) -> str | None:
    if given is None:
        return None
    try:
        moment(str(given))
    except ValueError:
        raise refused("A time must be RFC 3339") from None
    return str(given)


def shown(token: ApiToken, now: datetime) -> JsonObject:
    """Return a token as the API gives it, without its value; what is not set is left out."""
    every: JsonObject = {
        "id": token.id,
        "name": token.name,
        "status": token.shown_status(now),
        "issued_on": token.issued_on,
        "modified_on": token.modified_on,
        "last_used_on": token.last_used_on,
        "expires_on": token.expires_on,
        "not_before": token.not_before,
        "policies": [_shown_policy(one) for one in token.policies],
        "condition": token.condition,
    }
    return {name: value for name, value in every.items() if value is not None}


def _shown_policy(one: JsonObject) -> JsonObject:
    groups = one["permission_groups"]
    ids = [str(group["id"]) for group in groups] if isinstance(groups, list) else []
    named = [{"id": key, "name": BY_ID[key].name, "meta": {"scopes": BY_ID[key].scope}} for key in ids]
    return {
        "id": one["id"],
        "effect": one["effect"],
        "resources": one["resources"],
        "permission_groups": named,
    }
