"""Legacy API tokens: 40 characters of ``[A-Za-z0-9_-]`` and nothing that proves them, so the place has to.

Format: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/ (the alphabet as observed).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.detectors.edges import stands_free, without_colour
from cf_secret_guard.detectors.evidence import NEIGHBOUR, STATEMENT, STRUCTURAL, Clues, weigh
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
        for run, end in subject.runs:
            start = without_colour(subject.text, run)
            value = subject.text[start:end]
            if end - start != _LENGTH or not is_random_token(value, named=True) or is_other_vendors(value):
                continue
            if not stands_free(subject.text, start, end):
                continue
            clues = weigh(subject.places(start, end))
            confidence = _judge(clues)
            if confidence is not Confidence.HIGH and not is_random_token(value):
                continue
            if confidence is not None:
                yield Match(
                    Kind.API_TOKEN,
                    start,
                    end,
                    Secret(value),
                    confidence,
                    Checksum.NONE,
                    ("40 random characters, as legacy API tokens are", *clues.reasons),
                )


def _judge(clues: Clues) -> Confidence | None:
    """The confidence that a place gives, or None where nothing says Cloudflare."""
    if clues.veto or not clues.vendor:
        return None
    if clues.vendor == STRUCTURAL:
        return _structural(clues)
    plain_name = clues.clean_name and (clues.kind == "token" or clues.api)
    if clues.vendor == STATEMENT:
        enough = clues.scheme or plain_name or clues.tabular or clues.role == STATEMENT or (clues.in_file_name and clues.alone)
        return Confidence.MEDIUM if enough else Confidence.LOW
    if clues.vendor == NEIGHBOUR and clues.role == STRUCTURAL and (clues.scheme or plain_name):
        return Confidence.MEDIUM
    return Confidence.LOW if clues.role else None


def _structural(clues: Clues) -> Confidence:
    if clues.role == STRUCTURAL:
        return Confidence.HIGH
    return Confidence.MEDIUM if clues.role or clues.own_vendor else Confidence.LOW
