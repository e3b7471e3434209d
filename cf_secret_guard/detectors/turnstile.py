"""Turnstile secret keys: ``0x4`` and 30 to 35 more characters; the public site key has only about 21 more.

Sources: the API schema (site key at most 32 characters), https://developers.cloudflare.com/turnstile/. The documented
test keys begin with ``1x``, ``2x`` and ``3x``, so they never match.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.evidence import weigh
from cf_secret_guard.detectors.plausible import is_placeholder
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject

_KEY = re.compile(r"0x4([A-Za-z0-9_-]{30,35})(?![A-Za-z0-9_-])")
_FAMILY = "AAAAA"
_WORD = re.compile(r"[A-Za-z0-9_]")
_HEX = re.compile(r"[0-9a-fA-F]+")
_SITE = re.compile(r"(?i)site[ _-]?key")


class TurnstileDetector:
    """Turnstile secret keys, told from site keys by their length."""

    id = "turnstile"
    kinds = (Kind.TURNSTILE_SECRET_KEY,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each secret key that is neither hex nor a dummy."""
        for hit in _KEY.finditer(subject.text) if "0x4" in subject.text else ():
            tail = hit[1].lstrip("A")
            glued = _WORD.match(subject.text, hit.start() - 1) if hit.start() else None
            if glued or _HEX.fullmatch(hit[1]) or is_placeholder(tail) or _is_alphabet(tail):
                continue
            confidence, reasons = self._judge(subject, hit.start(), hit.end(), hit[1])
            if confidence is not None:
                yield Match(
                    Kind.TURNSTILE_SECRET_KEY,
                    hit.start(),
                    hit.end(),
                    Secret(hit[0]),
                    confidence,
                    Checksum.NONE,
                    reasons,
                )

    def _judge(self, subject: Subject, start: int, end: int, tail: str) -> tuple[Confidence | None, tuple[str, ...]]:
        places = subject.places(start, end)
        named = " ".join(name.text for place in places for name in place.keys)
        shape = ("0x4 and the length of a Turnstile secret key (site keys are shorter)",)
        if tail.startswith(_FAMILY):
            return (Confidence.LOW if _SITE.search(named) else Confidence.HIGH), shape
        clues = weigh(places)
        line = " ".join(place.line for place in places).lower()
        if "turnstile" in line or "turnstile" in named.lower():
            return Confidence.MEDIUM, (*shape, "the same line says Turnstile")
        return (Confidence.LOW if clues.vendor else None), (*shape, *clues.reasons)


def _is_alphabet(text: str) -> bool:
    """``bCdEfGhIjK``: letters in order, whatever their case."""
    low = text.lower()
    return sum(ord(b) - ord(a) == 1 for a, b in pairwise(low)) > len(low) // 3
