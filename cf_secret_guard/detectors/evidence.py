"""Weighing a place: how strongly it says Cloudflare, and how strongly it says credential.

Both scales run from 0 to 3. 3 is structural: the name itself, the block, the call, the API's URL. 2 is the same
statement, row or heading, or a sibling's name. 1 is mere neighbourhood.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import regex

from cf_secret_guard.detectors import labels, names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.detectors.names import Name
    from cf_secret_guard.detectors.place import Place

STRUCTURAL = 3
STATEMENT = 2
NEIGHBOUR = 1

_ROLE_WORD = regex.compile(
    r"(?i)(?<![\p{L}])(?:api[ _-]?)?(?:tokens?|keys?|secrets?|bearer|passwords?|credentials?|passwort|schlüssel|clave|clé|"
    r"chave|chiave|jeton|klucz|klíč|anahtar|senha|contraseña)(?![\p{L}])|токен|ключ|пароль|令牌|密钥|密鑰|金鑰|トークン|キー|토큰|키"
)
_HASH_CONTEXT = regex.compile(
    r"(?i)(?:sha-?(?:1|256|384|512)|md5|integrity|checksum|digest|hash|commit|revision|etag|fingerprint|uses:|@sha|"
    r"\brev\b|nonce|ssri|narhash|vendorhash|cargohash|resolved)[^\n]{0,24}$"
)
_URL_PATH = regex.compile(r"(?i)(?:https?|git|ssh|ipfs)://[^\s\"'<>?#]*/$|/(?:commit|tree|blob|raw|archive|compare)/$")
_SPECIFIC = regex.compile(r"(?i)^[\s-]*(?:uses|image|provider|type|source|service|name|from|plugin)\s*[:=]")
_AI_URL = regex.compile(r"(?i)api\.cloudflare\.com/client/v4/accounts/[^\s\"']{1,40}/ai")
_AI_NAMES = frozenset({"openai", "anthropic", "together", "groq", "openrouter", "mistral"})
_ENCRYPTED = regex.compile(r"(?i)(?:ENC\[|ANSIBLE_VAULT|vault:v\d|!encrypted|secure:|kms|sops|sealed|age1|\bBAE|ciphertext|AQICAH)")


class Clues(NamedTuple):
    """What a place says about a value."""

    vendor: int = 0
    role: int = 0
    kind: str = ""
    """``token``, ``key`` or ``secret``: the role word nearest to the value."""
    own_vendor: bool = False
    """The value's own name, or the call that it is passed to, says Cloudflare."""
    weak_vendor: bool = False
    """Nothing but the abbreviation ``CF`` says so."""
    clean_name: bool = False
    """The name has no word that we do not know."""
    api: bool = False
    """The name says api, auth, access or bearer."""
    scheme: bool = False
    """``Bearer`` stands before it."""
    alone: bool = False
    direct: bool = False
    """An operator binds the name to the value."""
    tabular: bool = False
    """The name is the head of the value's column."""
    in_file_name: bool = False
    veto: str = ""
    """Why it is not Cloudflare's credential, if something says so."""
    reasons: tuple[str, ...] = ()


def weigh(places: Sequence[Place]) -> Clues:
    """Weigh the place of a value.

    Args:
        places: the value's place, then the places of the encoded text around it, innermost first.

    Returns:
        Both strengths with their reasons.
    """
    inner = places[0]
    keyed = next((place for place in places if place.keys), inner)
    keys = keyed.keys
    best = _best_key(keys)
    veto = _veto(inner, keyed, keys, best)
    reasons: list[str] = []
    vendor, own, weak = _vendor(places, keyed, best, reasons)
    role, kind = _role(places, keyed, best, reasons)
    return Clues(
        vendor=vendor,
        role=role,
        kind=kind,
        own_vendor=own,
        weak_vendor=weak,
        clean_name=best is not None and best.unknown == 0,
        api=best is not None and best.api,
        scheme=any(place.assigned.scheme for place in places),
        alone=all(place.alone or place is not inner for place in places) and inner.alone,
        direct=keyed.assigned.direct,
        tabular=keyed.column_head != "",
        in_file_name=inner.land.file_name.vendor,
        veto=veto,
        reasons=tuple(reasons),
    )


def _best_key(keys: list[Name]) -> Name | None:
    """The name that says most: Cloudflare's credential, then any credential, then Cloudflare."""
    for wanted in (
        lambda name: name.vendor and name.credential,
        lambda name: name.credential,
        lambda name: name.vendor and not name.not_secret,
    ):
        for name in keys:
            if wanted(name):
                return name
    return None


def _veto(inner: Place, keyed: Place, keys: list[Name], best: Name | None) -> str:
    """Why the value cannot be Cloudflare's, or an empty string."""
    if _HASH_CONTEXT.search(inner.left[-60:]) and not (best and best.vendor and best.credential):
        return "stands as a hash or a revision"
    if _URL_PATH.search(inner.left):
        return "part of a URL's path"
    if _ENCRYPTED.search(inner.left[-80:]):
        return "encrypted"
    own = best is not None and best.vendor
    if keys and keyed.assigned.direct and not own:
        if (keys[0].foreign or (best is not None and best.foreign)) and not _workers_ai(keyed, keys):
            return "named for another vendor or purpose"
        if keys[0].not_secret and not keys[0].credential:
            return "named as something public"
    if best is None and keys and keys[0].not_secret and keys[0].vendor:
        return "named as something public"
    if own and best is not None and not best.strong_vendor and keyed.land.lookalike and not keyed.land.anywhere:
        return "CF is another vendor's abbreviation here"
    if not own and keyed.provider not in {"", "cloudflare"}:
        return f"belongs to {keyed.provider}"
    return ""


def _workers_ai(place: Place, keys: list[Name]) -> bool:
    """``OPENAI_API_KEY`` beside Cloudflare's OpenAI-compatible endpoint holds a Workers AI token."""
    if not any(word in key.text.lower() for key in keys[:1] for word in _AI_NAMES):
        return False
    return any(_AI_URL.search(line) for line in (place.line, *place.above[:6], *place.below[:6]))


def _vendor(places: Sequence[Place], keyed: Place, best: Name | None, reasons: list[str]) -> tuple[int, bool, bool]:
    """How strongly the place says Cloudflare: (strength, its own name says so, only the abbreviation says so)."""
    if best is not None and best.vendor:
        reasons.append(f"assigned to {_clip(best.text)}")
        return STRUCTURAL, True, not best.strong_vendor and not keyed.land.anywhere
    for place in places:
        call = names.read(place.assigned.call) if place.assigned.call else None
        if call is not None and call.strong_vendor:
            reasons.append(f"passed to {_clip(place.assigned.call)}")
            return STRUCTURAL, True, False
    for place in places:
        strength = _block(place, reasons)
        if strength:
            return strength, False, False
    return max((_surroundings(place, reasons) for place in places), default=0), False, False


def _block(place: Place, reasons: list[str]) -> int:
    """STRUCTURAL if the block, the provider or the API's URL says Cloudflare; a nearer foreign block hides it."""
    if place.provider == "cloudflare":
        reasons.append("beside a setting that names Cloudflare as the provider")
        return STRUCTURAL
    for name, line in place.ancestors:
        if name.strong_vendor or (name.vendor and not place.land.lookalike) or names.read(line[:120]).strong_vendor:
            reasons.append(f"inside {_clip(name.text if name.vendor else line)}")
            return STRUCTURAL
        if name.foreign or (_SPECIFIC.match(line) and names.read(line[:120]).foreign):
            break
    if place.api_url():
        reasons.append("a URL of Cloudflare's API stands near")
        return STRUCTURAL
    return 0


def _surroundings(place: Place, reasons: list[str]) -> int:
    """What is near, but does not hold the value."""
    if any(name.foreign or names.read(line[:120]).foreign for name, line in place.ancestors[:2]):
        return 0
    line = names.read(place.line)
    if place.land.near(place.land.mentions, place.start, place.end, lines=0, reach=240) is not None or line.strong_vendor:
        reasons.append("the same line names Cloudflare")
        return STATEMENT
    if any(name.strong_vendor or (name.vendor and not place.land.lookalike) for name in place.sibling_names):
        reasons.append("names beside it are Cloudflare's")
        return STATEMENT
    if names.read(place.heading).strong_vendor:
        reasons.append("the heading or comment above names Cloudflare")
        return STATEMENT
    if place.land.file_name.vendor:
        reasons.append("the file name says Cloudflare")
        return STATEMENT
    if _told_above(place):
        reasons.append("the lines above speak of a Cloudflare credential")
        return STATEMENT
    if place.mentioned(lines=5, reach=600):
        reasons.append("Cloudflare is named within five lines")
        return NEIGHBOUR
    if place.land.directory.strong_vendor and place.alone and place.land.file_name.role:
        reasons.append("the directory's name says Cloudflare, the file's name says credential")
        return STATEMENT
    if place.land.directory.strong_vendor:
        reasons.append("the directory's name says Cloudflare")
        return NEIGHBOUR
    return 0


def _role(places: Sequence[Place], keyed: Place, best: Name | None, reasons: list[str]) -> tuple[int, str]:
    """How strongly the place says credential, and which."""
    if any(place.assigned.scheme for place in places):
        reasons.append("sent as a Bearer token")
        return STRUCTURAL, "token"
    if best is not None and best.credential:
        if not best.vendor:
            reasons.append(f"assigned to {_clip(best.text)}")
        sure = best.vendor or best.unknown == 0
        return (STRUCTURAL if sure else STATEMENT), best.role
    for place in places:
        statement = [names.read(word) for word in place.assigned.statement]
        credential = next((name for name in statement if name.credential and not name.foreign), None)
        if credential is not None:
            return STATEMENT, credential.role
        if _ROLE_WORD.search(place.line):
            return STATEMENT, "token"
    if keyed.land.file_name.role or _ROLE_WORD.search(keyed.heading) or any(_told_above(place) for place in places):
        return STATEMENT, keyed.land.file_name.role or "token"
    return 0, ""


def _told_above(place: Place) -> bool:
    """``What is the Cloudflare token?`` on a line, the bare value on a line soon after."""
    if not (place.alone or all(labels.is_carrier(name) for name in place.assigned.names[:1])):
        return False
    near = [line for line in place.above[:14] if line.strip()][:10]
    return any(names.read(line).strong_vendor and _ROLE_WORD.search(line) for line in near[:4]) or (
        place.alone
        and any(names.read(line).strong_vendor for line in near)
        and any(_ROLE_WORD.search(line) for line in near)
    )


def _clip(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= 60 else clean[:59] + "…"
