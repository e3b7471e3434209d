"""What a token may do: permission groups, policies over resources, and address conditions."""

from __future__ import annotations

import hashlib
import ipaddress
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cf_secret_guard.simulator.answers import JsonObject

ACCOUNT = "com.cloudflare.api.account"
ZONE = "com.cloudflare.api.account.zone"
USER = "com.cloudflare.api.user"
BUCKET = "com.cloudflare.edge.r2.bucket"

_NAMES = {
    USER: ("API Tokens Read", "API Tokens Write", "Memberships Read", "User Details Read", "User Details Write"),
    ACCOUNT: (
        "Access: Service Tokens Read",
        "Access: Service Tokens Write",
        "Account API Tokens Read",
        "Account API Tokens Write",
        "Account Settings Read",
        "Account Settings Write",
        "Cloudflare One Connector: cloudflared Read",
        "Cloudflare One Connector: cloudflared Write",
        "Cloudflare One Connectors Read",
        "Cloudflare One Connectors Write",
        "Cloudflare Tunnel Read",
        "Cloudflare Tunnel Write",
        "Turnstile Sites Read",
        "Turnstile Sites Write",
        "Workers AI Read",
        "Workers R2 Storage Read",
        "Workers R2 Storage Write",
        "Workers Scripts Read",
        "Workers Scripts Write",
    ),
    ZONE: ("Cache Purge", "DNS Read", "DNS Write", "SSL and Certificates Write", "Zone Read", "Zone Write"),
    BUCKET: ("Workers R2 Storage Bucket Item Read", "Workers R2 Storage Bucket Item Write"),
}


class Group(NamedTuple):
    """A permission group."""

    id: str
    name: str
    scope: str

    def listed(self) -> JsonObject:
        """Return it as the list of permission groups shows it."""
        return {"id": self.id, "name": self.name, "scopes": [self.scope]}


def _group(name: str, scope: str) -> Group:
    # Not Cloudflare's own ids: what matters is that they are stable and 32 hex digits long.
    return Group(hashlib.blake2b(name.encode(), digest_size=16).hexdigest(), name, scope)


GROUPS = tuple(_group(name, scope) for scope, names in _NAMES.items() for name in names)
BY_ID = {group.id: group for group in GROUPS}
BY_NAME = {group.name: group for group in GROUPS}


class Target(NamedTuple):
    """What a request wants to touch."""

    scope: str
    id: str
    account_id: str = ""
    """Of a zone."""


def policy(names: Iterable[str], resources: Mapping[str, object], *, effect: str = "allow") -> JsonObject:
    """Return a policy as one sends it when a token is created.

    Args:
        names: of permission groups.
        resources: for instance ``{"com.cloudflare.api.account.<id>": "*"}``.
        effect: ``allow`` or ``deny``.

    Raises:
        KeyError: there is no group of that name here.
    """
    groups = [{"id": BY_NAME[name].id} for name in names]
    return {"effect": effect, "permission_groups": groups, "resources": dict(resources)}


def usual_policies(names: Sequence[str], *, user_id: str | None, account_id: str | None) -> list[JsonObject]:
    """Return policies that give ``names`` on everything the owner has: the shorthand for tests.

    Args:
        names: of permission groups, of any scope.
        user_id: the owner, if it is a user.
        account_id: the owner, if it is an account.
    """
    account = f"{ACCOUNT}.{account_id or '*'}"
    zones: JsonObject = {account: {f"{ZONE}.*": "*"}} if account_id else {f"{ZONE}.*": "*"}
    resources: dict[str, JsonObject] = {
        USER: {f"{USER}.{user_id}": "*"},
        ACCOUNT: {account: "*"},
        ZONE: zones,
        BUCKET: {f"{BUCKET}.{account_id or user_id}_default_bucket": "*"},
    }
    scopes = dict.fromkeys(BY_NAME[name].scope for name in names)
    return [policy([n for n in names if BY_NAME[n].scope == scope], resources[scope]) for scope in scopes]


def allows(policies: Iterable[JsonObject], names: Iterable[str], target: Target) -> bool:
    """Tell whether ``policies`` give one of the groups ``names`` on ``target``. A denial wins."""
    wanted = {BY_NAME[name].id for name in names}
    effects = {str(one["effect"]) for one in policies if wanted & _group_ids(one) and _covers(one["resources"], target)}
    return effects == {"allow"}


def accounts_of(policies: Iterable[JsonObject]) -> set[str]:
    """Return the ids of the accounts that the policies name, ``*`` among them if they name all."""
    keys = {key for one in policies if isinstance(one["resources"], dict) for key in one["resources"]}
    own = {key.removeprefix(f"{ACCOUNT}.") for key in keys if key.startswith(f"{ACCOUNT}.")}
    return {key for key in own if "." not in key}


def _group_ids(one: JsonObject) -> set[str]:
    groups = one["permission_groups"]
    return {str(group["id"]) for group in groups} if isinstance(groups, list) else set()


def _covers(resources: object, target: Target) -> bool:
    if not isinstance(resources, dict):
        return False
    if f"{target.scope}.{target.id}" in resources or f"{target.scope}.*" in resources:
        return True
    nested = [resources.get(f"{ACCOUNT}.{account}") for account in (target.account_id, "*") if account]
    return target.scope == ZONE and any(_covers(inner, target) for inner in nested)


def address_allowed(condition: object, address: str) -> bool:
    """Tell whether a token's ``condition`` lets requests from ``address`` through."""
    request_ip = condition.get("request_ip") if isinstance(condition, dict) else None
    if not isinstance(request_ip, dict):
        return True
    wanted, unwanted = request_ip.get("in") or [], request_ip.get("not_in") or []
    inside = not wanted or _within(address, wanted)
    return inside and not _within(address, unwanted)


def _within(address: str, networks: Iterable[object]) -> bool:
    ip = ipaddress.ip_address(address)
    return any(ip in ipaddress.ip_network(str(network), strict=False) for network in networks)
