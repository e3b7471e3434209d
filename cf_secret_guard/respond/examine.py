"""Asks what a leaked API token can do: an administrator credential, or the token itself as far as it may."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond.capability import Capability, Surroundings, TokenFacts, describe
from cf_secret_guard.respond.grants import Extent, read_policies

if TYPE_CHECKING:
    from datetime import datetime

    from cf_secret_guard.cloudflare.tokens import Token
    from cf_secret_guard.respond.objects.base import Session
    from cf_secret_guard.respond.reach import Reach
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.verify.base import Leak, Verdict

_ZONES_NAMED = 50


class Examined(NamedTuple):
    """The answer, or why there is none."""

    capability: Capability | None
    reason: str = ""


def examine(target: Target, leak: Leak, verdict: Verdict, reach: Reach, now: datetime) -> Examined:
    """Find out what a token can do. Reads only.

    Args:
        target: the token; anything else has no policies.
        leak: its leaked value, which is asked itself if it is live and nothing else can see it.
        verdict: whether it is live.
        reach: the administrator credentials.
        now: for the relative times.
    """
    from cf_secret_guard.cloudflare import tokens

    if not target.is_api_token:
        return Examined(None, f"a {target.type.noun} has no policies that could be read")
    actor = reach.serving(target)
    if actor is None and not verdict.status.is_live:
        return Examined(None, "no administrator credential can read it")
    session = reach.session(actor.secret if actor else leak.secret)
    reply = tokens.get(*session, target.id, target.account_id or None)
    if reply.value is None:
        who = actor.label if actor else "the token, asked about itself,"
        return Examined(None, f"{who} could not read what it can do ({reply.answer.brief})")
    facts = _facts(reply.value)
    return Examined(describe(facts, now, _around(session, target, facts)))


def _facts(token: Token) -> TokenFacts:
    return TokenFacts(
        id=token.id,
        name=token.name,
        status=token.status,
        policies=tuple(token.policies),
        condition=token.condition if isinstance(token.condition, dict) else {},
        issued_on=token.issued_on,
        expires_on=token.expires_on,
        not_before=token.not_before,
        last_used_on=token.last_used_on,
    )


def _around(session: Session, target: Target, facts: TokenFacts) -> Surroundings:
    """Names and number of zones, as the one who asks sees them; none if the token has nothing to do with zones."""
    from cf_secret_guard.cloudflare import accounts

    extents = {grant.extent for grant in read_policies(facts.policies)}
    if not extents & {Extent.ZONES, Extent.ALL_ZONES}:
        return Surroundings()
    listed = accounts.list_zones(*session, target.account_id or None, per_page=_ZONES_NAMED)
    names = {zone.id: zone.name for zone in listed.value or ()}
    return Surroundings(zone_count=listed.answer.total if listed.value is not None else None, zone_names=names)
