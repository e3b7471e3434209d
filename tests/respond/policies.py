"""Policies as the API gives them, in few words."""

from __future__ import annotations

import re

ACCOUNT = "com.cloudflare.api.account"
ZONE = "com.cloudflare.api.account.zone"
ALL_ZONES = f"{ZONE}.*"
ALL_ACCOUNTS = f"{ACCOUNT}.*"
USER = "com.cloudflare.api.user.u1"


def policy(names: str, *resources: str, effect: str = "allow") -> dict[str, object]:
    """A policy with the groups ``names`` (separated by ``,``) on ``resources``; ``account>zone`` nests."""
    shown: dict[str, object] = {}
    for resource in resources:
        outer, _, inner = resource.partition(">")
        shown[outer] = {inner: "*"} if inner else "*"
    groups: list[dict[str, object]] = [
        {"id": f"id of {name}", "name": name, "meta": {}} for name in re.split(",(?! )", names)
    ]
    return {"id": "p1", "effect": effect, "permission_groups": groups, "resources": shown}
