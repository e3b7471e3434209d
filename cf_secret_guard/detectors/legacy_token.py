"""Legacy API tokens: 40 characters of ``[A-Za-z0-9_-]`` and nothing that proves them, so the place has to.

Format: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/ (the alphabet as observed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.detectors.edges import stands_free
from cf_secret_guard.detectors.evidence import STATEMENT, STRUCTURAL, Clues, weigh
from cf_secret_guard.detectors.plausible import is_other_vendors, is_random_token
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.detectors.base import Subject

_LENGTH = 40


class LegacyTokenDetector:
    """API tokens of the old format, by structural evidence."""

    id = "legacy-token"
    kinds = (Kind.API_TOKEN,)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield each random 40-character value in a Cloudflare context."""
        for start, end in subject.runs:
            value = subject.text[start:end]
            if not _is_candidate(subject.text, start, end):
                continue
            clues = weigh(subject.places(start, end))
            confidence = _judge(clues)
            if confidence is None or (confidence is not Confidence.HIGH and not is_random_token(value)):
                continue
            reasons = ("40 random characters, as legacy API tokens are", *clues.reasons)
            yield Match(Kind.API_TOKEN, start, end, Secret(value), confidence, Checksum.NONE, reasons)


def _is_candidate(text: str, start: int, end: int) -> bool:
    value = text[start:end]
    random = end - start == _LENGTH and is_random_token(value, named=True)
    return random and not is_other_vendors(value) and stands_free(text, start, end)


def _judge(clues: Clues) -> Confidence | None:
    """The confidence that a place gives, or None where nothing says Cloudflare."""
    if clues.veto or not clues.vendor:
        return None
    if clues.vendor == STRUCTURAL:
        return _structural(clues)
    return _statement(clues) if clues.vendor == STATEMENT else _neighbour(clues)


def _statement(clues: Clues) -> Confidence:
    told = clues.tabular or clues.role == STATEMENT or (clues.in_file_name and clues.alone)
    return Confidence.MEDIUM if told or clues.scheme or clues.plain_name else Confidence.LOW


def _neighbour(clues: Clues) -> Confidence | None:
    if clues.role == STRUCTURAL and (clues.scheme or clues.plain_name):
        return Confidence.MEDIUM
    return Confidence.LOW if clues.role else None


def _structural(clues: Clues) -> Confidence:
    if clues.role == STRUCTURAL:
        return Confidence.HIGH
    return Confidence.MEDIUM if clues.role or clues.own_vendor else Confidence.LOW
