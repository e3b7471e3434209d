"""Which object a target is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.objects.api_token import ApiToken
from cf_secret_guard.respond.objects.service_token import ServiceToken
from cf_secret_guard.respond.objects.tunnel import Tunnel
from cf_secret_guard.respond.objects.turnstile import Turnstile
from cf_secret_guard.respond.target import TargetType

if TYPE_CHECKING:
    from cf_secret_guard.respond.objects.base import Session, Thing
    from cf_secret_guard.respond.target import Target


def thing(session: Session, target: Target) -> Thing:
    """Return the object that ``target`` names, seen through ``session``."""
    match target.type:
        case TargetType.USER_TOKEN | TargetType.ACCOUNT_TOKEN:
            return ApiToken(session, target)
        case TargetType.SERVICE_TOKEN:
            return ServiceToken(session, target)
        case TargetType.TUNNEL:
            return Tunnel(session, target)
        case TargetType.TURNSTILE:
            return Turnstile(session, target)
