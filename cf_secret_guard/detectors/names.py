"""Reading a name: which of its words say whose it is, and what it holds."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from cf_secret_guard.detectors import vocabulary as words

# ``CFtkn`` is CF + tkn, although camel case would read it as C + Ftkn.
_PARTS = re.compile(
    r"CF(?=(?:api|tok|tkn|key|auth|sec|glob|dns|zone|acc|pass|pwd|bear|cred|work|kv|r2|ai|e?mail))"
    r"|[A-Z]+(?![a-z\x80-\U0010ffff])|[A-Z]?[a-zß-ÿ\u0100-\u017f]+|[0-9]+|[^\W\x00-\x7f]+"
)
_KNOWN = words.VENDOR | words.ROLES | words.GENERIC | words.NOT_A_SECRET | words.FOREIGN
# Words that are recognised inside a glued name such as ``cfapitoken`` or ``mycloudflarekey``.
_GLUE = frozenset(word for word in _KNOWN - words.FOREIGN if len(word) > 1 and word.isascii())
_LONGEST_GLUE = max(map(len, _GLUE))
_LONGEST_GLUED = 48
_TARGET = "cloudflare"
_LETTERS = sorted(_TARGET)
_OTHER_CLOUDS = frozenset({"cloudfront", "cloudflow", "cloudshare", "cloudforge", "cloudfoundry", "cloudfuse"})
_API_WORDS = frozenset({"api", "auth", "access", "global", "bearer", "scoped", "authorization"})
# Of Ansible's cloudflare_dns, which says neither the vendor nor anything else.
_OWN_NAMES = frozenset({"accountapikey"})
_HEADER_NAMES = frozenset({"xauthkey", "authorization", "cfaigauthorization", "proxyauthorization"})


class Name(NamedTuple):
    """What the words of one name say."""

    text: str
    vendor: bool
    """Names Cloudflare, also by ``cf``."""
    strong_vendor: bool
    """Names Cloudflare in a way that no other vendor shares."""
    role: str
    """``token``, ``key``, ``secret`` or empty."""
    foreign: bool
    """Names another vendor, or a secret that an application makes for itself."""
    not_secret: bool
    """Ends in a word for something public: an id, a path, a hash."""
    unknown: int
    """Words that are in no list."""
    api: bool
    """Has the word ``api``, ``auth``, ``access`` or ``global``."""

    @property
    def credential(self) -> bool:
        """True if what carries this name should be a credential."""
        return bool(self.role) and not self.not_secret


def _split(text: str) -> list[str]:
    parts: list[str] = []
    for chunk in _PARTS.findall(text):
        low = chunk.lower()
        if not low.isascii() and low not in _KNOWN:
            parts.extend(sorted({word for script, word in words.OTHER_SCRIPTS.items() if script in low}) or [low])
            continue
        if low in _KNOWN:
            parts.append(low)
            continue
        parts.extend(_unglued(low) or [low])
    return parts


def _unglued(chunk: str) -> list[str]:
    """The words that a chunk is made of, the longest first; none if letters are left over."""
    if len(chunk) > _LONGEST_GLUED:
        return []
    behind: dict[int, list[str]] = {len(chunk): []}  # how the chunk goes on from an offset
    for start in range(len(chunk) - 1, -1, -1):
        for end in range(min(len(chunk), start + _LONGEST_GLUE), start + 1, -1):
            if end in behind and chunk[start:end] in _GLUE:
                behind[start] = [chunk[start:end], *behind[end]]
                break
    return behind.get(0, [])


def _rejoin(parts: list[str]) -> list[str]:
    """Put ``Cloud Flare``, ``Workers AI`` and ``auth0`` together again."""
    joined: list[str] = []
    for part in parts:
        if joined and joined[-1] in {"cloud", "clou", "cloudf"} and part in {"flare", "fare", "flar", "lare"}:
            joined[-1] = "cloudflare"
        elif joined and joined[-1] == "workers" and part == "ai":
            joined[-1] = "workersai"
        elif joined and part.isdigit() and joined[-1] + part in _KNOWN:
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def _looks_like_vendor(word: str) -> bool:
    """True for a misspelling of ``cloudflare`` that no list has: letters swapped, lost or changed."""
    if not (len(_TARGET) - 1 <= len(word) <= len(_TARGET) + 2) or word[0] != "c" or word in _OTHER_CLOUDS:
        return False
    if sorted(word) == _LETTERS:
        return True
    head = _common(word, _TARGET)
    tail = _common(word[::-1], _TARGET[::-1])
    return head + tail >= max(len(word), len(_TARGET)) - 2


def _common(a: str, b: str) -> int:
    """Length of the common beginning."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _role_of(parts: list[str]) -> str:
    """The role that the name's last role word gives: ``api_key_secret`` is a secret, ``token_key`` a key."""
    for part in reversed(parts):
        if part in words.TOKEN_ROLES:
            return "token"
        if part in words.KEY_ROLES:
            return "key"
        if part in words.SECRET_ROLES:
            return "secret"
    return ""


@lru_cache(maxsize=4096)
def read(text: str) -> Name:
    """Read a name, label or phrase.

    Args:
        text: an identifier (``CF_API_TOKEN``, ``cloudflare.apiToken``) or a few words (``Cloudflare API token``).

    Returns:
        What its words say.
    """
    parts = _rejoin(_split(text))
    vendor = {part for part in parts if part in words.VENDOR or _looks_like_vendor(part)}
    if "".join(parts) in _OWN_NAMES:
        vendor.add("cloudflare")
    last = next((part for part in reversed(parts) if not part.isdigit()), "")
    header = "key" in parts and "".join(parts) in _HEADER_NAMES
    return Name(
        text=text,
        vendor=bool(vendor),
        strong_vendor=not vendor <= words.ABBREVIATIONS,
        role="key" if header else _role_of(parts),
        foreign=not words.FOREIGN.isdisjoint(parts),
        not_secret=last in words.NOT_A_SECRET,
        unknown=sum(not _is_known(part) and part not in vendor for part in parts),
        api=not _API_WORDS.isdisjoint(parts),
    )


def _is_known(part: str) -> bool:
    return part in _KNOWN or part.isdigit() or len(part) == 1
