"""From a leak to the object at Cloudflare that stands behind it, by public ids only."""

from __future__ import annotations

import base64
import json
import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.verify.base import Owner

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.respond.journal import Intent
    from cf_secret_guard.respond.reach import Actor, Reach
    from cf_secret_guard.verify.base import Leak, Verdict

_MOST_ACCOUNTS = 10
_HEX32 = re.compile(r"[0-9a-f]{32}")
_NO_ID = "which token it is cannot be found out: its id is known only while it is live and can be asked"


class Located(NamedTuple):
    """What was found: a target, or why not."""

    target: Target | None
    why_not: str = ""


def locate(leak: Leak, verdict: Verdict, reach: Reach, intents: Sequence[Intent]) -> Located:
    """Find the object behind a leak.

    Args:
        leak: what leaked.
        verdict: the latest answer on it.
        reach: what the administrator credentials can see.
        intents: of the journal, which knows ids that a dead token no longer tells.
    """
    match leak.kind:
        case Kind.R2_SECRET_ACCESS_KEY:
            return _r2(leak, reach)
        case Kind.ACCESS_SERVICE_TOKEN:
            return _service_token(leak, reach)
        case Kind.TUNNEL_TOKEN | Kind.TUNNEL_CREDENTIALS:
            return _tunnel(leak)
        case Kind.TURNSTILE_SECRET_KEY:
            return _turnstile(leak, reach)
        case _:
            return _api_token(leak, verdict, reach, intents)


def _api_token(leak: Leak, verdict: Verdict, reach: Reach, intents: Sequence[Intent]) -> Located:
    if verdict.token_id and verdict.owner is Owner.USER:
        return Located(Target(TargetType.USER_TOKEN, verdict.token_id))
    if verdict.token_id and verdict.account_id:
        return Located(Target(TargetType.ACCOUNT_TOKEN, verdict.token_id, verdict.account_id))
    known = [
        intent.target for intent in intents if leak.fingerprint in intent.fingerprints and intent.target.is_api_token
    ]
    if known:
        return Located(known[-1])
    if verdict.status.is_live and verdict.owner is not Owner.USER:
        found = _in_own_accounts(leak, reach)
        if found is not None:
            return Located(found)
    return Located(None, _NO_ID)


def _in_own_accounts(leak: Leak, reach: Reach) -> Target | None:
    """Ask a live account token at the accounts of the administrator credentials, and nowhere else."""
    from cf_secret_guard.cloudflare import tokens

    session = reach.session(leak.secret)
    accounts = dict.fromkeys(account for _, account in reach.accounts())
    for account in list(accounts)[:_MOST_ACCOUNTS]:
        state = tokens.verify(*session, account).value
        if state and state.id:
            return Target(TargetType.ACCOUNT_TOKEN, state.id, account)
    return None


def _r2(leak: Leak, reach: Reach) -> Located:
    """An access key id is the id of an API token, of a user or of an account."""
    if not leak.access_key_id or not _HEX32.fullmatch(leak.access_key_id):
        return Located(None, "its access key id was not found near it")
    accounts = [*leak.account_ids, *(account for _, account in reach.accounts())]
    candidates = [Target(TargetType.USER_TOKEN, leak.access_key_id)]
    candidates += [Target(TargetType.ACCOUNT_TOKEN, leak.access_key_id, one) for one in dict.fromkeys(accounts)]
    target = next((one for one in candidates if reach.serving(one)), None)
    return Located(target, "" if target else "no administrator credential sees the API token behind the R2 key")


def _service_token(leak: Leak, reach: Reach) -> Located:
    from cf_secret_guard.cloudflare import access

    if not leak.client_id:
        return Located(None, "its client id was not found near it")
    for actor, account in _places(leak.account_ids, reach):
        reply = access.find(*reach.session(actor.secret), account, leak.client_id)
        if reply.value:
            return Located(Target(TargetType.SERVICE_TOKEN, reply.value[0].id, account))
    return Located(None, "no administrator credential sees a service token with this client id")


def _tunnel(leak: Leak) -> Located:
    account, tunnel = _inside(leak.secret.reveal()) if leak.kind == Kind.TUNNEL_TOKEN else (None, None)
    account, tunnel = account or next(iter(leak.account_ids), None), tunnel or leak.tunnel_id
    if account and tunnel:
        return Located(Target(TargetType.TUNNEL, tunnel.lower(), account))
    return Located(None, "its tunnel and account ids were not found near it")


def _turnstile(leak: Leak, reach: Reach) -> Located:
    from cf_secret_guard.cloudflare import turnstile

    for actor, account in _places(leak.account_ids, reach):
        reply = turnstile.find(*reach.session(actor.secret), account, leak.secret)
        if reply.value:
            return Located(Target(TargetType.TURNSTILE, reply.value, account))
    return Located(None, "no administrator credential sees a widget with this secret")


def _places(named: Iterable[str], reach: Reach) -> Iterator[tuple[Actor, str]]:
    """Where to look: the accounts that stand near the leak first, then those that the credentials see."""
    seen: set[tuple[str, str]] = set()
    for account in named:
        for actor in reach.actors():
            seen.add((actor.label, account))
            yield actor, account
    for actor, account in reach.accounts():
        if (actor.label, account) not in seen:
            yield actor, account


def _inside(token: str) -> tuple[str | None, str | None]:
    """Account and tunnel id of a tunnel token."""
    body = token.rstrip("=")
    try:
        fields = json.loads(base64.b64decode(body + "=" * (-len(body) % 4)))
    except (ValueError, RecursionError):
        return None, None
    if not isinstance(fields, dict):
        return None, None
    account, tunnel = fields.get("a"), fields.get("t")
    return (account, tunnel) if isinstance(account, str) and isinstance(tunnel, str) else (None, None)
