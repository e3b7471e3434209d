"""Legacy Global API Keys: 37 to 45 lowercase hex digits (37 as a rule), sent as ``X-Auth-Key``.

Format: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/. 40 digits are also what a git
commit looks like, so that length needs the strongest place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.edges import is_free_hex
from cf_secret_guard.detectors.evidence import STATEMENT, STRUCTURAL, UNKNOWN_NAME, Clues, weigh
from cf_secret_guard.detectors.veto import is_elsewhere
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject
    from cf_secret_guard.detectors.place import Place

_HEX = re.compile(r"[0-9a-f]{37,45}")
_SWIFT = re.compile(r"(?i)x-auth-user|x-storage-(?:user|pass|url)|/auth/v1|swift|openstack")
_GIT_LENGTH = 40
_ROLE = re.compile(r"(?i)key|token|secret|pass|auth")
_ROLE_REACH = 320
_AUTH_KEY = re.compile(r"(?i)x[\s_-]?auth[\s_-]?key")
_AUTH_KEY_BEFORE = re.compile(r"(?i)x[\s_-]?auth[\s_-]?key[\\\"'`\s]*[:=,>\s][=>\\\"'`\s(\[{]*$")
_AUTH_EMAIL = re.compile(
    r"(?i)x[\s_-]?auth[\s_-]?email|(?:cloudflare|cf)[\w.\-: ]{0,12}e?mail|e?mail[^\n]{0,30}@|[\w.+-]+@[\w-]+\.[\w.-]+"
)


class LegacyKeyDetector:
    """Global API Keys of the old format, by structural evidence."""

    id = "legacy-key"
    kinds = (Kind.GLOBAL_API_KEY,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each random hex value of the right length in a Cloudflare context."""
        for start, end in subject.runs:
            value = subject.text[start:end]
            if not _is_candidate(subject.text, start, end):
                continue
            places = subject.places(start, end)
            clues = weigh(places)
            email = any(_names_email(place) for place in places)
            header = any(_is_auth_key(place) for place in places)
            header = header and (email or not any(_is_swift(place) for place in places))
            confidence = _judge(clues, len(value), header=header, email=email)
            if confidence is not None:
                reasons = [f"{len(value)} hex digits, as legacy Global API Keys are"]
                reasons += ["sent as X-Auth-Key"] if header else []
                reasons += ["an e-mail address stands beside it"] if email else []
                evidence = (*reasons, *clues.reasons)
                yield Match(Kind.GLOBAL_API_KEY, start, end, Secret(value), confidence, Checksum.NONE, evidence)


def _is_candidate(text: str, start: int, end: int) -> bool:
    """Random hex of the right length; of the length of a commit, only behind a word for a credential."""
    if not _HEX.fullmatch(text, start, end) or not is_free_hex(text, start, end):
        return False
    # Commit lists hold thousands of them.
    return end - start != _GIT_LENGTH or _ROLE.search(text, max(0, start - _ROLE_REACH), start) is not None


def _is_auth_key(place: Place) -> bool:
    named = place.keys if place.assigned.direct or place.alone else place.keys[:1]
    return any(_AUTH_KEY.fullmatch(name.text) for name in named) or bool(_AUTH_KEY_BEFORE.search(place.left[-40:]))


def _is_swift(place: Place) -> bool:
    """OpenStack Swift logs in with X-Auth-Key too, beside X-Auth-User, at hosts of its own."""
    near = (place.line, *place.above[:6], *place.below[:6])
    return is_elsewhere(place.host) or any(_SWIFT.search(line) for line in near)


def _names_email(place: Place) -> bool:
    return any(_AUTH_EMAIL.search(text) for text in (place.line, *place.above[:6], *place.below[:6]))


def _judge(clues: Clues, length: int, *, header: bool, email: bool) -> Confidence | None:
    """The confidence that a place gives, or None."""
    if clues.veto or not (header or clues.vendor):
        return None
    if header:
        return _header(clues, length, email=email)
    if length == _GIT_LENGTH:
        return _git_length(clues, email=email)
    return _telling_length(clues, email=email)


def _telling_length(clues: Clues, *, email: bool) -> Confidence:
    """37 digits and other lengths that nothing else has: less of a place is enough."""
    if clues.vendor == STRUCTURAL:
        return Confidence.HIGH if clues.role == STRUCTURAL else Confidence.MEDIUM
    if clues.role == UNKNOWN_NAME and not email:
        return Confidence.LOW
    return Confidence.MEDIUM if clues.vendor == STATEMENT or clues.role or email else Confidence.LOW


def _header(clues: Clues, length: int, *, email: bool) -> Confidence:
    """OpenStack Swift has an X-Auth-Key too, but no e-mail beside it and seldom 37 hex digits."""
    if email or clues.vendor:
        return Confidence.HIGH
    return Confidence.LOW if length == _GIT_LENGTH else Confidence.MEDIUM


def _git_length(clues: Clues, *, email: bool) -> Confidence | None:
    """40 digits: only the name of a Cloudflare key, or a credential's name in a Cloudflare block beside an e-mail."""
    if clues.vendor != STRUCTURAL or clues.role != STRUCTURAL or not clues.direct:
        return None
    if clues.own_vendor and clues.known_name and clues.kind in {"key", "secret"} and not clues.weak_vendor:
        return Confidence.HIGH
    if email and (clues.own_vendor or clues.kind in {"key", "secret"}):
        return Confidence.MEDIUM
    return Confidence.LOW
