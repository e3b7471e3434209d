"""Questions about a credential that cannot be asked itself, put to its administrator: tunnels, Access, Turnstile.

``Verdict.token_id`` is then the id of the tunnel, service token or widget.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare import access, tunnels, turnstile
from cf_secret_guard.cloudflare.lifetime import moment
from cf_secret_guard.cloudflare.signs import Ask, Sign
from cf_secret_guard.cloudflare.table import meaning
from cf_secret_guard.verify.asking import MOST_IDS, ends_chain, not_checkable, unknown, usable
from cf_secret_guard.verify.base import Owner, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.cloudflare.access import ServiceToken
    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.verify.asking import Api
    from cf_secret_guard.verify.base import Leak

_NEEDS_ADMIN = "only an administrator credential could ask; give one by CF_SECRET_GUARD_ADMIN_TOKEN_FILE"
_NOT_FOR_US = "no administrator credential can read it in the accounts that its surroundings name"


class _Tunnel(NamedTuple):
    """What a leaked tunnel token says, or what stands around a leaked tunnel secret."""

    accounts: tuple[str, ...]
    id: str
    secret: bytes
    sure: bool
    """Whether account and tunnel come from the token itself."""

    def __repr__(self) -> str:
        return f"<tunnel {self.id}>"


def tunnel(api: Api, leak: Leak) -> Verdict:
    """Compare with the secret that the tunnel has now."""
    known = _tunnel_of(leak)
    if known is None:
        return not_checkable("nothing names the tunnel that it belongs to")
    if not api.admins:
        return not_checkable(_NEEDS_ADMIN)
    for account_id, admin in _pairs(api, known.accounts):
        reply = tunnels.token(api.transport, admin, account_id, known.id)
        current = _parts(reply.value.reveal()) if reply.value else None
        if current is not None:
            same = hmac.compare_digest(current.secret, known.secret)
            status, reason = (Status.LIVE, "") if same else (Status.REVOKED, "the tunnel has another secret now")
            return Verdict(status, reason, known.id, account_id, Owner.ACCOUNT)
        told = meaning(reply.answer, Ask.OBJECT)
        if told.sign is Sign.GONE and known.sure:
            return _gone_tunnel(api, admin, account_id, known.id)
        if ends_chain(reply.answer, told):
            return unknown(api, told.reason)
    return not_checkable(_NOT_FOR_US)


def _gone_tunnel(api: Api, admin: Credential, account_id: str, tunnel_id: str) -> Verdict:
    """A tunnel without a token: deleted, or never there; both only if the tunnel itself is answered so."""
    reply = tunnels.get(api.transport, admin, account_id, tunnel_id)
    deleted = reply.value.deleted_at if reply.value else None
    if deleted:
        return Verdict(Status.REVOKED, f"its tunnel was deleted on {deleted}", tunnel_id, account_id, Owner.ACCOUNT)
    told = meaning(reply.answer, Ask.OBJECT)
    if told.sign is Sign.GONE:
        return Verdict(Status.REVOKED, "the account has no such tunnel", tunnel_id, account_id, Owner.ACCOUNT)
    return unknown(api, told.reason or "the tunnel exists, but its token cannot be read")


def access_token(api: Api, leak: Leak) -> Verdict:
    """Find the service token by its client id. Whether this secret is its current one cannot be asked."""
    if not leak.client_id:
        return not_checkable("nothing names the client id that it belongs to")
    if not api.admins or not leak.account_ids:
        return not_checkable(_NEEDS_ADMIN)
    for account_id, admin in _pairs(api, leak.account_ids):
        reply = access.find(api.transport, admin, account_id, leak.client_id)
        if reply.value:
            return _service_token(api, reply.value[0], account_id)
        stop = _stop(api, reply.answer)
        if stop is not None:
            return stop
    return not_checkable(_NOT_FOR_US)


def _service_token(api: Api, token: ServiceToken, account_id: str) -> Verdict:
    end = moment(token.expires_at)
    if token.enabled is False:
        status, reason = Status.DISABLED, "the service token is disabled, with every secret of it"
    elif end is not None and end <= api.now():
        status, reason = Status.EXPIRED, ""
    else:
        status = Status.NOT_CHECKABLE
        reason = "its service token exists and is enabled; only an application behind Access could say more"
    return Verdict(status, reason, token.id, account_id, Owner.ACCOUNT, token.expires_at)


def turnstile_secret(api: Api, leak: Leak) -> Verdict:
    """Look for the widget whose current secret it is; not finding it proves nothing."""
    if not api.admins or not leak.account_ids:
        return not_checkable(_NEEDS_ADMIN)
    for account_id, admin in _pairs(api, leak.account_ids):
        reply = turnstile.find(api.transport, admin, account_id, leak.secret)
        if reply.value is not None:
            return Verdict(Status.LIVE, "", reply.value, account_id, Owner.ACCOUNT)
        stop = _stop(api, reply.answer)
        if stop is not None:
            return stop
    return not_checkable("it is not the current secret of a widget that the administrator credential can read")


def _pairs(api: Api, account_ids: tuple[str, ...]) -> Iterator[tuple[str, Credential]]:
    """Each account with each administrator credential."""
    for account_id in usable(account_ids)[:MOST_IDS]:
        for admin in api.admins:
            yield account_id, admin


def _stop(api: Api, answer: Answer) -> Verdict | None:
    """``unknown`` if asking on would be useless."""
    told = meaning(answer, Ask.OBJECT)
    return unknown(api, told.reason) if told.sign is not Sign.OK and ends_chain(answer, told) else None


def _tunnel_of(leak: Leak) -> _Tunnel | None:
    """The tunnel that a token names, or that stands beside a secret."""
    named = _parts(leak.secret.reveal())
    if named is not None:
        return named
    secret = _bytes(leak.secret.reveal())
    if leak.tunnel_id is None or not leak.account_ids or not secret:
        return None
    return _Tunnel(leak.account_ids, leak.tunnel_id, secret, sure=False)


def _parts(token: str) -> _Tunnel | None:
    """Read a tunnel token: base64 of a JSON object with ``a``, ``t`` and ``s``."""
    try:
        document = json.loads(_bytes(token))
    except (ValueError, RecursionError):
        return None
    fields = [document.get(name) for name in "ats"] if isinstance(document, dict) else []
    texts = [field for field in fields if isinstance(field, str)]
    if len(texts) < len("ats"):
        return None
    account, tunnel_id, secret = texts
    return _Tunnel((account,), tunnel_id, _bytes(secret) or secret.encode(), sure=True)


def _bytes(text: str) -> bytes:
    """Decode base64 of either alphabet, with or without padding; nothing if it is none."""
    plain = text.strip().rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return b""
