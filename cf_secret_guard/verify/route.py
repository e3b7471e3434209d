"""Which chain of questions a leaked secret gets, by its own look; what cannot be a credential is never sent."""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.verify import admin_chains, other_chains, token_chains

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.verify.asking import Api
    from cf_secret_guard.verify.base import Leak, Verdict

    Chain = Callable[[Api, Leak], Verdict]

_CHECKED = re.compile(r"(cfut|cfat|cfk)_([A-Za-z0-9]{40})([0-9a-f]{8})")
_BY_PREFIX: dict[str, Chain] = {
    "cfut": token_chains.user_token,
    "cfat": token_chains.account_token,
    "cfk": other_chains.global_key,
}
_LEGACY_TOKEN = re.compile(r"[A-Za-z0-9_-]{40}")
_HASH = re.compile(r"[0-9a-f]{40}")
_LEGACY_KEY = re.compile(r"[0-9a-f]{37,45}")
_API_TOKENS = {Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.API_TOKEN, Kind.ORIGIN_CERT}
_BY_KIND: dict[str, Chain] = {
    Kind.OAUTH_TOKEN: other_chains.oauth_token,
    Kind.TUNNEL_TOKEN: admin_chains.tunnel,
    Kind.TUNNEL_CREDENTIALS: admin_chains.tunnel,
    Kind.ACCESS_SERVICE_TOKEN: admin_chains.access_token,
    Kind.TURNSTILE_SECRET_KEY: admin_chains.turnstile_secret,
}
_ORIGIN_CA_ENDED = "Cloudflare ended Origin CA keys on 2026-09-30, and no address takes them any more"
_BAD_CHECKSUM = "its checksum does not fit, so it is mistyped or made up; it was not sent"
_NOT_ASKED: dict[str, str] = {
    Kind.ORIGIN_CA_KEY: _ORIGIN_CA_ENDED,
    Kind.R2_SECRET_ACCESS_KEY: "only its API token could be asked, and that was not found",
    Kind.DEPLOY_HOOK: "the only question to a deploy hook would start a build",
}


def route(leak: Leak) -> Chain | str:
    """The chain for a leak, or why nothing is asked."""
    if leak.kind in _NOT_ASKED:
        return _NOT_ASKED[leak.kind]
    return _BY_KIND.get(leak.kind) or _by_look(leak)


def _by_look(leak: Leak) -> Chain | str:
    """A credential of the API: its own prefix says more than where it was found."""
    value = leak.secret.reveal()
    found = _CHECKED.fullmatch(value)
    if found is not None:
        fits = f"{zlib.crc32(found[2].encode()):08x}" == found[3]
        return _BY_PREFIX[found[1]] if fits else _BAD_CHECKSUM
    if value.startswith("v1.0-"):
        return _ORIGIN_CA_ENDED
    return _legacy(leak.kind, value)


def _legacy(kind: str, value: str) -> Chain | str:
    """Without a prefix the place must say what it is, and the form must fit."""
    if kind == Kind.GLOBAL_API_KEY and _LEGACY_KEY.fullmatch(value):
        return other_chains.global_key
    if kind in _API_TOKENS and _LEGACY_TOKEN.fullmatch(value) and not _HASH.fullmatch(value):
        return token_chains.legacy_token
    if kind in _API_TOKENS or kind == Kind.GLOBAL_API_KEY:
        return "it does not have the form of a credential of the API; it was not sent"
    return "nobody knows how to ask about this kind"
