from __future__ import annotations

import pytest

from cf_secret_guard.model import Confidence, Finding
from cf_secret_guard.report.html.cases import Case, Standing, day, in_order, not_dead, spot
from cf_secret_guard.respond.base import ActionStatus
from cf_secret_guard.timestamps import epoch
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.reports import AT, action, finding, from_history, verdict

THEN = epoch(AT)
LATER = "2026-11-22T00:00:00Z"


def case(*places: Finding) -> Case:
    return Case(1, places or (finding(),))


def with_verdict(status: Status) -> Finding:
    return finding(tokens.user_token(status), path=status, verdict=verdict(status))


def test_the_most_urgent_secret_comes_first() -> None:
    weak = finding(tokens.user_token("weak"), path="weak", confidence=Confidence.MEDIUM)
    bad = finding(tokens.user_token("bad"), path="bad", verdict=verdict(), severity="critical: all")
    findings = [weak, *map(with_verdict, reversed(Status)), finding(path="unasked"), bad]
    assert [item.first.path for item in in_order(findings)] == [
        "bad",
        "live",
        "restricted",
        "not-checkable",
        "unknown",
        "unasked",
        "weak",
        "disabled",
        "expired",
        "invalid",
        "revoked",
    ]


@pytest.mark.parametrize("status", Status)
def test_every_verdict_has_its_standing(status: Status) -> None:
    standing = case(with_verdict(status)).standing
    assert (standing is Standing.LIVE) is status.is_live
    assert (standing is Standing.DEAD) is status.is_dead
    assert standing is not Standing.UNASKED
    assert standing.words


def test_what_is_dead_needs_no_more_steps() -> None:
    assert [item.first.path for item in not_dead(in_order(map(with_verdict, Status)))] == [
        "live",
        "restricted",
        "not-checkable",
        "unknown",
    ]


def test_a_case_speaks_for_all_its_places() -> None:
    live, _, dead = in_order(from_history().findings)
    assert (live.title, live.anchor, live.severity) == ("Cloudflare account API token", "secret-1", "critical")
    assert live.place == "infra/terraform/prod.tfvars:3:22 and 1 more place"
    assert (live.came_in, live.at_head) == (1_768_000_000, True)
    assert (dead.at_head, dead.ended) == (False, THEN)
    assert case(finding(confidence=Confidence.LOW), finding()).confidence is Confidence.CERTAIN
    assert (case().came_in, case().at_head, case().asked, case().ended) == (None, None, None, None)


@pytest.mark.parametrize(("severity", "word"), [("high: DNS", "high"), ("dire: all", ""), ("", ""), ("low", "low")])
def test_only_words_that_we_know_are_a_severity(severity: str, word: str) -> None:
    assert case(finding(severity=severity)).severity == word


@pytest.mark.parametrize(
    ("place", "ended"),
    [
        (finding(verdict=verdict(Status.DISABLED)), THEN),
        (finding(verdict=verdict(Status.DISABLED, checked_at=LATER), actions=(action(),)), THEN),
        (finding(actions=(action(),)), THEN),
        (finding(actions=(action(ActionStatus.APPLIED),)), None),
        (finding(verdict=verdict(Status.LIVE), actions=(action(),)), None),
        (finding(verdict=verdict(Status.UNKNOWN), actions=(action(),)), None),
    ],
)
def test_a_secret_is_dead_since_the_first_proof_and_never_while_it_may_live(place: Finding, ended: int | None) -> None:
    assert case(place).ended == ended


def test_a_question_that_was_never_put_has_no_time() -> None:
    assert case(finding(verdict=verdict(Status.NOT_CHECKABLE))).asked is None
    assert case(finding(verdict=verdict())).asked == THEN


def test_a_date_that_no_calendar_has_is_no_date() -> None:
    assert (day(1_768_000_000.9), day(10**18)) == ("2026-01-09", "")
    assert case(finding(commit_time=10**18)).came_in is None
    assert case(finding(commit_time=10**18), finding(commit_time=5)).came_in == 5


def test_a_credential_that_was_handed_in_stands_nowhere() -> None:
    assert case(finding(path="<given>")).place == "handed in"
    assert spot(finding()) == ":3:22"
