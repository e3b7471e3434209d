"""R2 secret access keys: 64 lowercase hex digits, the SHA-256 of the API token that they belong to.

Source: https://developers.cloudflare.com/r2/api/tokens/. 64 hex digits are also any SHA-256 and most applications'
own secrets, so the name must say S3 secret and the place must say R2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import regex

from cf_secret_guard.detectors.edges import stands_free
from cf_secret_guard.detectors.plausible import is_random_hex
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject
    from cf_secret_guard.detectors.place import Place

_HEX = regex.compile(r"[0-9a-f]{64}")
_S3_SECRET = regex.compile(
    r"(?i)secret[\s_.-]?(?:access[\s_.-]?)?key(?![\s_.-]?id)|access[\s_.-]?key[\s_.-]?secret|secretaccesskey|secret[\s_.-]?access|"
    r"s3[\s_.-]?secret|key[\s_.-]?secret"
)
_R2_SECRET = regex.compile(
    r"(?i)(?<![a-z0-9])(?:cloudflare[\s_.-]?|cf[\s_.-]?)?r2(?:[\s_.-]?[a-z]+){0,3}?[\s_.-]?(?:secret|sk\b|password|key(?![\s_.-]?id))|"
    r"secret[\w.-]*r2(?![a-z0-9])"
)
_ANY_SECRET = regex.compile(r"(?i)secret|password|(?<![a-z])sk(?![a-z])")
_PAIRED = regex.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}[\s\"'`)]*,\s*(?:[A-Za-z][\w:.]*\()?\s*[\"'`]?$")
_NO_SECRET = regex.compile(r"(?i)x-amz|signature|sha-?256|etag|hash|digest|checksum|content")
_OTHER_STORE = regex.compile(
    r"(?i)supabase\.co|amazonaws\.com|digitaloceanspaces|backblazeb2|wasabisys|linodeobjects|scw\.cloud|minio|"
    r"storage\.googleapis|ovh\.|hetzner|idrivee2|storj|vultrobjects|garage|tigris"
)
_R2_HOST = regex.compile(r"(?i)r2\.cloudflarestorage\.com")
_R2_WORD = regex.compile(r"(?i)(?<![a-z0-9])r2(?![0-9])")
_BLOCK = regex.compile(r"(?i)(?<![a-z0-9])r2(?![0-9])|cloudflare")
_KEY_ID = regex.compile(r"(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z.])")
_ACCOUNT = regex.compile(r"(?i)([0-9a-f]{32})\.(?:eu\.|fedramp\.)?r2\.cloudflarestorage\.com")
_REACH = 40


class R2Detector:
    """Secret access keys of R2's S3 interface."""

    id = "r2"
    kinds = (Kind.R2_SECRET_ACCESS_KEY,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each random 64-digit hex value that is named as an S3 secret where R2 is meant."""
        for start, end in subject.runs:
            value = subject.text[start:end]
            if not _HEX.fullmatch(value) or not is_random_hex(value) or not stands_free(subject.text, start, end):
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
    inner = places[0]
    named = " ".join(name.text for place in places for name in place.keys[:4]) + " " + inner.left[-40:]
    if _NO_SECRET.search(inner.left[-40:]):
        return None, ()
    near = "\n".join("\n".join((*p.above[:8], p.left, p.right, *p.below[:8])) for p in places)
    around = "\n".join("\n".join((*p.above[:_REACH], p.left, p.right, *p.below)) for p in places)
    host = _R2_HOST.search(around) is not None
    inside = any(_BLOCK.search(line) for place in places for _, line in place.ancestors)
    if _R2_SECRET.search(named):
        return Confidence.HIGH, ("named as an R2 secret",)
    if _OTHER_STORE.search(near) and not _R2_HOST.search(near):
        return None, ()
    if _S3_SECRET.search(named) and (host or inside or any(place.provider for place in places)):
        return Confidence.HIGH, ("named as an S3 secret", "an R2 endpoint or block stands around it")
    r2_near = _R2_WORD.search(near + inner.land.path) is not None
    if _ANY_SECRET.search(named) and (host or inside or r2_near) and _KEY_ID.search(near):
        return Confidence.MEDIUM, ("named as a secret", "R2 is named near, beside a 32-digit key id")
    before = inner.land.text[max(0, inner.start - 160) : inner.start]
    if (host or r2_near) and _PAIRED.search(before):
        return Confidence.MEDIUM, ("follows a 32-digit key id", "R2 is named near")
    if _S3_SECRET.search(named):
        return Confidence.LOW, ("named as an S3 secret, but nothing says R2",)
    return None, ()


def _companions(places: list[Place]) -> tuple[tuple[str, str], ...]:
    """The access key id beside the secret, and the account that the endpoint names."""
    found: list[tuple[str, str]] = []
    for place in places:
        lines = (place.line, *place.above[:4], *place.below[:4])
        named = (line for line in lines if regex.search(r"(?i)access[\s_.-]?key|key[\s_.-]?id", line))
        key = next((hit[0] for line in named if (hit := _KEY_ID.search(line))), None)
        account = next((hit[1] for line in (*lines, *place.above, *place.below) if (hit := _ACCOUNT.search(line))), None)
        found += [("access_key_id", key)] if key else []
        found += [("account_id", account)] if account else []
    return tuple(found)
