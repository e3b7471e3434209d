"""R2 secret access keys that nothing names: wherever the SHA-256 of a token stands, it is the token's R2 secret."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.occurrences import occurrences
from cf_secret_guard.hits import Hit
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.related import TOKENS, r2_secret_of
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.decode.base import View

_MOST_TOKENS = 50
"""Of one window that are looked for: each costs a search of all of it."""
_MOST_PLACES = 20
_LAST = 1_000
"""Behind every detector: a key that is also named keeps its own evidence."""


def derived(roots: Sequence[View], kept: Sequence[Hit]) -> list[Hit]:
    """Find the R2 secrets of tokens in the same text.

    Args:
        roots: the blob's own text.
        kept: what was found in it.

    Returns:
        Hits of low confidence: ``related`` raises them to certain when it ties them to their token.
    """
    tokens = {hit.match.secret.reveal(): None for hit in kept if hit.match.kind in TOKENS}
    return [
        Hit(_match(at, value), root, *root.extent(at, at + len(value)), _LAST)
        for value in map(r2_secret_of, islice(tokens, _MOST_TOKENS))
        for root in roots
        for at in islice(occurrences(root.text, value), _MOST_PLACES)
    ]


def _match(at: int, value: str) -> Match:
    reasons = ("64 hex digits, as R2 secret access keys are",)
    end = at + len(value)
    return Match(Kind.R2_SECRET_ACCESS_KEY, at, end, Secret(value), Confidence.LOW, Checksum.NONE, reasons)
