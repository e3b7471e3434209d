"""R2 secret access keys: 64 lowercase hex digits, the SHA-256 of the API token that they belong to.

Source: https://developers.cloudflare.com/r2/api/tokens/. 64 hex digits are also any SHA-256 and most applications'
own secrets, so the name must say S3 secret and the place must say R2.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from cf_secret_guard.detectors.edges import is_free_hex
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject
    from cf_secret_guard.detectors.place import Place

_HEX = re.compile(r"[0-9a-f]{64}")
_S3_SECRET = re.compile(
    r"(?i)secret[\s_.-]?(?:access[\s_.-]?)?key(?![\s_.-]?id)|access[\s_.-]?key[\s_.-]?secret|secretaccesskey|secret[\s_.-]?access|"
    r"s3[\s_.-]?secret|key[\s_.-]?secret"
)
_R2_SECRET = re.compile(
    r"(?i)(?<![a-z0-9])(?:cloudflare[\s_.-]?|cf[\s_.-]?)?r2(?:[\s_.-]?[a-z]+){0,3}?[\s_.-]?"
    r"(?:secret|sk\b|password|key(?![\s_.-]?id))|secret[\w.-]*r2(?![a-z0-9])"
)
_ANY_SECRET = re.compile(r"(?i)secret|password|(?<![a-z])sk(?![a-z])")
_PAIRED = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}[\s\"'`)]*,\s*(?:[A-Za-z][\w:.]*\()?\s*[\"'`]?$")
# mc alias set r2 https://ACCOUNT.r2.cloudflarestorage.com KEY_ID SECRET
_ON_COMMAND_LINE = re.compile(r"(?i)r2\.cloudflarestorage\.com\S*\s.{0,80}(?<![0-9a-f])[0-9a-f]{32}[\s:\"']+$")
_NO_SECRET = re.compile(r"(?i)x-amz|signature|sha-?256|etag|hash|digest|checksum|content")
_OTHER_STORE = re.compile(
    r"(?i)supabase\.co|amazonaws\.com|digitaloceanspaces|backblazeb2|wasabisys|linodeobjects|scw\.cloud|minio|"
    r"storage\.googleapis|ovh\.|hetzner|idrivee2|storj|vultrobjects|garage|tigris"
)
_NAMED = re.compile(r"(?i)secret|password|(?<![a-z])(?:sk|r2)(?![a-z])|key")
_R2_PATH = re.compile(r"(?i)(?<![a-z0-9])r2(?![0-9])")
_BLOCK = re.compile(r"(?i)(?<![a-z0-9])r2(?![0-9])|cloudflare")
_KEY_ID = re.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z.])")
_KEY_NAME = re.compile(r"(?i)access[\s_.-]?key|key[\s_.-]?id")
_ACCOUNT = re.compile(r"(?i)([0-9a-f]{32})\.(?:eu\.|fedramp\.)?r2\.cloudflarestorage\.com")
_REACH = 40


class R2Detector:
    """Secret access keys of R2's S3 interface."""

    id = "r2"
    kinds = (Kind.R2_SECRET_ACCESS_KEY,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each random 64-digit hex value that is named as an S3 secret where R2 is meant."""
        for start, end in subject.runs:
            value = subject.text[start:end]
            if not _HEX.fullmatch(value) or not is_free_hex(subject.text, start, end):
                continue
            places = subject.places(start, end)
            confidence, reasons = _judge(places)
            if confidence is not None:
                yield Match(
                    Kind.R2_SECRET_ACCESS_KEY,
                    start,
                    end,
                    Secret(value),
                    confidence,
                    Checksum.NONE,
                    reasons,
                    _companions(places),
                )


def _judge(places: list[Place]) -> tuple[Confidence | None, tuple[str, ...]]:
    """The confidence that a place gives, with its reasons; None where it is something else."""
    inner = places[0]
    named = " ".join(name.text for place in places for name in place.keys[:4]) + " " + inner.left[-40:]
    paired = _PAIRED.search(inner.land.text[max(0, inner.start - 160) : inner.start]) is not None
    if _ON_COMMAND_LINE.search(inner.left):
        return Confidence.HIGH, ("follows an R2 endpoint and a key id",)
    if _NO_SECRET.search(inner.left[-40:]) or not (paired or _NAMED.search(named)):
        return None, ()
    if _R2_SECRET.search(named):
        return Confidence.HIGH, ("named as an R2 secret",)
    return _by_surroundings(places, named, paired=paired)


def _by_surroundings(places: list[Place], named: str, *, paired: bool) -> tuple[Confidence | None, tuple[str, ...]]:
    """Its name says S3 at most: what stands around must say R2."""
    if _OTHER_STORE.search(_around(places, 8)) and not _near(places, "r2_hosts", 8):
        return None, ()
    inside = _says_r2(places)
    if inside and _S3_SECRET.search(named):
        return Confidence.HIGH, ("named as an S3 secret", "an R2 endpoint or block stands around it")
    if inside or _near(places, "r2_words", 8) or _R2_PATH.search(places[0].land.path):
        return _beside_key_id(places, named, paired=paired)
    return _unplaced(named)


def _says_r2(places: list[Place]) -> bool:
    """An R2 endpoint within reach, a block that names R2 or Cloudflare, or a provider setting."""
    inside = any(_BLOCK.search(line) for place in places for _, line in place.ancestors)
    return inside or any(place.provider for place in places) or _near(places, "r2_hosts", _REACH)


def _near(places: list[Place], what: Literal["r2_words", "r2_hosts"], lines: int) -> bool:
    return any(
        place.land.near(getattr(place.land, what), place.start, place.end, lines=lines, reach=lines * 120) is not None
        for place in places
    )


def _beside_key_id(places: list[Place], named: str, *, paired: bool) -> tuple[Confidence | None, tuple[str, ...]]:
    """R2 is meant: a secret beside a key id, or what follows a key id in a call."""
    if _ANY_SECRET.search(named) and _KEY_ID.search(_around(places, 8)):
        return Confidence.MEDIUM, ("named as a secret", "R2 is named near, beside a 32-digit key id")
    if paired:
        return Confidence.MEDIUM, ("follows a 32-digit key id", "R2 is named near")
    return _unplaced(named)


def _unplaced(named: str) -> tuple[Confidence | None, tuple[str, ...]]:
    """Low, so that the token that it is the hash of can still raise it (see ``related``)."""
    if _S3_SECRET.search(named):
        return Confidence.LOW, ("named as an S3 secret, but nothing says R2",)
    return None, ()


def _around(places: list[Place], lines: int) -> str:
    return "\n".join("\n".join((*p.above[:lines], p.left, p.right, *p.below[:lines])) for p in places)


def _companions(places: list[Place]) -> tuple[tuple[str, str], ...]:
    """The access key id beside the secret, and the account that the endpoint names."""
    beside = _around(places, 4).split("\n")
    key = next((hit[0] for line in beside if _KEY_NAME.search(line) and (hit := _KEY_ID.search(line))), None)
    account = _ACCOUNT.search(_around(places, _REACH))
    found = [("access_key_id", key)] if key else []
    return tuple(found + ([("account_id", account[1])] if account else []))
