"""What speaks against a value: a hash, a path, ciphertext, another vendor's name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors import vocabulary

if TYPE_CHECKING:
    from cf_secret_guard.detectors.names import Name
    from cf_secret_guard.detectors.place import Place

_HASH = re.compile(
    r"(?i)(?:sha-?(?:1|256|384|512)|md5|integrity|checksum|digest|hash|commit|revision|etag|fingerprint|uses:|@sha|"
    r"\brev\b|nonce|ssri|narhash|vendorhash|cargohash|resolved)[^\n]{0,24}$"
)
_URL_PATH = re.compile(r"(?i)(?:https?|git|ssh|ipfs)://[^\s\"'<>?#]*/$|/(?:commit|tree|blob|raw|archive|compare)/$")
_ENCRYPTED = re.compile(
    r"(?i)(?:ENC\[|ANSIBLE_VAULT|vault:v\d|!encrypted|secure:|kms|sops|sealed|age1|\bBAE|ciphertext|AQICAH)"
)
_OURS = re.compile(r"cloudflare|workers\.dev|pages\.dev|r2\.dev|localhost|127\.0\.0\.1|example|\.internal$|\.local$")
_AI_URL = re.compile(r"(?i)api\.cloudflare\.com/client/v4/accounts/[^\s\"']{1,40}/ai")
_PURPOSES = vocabulary.PURPOSES
_AI_NAMES = ("openai", "anthropic", "together", "groq", "openrouter", "mistral")


def veto(inner: Place, keyed: Place, best: Name | None) -> str:
    """Say why a value cannot be Cloudflare's.

    Args:
        inner: the value's own place.
        keyed: the place that its names come from: the same, or that of the encoded text around it.
        best: the name that says most about it.

    Returns:
        The reason, or an empty string.
    """
    own = best is not None and best.vendor
    form = _by_form(inner, named=own and best is not None and best.credential)
    if form:
        return form
    if inner.assigned.scheme and not own and is_elsewhere(inner.host):
        return "sent to another host"
    return _other_owner(keyed, best) if own else _other_name(keyed, best)


def _by_form(inner: Place, *, named: bool) -> str:
    """What stands directly before the value says what it is, whoever it belongs to."""
    if not named and _HASH.search(inner.left[-60:]):
        return "stands as a hash or a revision"
    if _URL_PATH.search(inner.left):
        return "part of a URL's path"
    if _ENCRYPTED.search(inner.left[-80:]):
        return "encrypted"
    return "a hidden field of a form" if "hidden" in inner.assigned.statement else ""


def is_elsewhere(host: str) -> bool:
    """True for the host of somebody else's API.

    Args:
        host: of a URL; empty if there is none.
    """
    return "." in host and not _OURS.search(host)


def _other_owner(keyed: Place, best: Name | None) -> str:
    """Its name says CF: is it another vendor's CF, or something public?"""
    if best is not None and not _PURPOSES.isdisjoint(re.findall("[a-z]+", best.text.lower())):
        return "a secret that an application made for itself"
    if best is not None and best.not_secret and not best.credential:
        return "named as something public"
    if best is not None and not best.strong_vendor and keyed.land.lookalike and not keyed.land.anywhere:
        return "CF is another vendor's abbreviation here"
    return ""


def _other_name(keyed: Place, best: Name | None) -> str:
    """Its name does not say Cloudflare: does it say somebody else, or something public?"""
    first = keyed.keys[0] if keyed.keys else None
    if first is not None and keyed.assigned.direct and any(name.foreign for name in (first, best) if name):
        if not _workers_ai(keyed, first):
            return "named for another vendor or purpose"
    elif first is not None and first.not_secret and _is_public(first, best, direct=keyed.assigned.direct):
        return "named as something public"
    return f"belongs to {keyed.provider}" if keyed.provider not in {"", "cloudflare"} else ""


def _is_public(first: Name, best: Name | None, *, direct: bool) -> bool:
    """The name that binds the value, or Cloudflare's own name for something public."""
    return direct or (best is None and first.vendor)


def _workers_ai(place: Place, name: Name) -> bool:
    """``OPENAI_API_KEY`` beside Cloudflare's OpenAI-compatible endpoint holds a Workers AI token."""
    if not any(word in name.text.lower() for word in _AI_NAMES):
        return False
    return any(_AI_URL.search(line) for line in (place.line, *place.above[:6], *place.below[:6]))
