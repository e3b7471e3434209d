from __future__ import annotations

import pytest

from cf_secret_guard.model import Confidence, Finding, Kind
from cf_secret_guard.report.urgency import SEVERITIES, Level, level, most_urgent, severity
from cf_secret_guard.verify.base import Status
from tests.report.reports import finding, verdict


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (finding(), Level.ERROR),
        (finding(confidence=Confidence.HIGH), Level.ERROR),
        (finding(confidence=Confidence.MEDIUM), Level.WARNING),
        (finding(confidence=Confidence.LOW), Level.NOTE),
        (finding(confidence=Confidence.LOW, verdict=verdict(Status.LIVE)), Level.ERROR),
        (finding(confidence=Confidence.LOW, verdict=verdict(Status.RESTRICTED)), Level.ERROR),
        *((finding(verdict=verdict(status)), Level.NOTE) for status in Status if status.is_dead),
        (finding(verdict=verdict(Status.UNKNOWN)), Level.ERROR),
        (finding(confidence=Confidence.MEDIUM, verdict=verdict(Status.NOT_CHECKABLE)), Level.WARNING),
    ],
)
def test_an_answer_decides_the_level_and_without_one_the_confidence(given: Finding, expected: Level) -> None:
    assert level(given) is expected


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (finding(), "high"),
        (finding(kind=Kind.GLOBAL_API_KEY), "critical"),
        (finding(kind="acme-key"), "high"),
        (finding(severity="low: Zone Read only reads settings"), "low"),
        (finding(severity="nobody knows"), "high"),
    ],
)
def test_what_it_can_do_is_what_was_asked_or_else_what_is_usual(given: Finding, expected: str) -> None:
    assert severity(given) == expected
    assert expected in SEVERITIES


def test_the_most_urgent_comes_first_whoever_was_first() -> None:
    expected = [
        finding(path="live", confidence=Confidence.MEDIUM, verdict=verdict()),
        finding(path="critical", kind=Kind.GLOBAL_API_KEY),
        finding(path="b", at_head=True),
        finding(path="a", at_head=False),
        finding(path="high", confidence=Confidence.HIGH),
        finding(path="medium", confidence=Confidence.MEDIUM),
        finding(path="dead", verdict=verdict(Status.REVOKED)),
        finding(path="low", confidence=Confidence.LOW),
    ]
    assert most_urgent(expected) == most_urgent(expected[::-1]) == expected
