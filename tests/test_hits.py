from __future__ import annotations

import itertools

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.hits import Hit, settle
from cf_secret_guard.model import Checksum, Confidence, Match
from cf_secret_guard.secret import Secret


def hit(start: int, end: int, confidence: Confidence, rank: int, view: View, value: str = "") -> Hit:
    secret = Secret(value or f"{start}-{end}-{rank}")
    match = Match("fixed", start, end, secret, confidence, Checksum.NONE, ())
    return Hit(match, view, start, end, rank)


ROOT = View("x" * 200)
DECODED = View("y" * 100, via=("base64",), parent=ROOT)
HIGH, LOW = Confidence.HIGH, Confidence.LOW
SETTLED = {
    "the surer": ([hit(0, 9, LOW, 0, ROOT), hit(5, 12, HIGH, 5, ROOT)], [1]),
    "the one of the earlier detector": ([hit(0, 9, HIGH, 5, ROOT), hit(5, 12, HIGH, 0, ROOT)], [1]),
    "the one that was not decoded": ([hit(0, 9, HIGH, 0, DECODED), hit(5, 12, HIGH, 5, ROOT)], [1]),
    "the earlier of one detector": ([hit(5, 12, HIGH, 0, ROOT), hit(0, 9, HIGH, 0, ROOT)], [1]),
    "both that only touch": ([hit(0, 9, HIGH, 0, ROOT), hit(9, 12, LOW, 0, ROOT)], [0, 1]),
    "both of different views that hardly overlap": (
        [hit(0, 10, HIGH, 0, ROOT), hit(9, 20, HIGH, 0, DECODED)],
        [0, 1],
    ),
    "one of the same secret in views that touch": (
        [hit(0, 10, HIGH, 0, ROOT, "same"), hit(10, 20, HIGH, 0, DECODED, "same")],
        [0],
    ),
}


@pytest.mark.parametrize(("hits", "kept"), SETTLED.values(), ids=SETTLED)
def test_of_two_overlapping_hits_stays(hits: list[Hit], kept: list[int]) -> None:
    assert set(settle(hits)) == {hits[index] for index in kept}
    assert set(settle(hits[::-1])) == {hits[index] for index in kept}


def test_the_order_of_the_hits_does_not_matter() -> None:
    hits = [hit(start, start + 9, confidence, 0, ROOT) for start in (0, 5, 12) for confidence in (LOW, HIGH)]
    kept = {frozenset(settle(order)) for order in itertools.permutations(hits)}
    assert kept == {frozenset({hits[1], hits[5]})}


def test_nothing_stays_nothing() -> None:
    assert settle([]) == []
