"""Weighing a place: how strongly it says Cloudflare, and how strongly it says credential.

Both scales run from 0 to 3. 3 is structural: the name itself, the block, the call, the API's URL. 2 is the same
statement, row or heading, or a sibling's name. 1 is mere neighbourhood.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.detectors import labels, names
from cf_secret_guard.detectors.veto import veto

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.detectors.names import Name
    from cf_secret_guard.detectors.place import Place

STRUCTURAL = 3
STATEMENT = 2
NEIGHBOUR = 1
UNKNOWN_NAME = 1
"""The role of a credential's name that has words that we do not know: ``macaroon_secret_key``."""

_ROLE_WORD = re.compile(
    r"(?i)(?<![^\W\d_])(?:api[ _-]?)?(?:tokens?|keys?|secrets?|bearer|passwords?|credentials?|passwort|schlüssel|clave|"
    r"clé|chave|chiave|jeton|klucz|klíč|anahtar|senha|contraseña)(?![^\W\d_])|"
    r"токен|ключ|пароль|令牌|密钥|密鑰|金鑰|トークン|キー|토큰|키"
)
_SPECIFIC = re.compile(r"(?i)^[\s-]*(?:uses|image|provider|type|source|service|name|from|plugin)\s*[:=]")
# Caddy's: ``dns cloudflare TOKEN``, ``acme_dns cloudflare TOKEN``
_DIRECTIVE = re.compile(r"(?:^|[\s{])(?:acme_)?dns\s+cloudflare\s+[\"'`]?$")
_CLIP = 60
_PIECE = re.compile(r"[^\s_\-.:/$@()\[\]{}\"'`]+")
_LONGEST_WORD = 16
# A key that opens a block of data, such as ``Typesense: {``: what stands in it belongs to that.
_OWN_BLOCK = re.compile(r"""^[\s-]*["']?[\w.\-]+["']?\s*(?:[:=]\s*[{\[|>]?\s*|\{\s*)?$""")
_FOREIGN_HOST = re.compile(
    r"(?i)^(?!.*cloudflare\.(?:com|net|dev)$)[\w-]+(?:\.[\w-]+)*\.(?:com|net|org|io|dev|internal|local|app)$"
)


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
    plain_name: bool = False
    """Its name says token, api, auth, access or bearer, and has no word that we do not know."""
    known_name: bool = False
    """Its name has no word that we do not know."""
    direct: bool = False
    """An operator binds a name to it, or it stands in a table."""
    scheme: bool = False
    """``Bearer`` stands before it."""
    alone: bool = False
    """It is all that its line holds."""
    tabular: bool = False
    """Its name is the head of its column."""
    in_file_name: bool = False
    """The file's name says Cloudflare."""
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
    best = _best_key(keyed.keys)
    against = veto(inner, keyed, best)
    if against:
        return Clues(veto=against)
    reasons: list[str] = []
    vendor, own = _vendor(places, keyed, best, reasons)
    role, kind = _role(places, keyed, best, reasons)
    return Clues(
        vendor=vendor,
        role=role,
        kind=kind,
        own_vendor=own,
        weak_vendor=best is not None and best.vendor and not best.strong_vendor and not keyed.land.anywhere,
        plain_name=best is not None and best.unknown == 0 and (kind == "token" or best.api),
        known_name=best is not None and best.unknown == 0,
        direct=keyed.assigned.direct or keyed.column_head != "",
        scheme=any(place.assigned.scheme for place in places),
        alone=inner.alone,
        tabular=keyed.column_head != "",
        in_file_name=inner.land.file_name.vendor,
        reasons=tuple(reasons),
    )


def _best_key(keys: list[Name]) -> Name | None:
    """The name that says most: Cloudflare's credential, then any credential, then Cloudflare."""
    credentials = [name for name in keys if name.credential]
    own = [name for name in credentials if name.vendor]
    vendors = [name for name in keys if name.vendor and not name.not_secret]
    return next(iter((*own, *credentials, *vendors)), None)


def _vendor(places: Sequence[Place], keyed: Place, best: Name | None, reasons: list[str]) -> tuple[int, bool]:
    """How strongly the place says Cloudflare, and if the value's own name or call says so."""
    own = _own(places, keyed, best)
    if own:
        reasons.append(own)
        return STRUCTURAL, True
    structure = next(filter(None, map(_structure, places)), "")
    if structure:
        reasons.append(structure)
        return STRUCTURAL, False
    strength, reason = max(map(_surroundings, places))
    if reason:
        reasons.append(reason)
    return strength, False


def _own(places: Sequence[Place], keyed: Place, best: Name | None) -> str:
    """How its own name, its call or its directive says Cloudflare; one word before it is no name."""
    if best is not None and best.vendor and (best.credential or keyed.assigned.direct or keyed.column_head):
        return f"assigned to {_shown(best.text)}"
    for place in places:
        if _DIRECTIVE.search(place.left):
            return "the argument of a dns cloudflare directive"
        if place.assigned.call and names.read(place.assigned.call).strong_vendor:
            return f"passed to {_shown(place.assigned.call)}"
    return ""


def _structure(place: Place) -> str:
    """How the block, the provider or the API's URL says Cloudflare; a nearer block of somebody else hides it."""
    if place.provider == "cloudflare":
        return "beside a setting that names Cloudflare as the provider"
    for name, line in place.ancestors:
        said = names.read(line[:120])
        if _FOREIGN_HOST.match(name.text) and not name.role:
            continue
        if name.vendor or said.strong_vendor:
            return _inside(place, name, said)
        if name.foreign or (said.foreign and _SPECIFIC.match(line)):
            break
    return "a URL of Cloudflare's API stands near" if place.api_url() else ""


def _inside(place: Place, name: Name, said: Name) -> str:
    """The reason for a block that names Cloudflare; empty if it only says CF where CF is somebody else."""
    if place.land.lookalike and not (name.strong_vendor or said.strong_vendor):
        return ""
    return f"inside {_shown(name.text)}" if name.vendor else "inside a block that names Cloudflare"


def _surroundings(place: Place) -> tuple[int, str]:
    """What is near but does not hold the value: (strength, reason)."""
    if any(name.foreign or names.read(line[:120]).foreign for name, line in place.ancestors[:2]):
        return 0, ""
    if any(name.unknown and _OWN_BLOCK.search(line) for name, line in place.ancestors[:1]):
        return 0, ""
    for says, reason in (
        (_same_line, "the same line names Cloudflare"),
        (_siblings, "names beside it are Cloudflare's"),
        (_heading, "the heading or comment above names Cloudflare"),
        (_file, "the file's name or directory says Cloudflare"),
        (_told_above, "the lines above speak of a Cloudflare credential"),
    ):
        if says(place):
            return STATEMENT, reason
    if place.mentioned(lines=5, reach=600):
        return NEIGHBOUR, "Cloudflare is named within five lines"
    return (NEIGHBOUR, "the directory's name says Cloudflare") if place.land.directory.strong_vendor else (0, "")


def _same_line(place: Place) -> bool:
    return place.mentioned(lines=0, reach=240) or names.read(place.line).strong_vendor


def _siblings(place: Place) -> bool:
    return any(name.strong_vendor or (name.vendor and not place.land.lookalike) for name in place.sibling_names)


def _heading(place: Place) -> bool:
    return names.read(place.heading).strong_vendor


def _file(place: Place) -> bool:
    land = place.land
    return land.file_name.vendor or (land.directory.strong_vendor and place.alone and bool(land.file_name.role))


def _told_above(place: Place) -> bool:
    """``What is the Cloudflare token?`` on a line, the bare value on a line soon after."""
    if any(name.credential for name in place.keys):
        return place.alone and _speaks_above(place)
    if not (place.alone or all(labels.is_carrier(name) for name in place.assigned.names[:1])):
        return False
    return _speaks_above(place)


def _speaks_above(place: Place) -> bool:
    near = [line for line in place.above[:14] if line.strip()][:10]
    vendor = [names.read(line).strong_vendor for line in near]
    role = [_ROLE_WORD.search(line) is not None for line in near]
    same_line = any(both for both in zip(vendor[:4], role[:4], strict=True) if all(both))
    return same_line or (place.alone and any(vendor) and any(role))


def _role(places: Sequence[Place], keyed: Place, best: Name | None, reasons: list[str]) -> tuple[int, str]:
    """How strongly the place says credential, and which."""
    if any(place.assigned.scheme for place in places):
        reasons.append("sent as a Bearer token")
        return STRUCTURAL, "token"
    if best is not None and best.credential:
        if not best.vendor:
            reasons.append(f"assigned to {_shown(best.text)}")
        return (STRUCTURAL if best.vendor or best.unknown == 0 else UNKNOWN_NAME), best.role
    said = next(filter(None, map(_said_role, places)), "") or keyed.land.file_name.role or _told_role(places)
    return (STATEMENT if said else 0), said


def _told_role(places: Sequence[Place]) -> str:
    """``token`` if the heading or the lines above speak of a credential."""
    told = any(_ROLE_WORD.search(place.heading) or _told_above(place) for place in places)
    return "token" if told else ""


def _said_role(place: Place) -> str:
    """The role that the statement or the line gives."""
    for word in place.assigned.statement:
        name = names.read(word)
        if name.credential and not name.foreign:
            return name.role
    return "token" if _ROLE_WORD.search(place.line) else ""


def _shown(text: str) -> str:
    """A name as evidence shows it: words that we do not know may be secrets themselves, so they are left out."""
    words = text.split()
    clean = " ".join(_PIECE.sub(lambda piece: _known_or_dots(piece[0], alone=len(words) == 1), word) for word in words)
    return clean if len(clean) <= _CLIP else clean[: _CLIP - 1] + "…"


def _known_or_dots(piece: str, *, alone: bool) -> str:
    plain = alone and piece.isalpha() and len(piece) <= _LONGEST_WORD
    return piece if plain or names.read(piece).unknown == 0 else "…"
