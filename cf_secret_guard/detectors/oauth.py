"""OAuth tokens of wrangler and the ``cf`` CLI: ``cfoat_`` and ``cfort_``, and the bare form in wrangler's own file.

Sources: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/ (prefix); the body of two parts
of 43 characters is as observed in public files, so the lengths are matched loosely.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.plausible import is_random_token
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject

_PREFIXED = re.compile(r"cfo[ar]t\\{0,2}_([A-Za-z0-9_-]{30,60})(?:\.([A-Za-z0-9_-]{30,60}))?(?![A-Za-z0-9_-])")
_BARE = re.compile(r"([A-Za-z0-9_-]{43})\.([A-Za-z0-9_-]{43})")
_NAME = re.compile(r"(?i)(?:oauth|refresh|access)[\s_-]?token")
_WRANGLER = re.compile(r"(?i)wrangler|cloudflare|workers:|d1:write|pages:write|workers_")


class OAuthDetector:
    """OAuth access and refresh tokens."""

    id = "oauth"
    kinds = (Kind.OAUTH_TOKEN,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield prefixed tokens by shape, bare ones in a wrangler login file."""
        if "cfo" in subject.text:
            yield from _prefixed(subject.text)
        for (start, middle), (again, end) in pairwise(subject.runs):
            whole = again == middle + 1 and "." not in (subject.text[start - 1 : start], subject.text[end : end + 1])
            bare = _BARE.fullmatch(subject.text, start, end) if whole else None
            if bare and is_random_token(bare[1]) and is_random_token(bare[2]):
                confidence = _judge(subject, start, end)
                if confidence is not None:
                    reasons = ("the form of an OAuth token, in a wrangler login",)
                    yield _match(start, end, bare[0], confidence, reasons)


def _prefixed(text: str) -> Iterator[Match]:
    for hit in _PREFIXED.finditer(text):
        body = hit[1] + (hit[2] or "")
        if is_random_token(body):
            confidence = Confidence.HIGH if hit[2] else Confidence.MEDIUM
            yield _match(hit.start(), hit.end(), hit[0].replace("\\", ""), confidence, ("prefix of an OAuth token",))


def _match(start: int, end: int, value: str, confidence: Confidence, reasons: tuple[str, ...]) -> Match:
    return Match(Kind.OAUTH_TOKEN, start, end, Secret(value), confidence, Checksum.NONE, reasons)


def _judge(subject: Subject, start: int, end: int) -> Confidence | None:
    """The name says oauth or refresh token, and the file is wrangler's or says Cloudflare."""
    named = vendor = False
    for place in subject.places(start, end):
        named = named or place.assigned.scheme or any(_NAME.search(name.text) for name in place.keys[:3])
        around = " ".join((place.land.path, place.line, *place.above[:12], *place.below[:12]))
        vendor = vendor or _WRANGLER.search(around) is not None
    if named and vendor:
        return Confidence.HIGH
    return Confidence.LOW if named or vendor else None
