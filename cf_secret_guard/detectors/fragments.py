"""New-format tokens that are cut into pieces, put together by their checksum.

Whatever a language joins them with (variables, ``append``, ``strcat``, format strings, kerning in a PDF, a line wrap),
the pieces stand in order and close together, and a wrong guess passes the CRC-32 once in four billion times.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from cf_secret_guard.detectors.prefixed import KIND_OF_PREFIX, checksum_is_valid
from cf_secret_guard.model import Checksum, Confidence, Kind, Match
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.detectors.base import Subject

_BODY = 48
"""40 characters and 8 of checksum."""
_HEAD = re.compile(r"(cf(?:ut|at|k))(?:\\{0,2}_([A-Za-z0-9]{0,47}))?(?![A-Za-z0-9_])")
_RUN = re.compile(r"[A-Za-z0-9]+")
_WHOLE = re.compile(r"[A-Za-z0-9]{40}[0-9a-f]{8}")
_REACH = 600
_MOST_RUNS = 32
_MOST_TRIES = 40_000
"""Steps of the search in one text."""
_MOST_TRIES_OF_ONE = 4000
"""Steps for one beginning."""
_LEAST_BEGUN = 6
"""Characters of a body whose rest is looked for in the whole text."""
_CHECKSUM = 8
_WORDS = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))  # noqa: PLR2004 - ASCII


class FragmentDetector:
    """Pieces of ``cfut_``, ``cfat_`` and ``cfk_`` tokens, and bodies whose prefix stands elsewhere."""

    id = "fragments"
    kinds = (Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.GLOBAL_API_KEY, Kind.API_TOKEN)

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield tokens whose pieces, joined in order, have a valid checksum."""
        text = subject.text
        heads: list[re.Match[str]] = []
        if "cf" in text:
            heads = [head for head in _HEAD.finditer(text) if not text[head.start() - 1 : head.start()].isalnum()]
            yield from _joined(text, heads)
        kind_near = [(head.start(), head[1]) for head in heads]
        for start, end in subject.runs:
            value = text[start:end]
            if _WHOLE.fullmatch(value) and checksum_is_valid(value[:40], value[40:]):
                at = bisect_left(kind_near, (start, ""))
                near = kind_near[max(0, at - 1) : at + 1]
                prefix = min(near, key=lambda head: abs(head[0] - start), default=(0, ""))[1]
                kind = KIND_OF_PREFIX.get(prefix, Kind.API_TOKEN)
                yield _match(kind, f"{prefix}_{value}" if prefix else value, start, end)


def _joined(text: str, heads: Iterable[re.Match[str]]) -> Iterator[Match]:
    """Complete beginnings with what stands behind them, or else with one word from anywhere."""
    budget = [_MOST_TRIES]
    rests: dict[int, set[str]] | None = None
    for head in heads:
        begun = head[2] or ""
        runs = list(_RUN.finditer(text, head.end(), head.end() + _REACH))[:_MOST_RUNS]
        pieces = _complete(begun, runs, budget)
        if pieces:
            body = begun + "".join(piece[0] for piece in pieces)
            yield _match(KIND_OF_PREFIX[head[1]], f"{head[1]}_{body}", head.start(), pieces[-1].end())
        elif _LEAST_BEGUN <= len(begun) <= _BODY - _CHECKSUM and any(map(str.isdigit, begun)):
            rests = _words(text) if rests is None else rests
            yield from _far(text, head, rests.get(_BODY - len(begun), ()))


def _match(kind: Kind, value: str, start: int, end: int) -> Match:
    reasons = ("its pieces join to a token", "valid CRC-32 checksum")
    return Match(kind, start, end, Secret(value), Confidence.CERTAIN, Checksum.VALID, reasons)


def _words(text: str) -> dict[int, set[str]]:
    """Sort the words that can be the rest of a token, which ends with its checksum, by their lengths."""
    found: dict[int, set[str]] = {}
    for word in text.encode("latin-1", "replace").translate(_WORDS).split():
        if _CHECKSUM <= len(word) < _BODY and not word[-_CHECKSUM:].translate(None, b"0123456789abcdef"):
            found.setdefault(len(word), set()).add(word.decode("ascii"))
    return found


def _far(text: str, head: re.Match[str], rests: Iterable[str]) -> Iterator[Match]:
    """Complete a beginning with a word from anywhere in the text; both are places of the token."""
    begun = head[2]
    for rest in rests:
        body = begun + rest
        if checksum_is_valid(body[:40], body[40:]):
            value, kind = f"{head[1]}_{body}", KIND_OF_PREFIX[head[1]]
            yield _match(kind, value, *head.span())
            at = text.find(rest)
            yield _match(kind, value, at, at + len(rest))


def _complete(begun: str, runs: Sequence[re.Match[str]], budget: list[int]) -> list[re.Match[str]] | None:
    """Choose runs, in order, that complete ``begun`` to a body with a valid checksum; the nearest are tried first.

    Only choices whose lengths can still add up are followed: bit n of ``sums[i]`` says that runs from i on can give n.
    ``budget`` holds the steps that are left for all of the text.
    """
    if budget[0] <= 0 or not runs:
        return None
    sums = [1] * (len(runs) + 1)
    for index in range(len(runs) - 1, -1, -1):
        sums[index] = sums[index + 1] | (sums[index + 1] << len(runs[index][0]))
    limit = max(budget[0] - _MOST_TRIES_OF_ONE, 0)
    stack: list[tuple[int, list[re.Match[str]], int]] = [(0, [], _BODY - len(begun))]
    while stack and budget[0] > limit:
        budget[0] -= 1
        index, chosen, missing = stack.pop()
        if missing == 0:
            body = begun + "".join(piece[0] for piece in chosen)
            if checksum_is_valid(body[:40], body[40:]):
                return chosen
        elif missing > 0 and sums[index] >> missing & 1:
            stack.append((index + 1, chosen, missing))
            stack.append((index + 1, [*chosen, runs[index]], missing - len(runs[index][0])))
    return None
