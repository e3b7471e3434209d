"""Leaks to ask about, and one way to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Verdict
from cf_secret_guard.verify.live import LiveVerifier

if TYPE_CHECKING:
    from tests.cloudflare.world import World


def leak(kind: str, value: str, *, account_ids: tuple[str, ...] = (), emails: tuple[str, ...] = ()) -> Leak:
    return Leak(kind, Secret(value), account_ids, emails)


def verdict(world: World, asked: Leak, *, admin: bool = False) -> Verdict:
    """Ask about one leak."""
    verifier = LiveVerifier(world.transport, admin=(world.admin,) if admin else ())
    return verifier.verify([asked])[asked.fingerprint]
