from __future__ import annotations

import pytest

from cf_secret_guard.model import Confidence, Kind
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.exposure import Exposure
from cf_secret_guard.respond.incidents import merge
from cf_secret_guard.respond.incidents.cleaning import Cleaner
from cf_secret_guard.respond.incidents.values import CLOSED, OPEN, Incident, State
from cf_secret_guard.verify.base import Status
from tests.respond.incidents.cases import T1, T2, T3, TOKEN, exposed, finding, incident, verdict
from tests.tokens import r2_secret

R2 = finding(r2_secret(TOKEN), kind=Kind.R2_SECRET_ACCESS_KEY, path="r")


def after(*runs: Incident) -> State:
    state = merge.opened(runs[0], runs[0].at)
    for run in runs:
        state = merge.merged(state, run, run.at, Cleaner.of(run))
    return state


def test_an_incident_is_named_by_its_day_and_its_token() -> None:
    state = merge.opened(incident(R2, finding(), at=T2), T2)
    assert state.id == f"2026-11-21-{finding().fingerprint[:12]}"
    assert [event.event for event in state.events] == ["opened"]


def test_a_token_is_found_by_its_r2_secret_too() -> None:
    assert R2.fingerprint in merge.fingerprints(incident())
    assert R2.fingerprint in after(incident()).fingerprints


def test_verdicts_and_actions_are_appended_and_told_once() -> None:
    action = ActionRecord(Verb.DISABLE, "user token 1", ActionStatus.APPLIED, at=T1)
    first = incident(status=Status.LIVE, actions=(action, action))
    second = incident(status=Status.DISABLED, at=T2)
    state = after(first, first, second)
    assert [row.status for row in state.verdicts] == ["live", "disabled"]
    assert len(state.actions) == 1


def test_what_a_run_does_not_know_stays() -> None:
    state = after(incident(severity="high", capability="Can.", audit=("a",)), incident(at=T2, audit=("b",)))
    assert (state.severity, state.capability, state.audit) == ("high", "Can.", ("a", "b"))
    assert state.updated == T2


def test_a_place_that_moved_within_its_file_is_not_told_twice() -> None:
    state = after(incident(finding(line=3), finding(path="other")), incident(finding(line=5), at=T2))
    assert [(row.path, row.line, row.first_seen, row.last_seen) for row in state.places] == [
        ("deploy/.env", 5, T1, T2),
        ("other", 3, T1, T1),
    ]


def test_the_surest_confidence_and_all_reasons_count() -> None:
    low = finding(confidence=Confidence.LOW, evidence=("b",))
    (row,) = after(incident(finding(evidence=("a",))), incident(low, at=T2)).secrets
    assert (row.confidence, row.evidence) == ("certain", ("a", "b"))


def test_the_tie_to_the_token_is_no_identifier() -> None:
    (row,) = after(incident(finding(companions=(("parent_fingerprint", "x"), ("account_id", "y"))))).secrets
    assert row.identifiers == ("account_id y",)


def test_the_latest_answer_about_a_file_counts_unless_it_is_none() -> None:
    item = finding()
    unclear = Exposure(item.fingerprint, item.path, committed=None, limits=("stopped",))
    known = exposed(item)
    assert after(incident(exposures=(known,)), incident(exposures=(unclear,), at=T2)).exposures[0].committed
    assert after(incident(exposures=(unclear,)), incident(exposures=(known,), at=T2)).exposures[0].committed
    assert after(incident(exposures=(unclear,))).exposures[0].limits == ("stopped",)


@pytest.mark.parametrize(
    ("at_closing", "then", "status"),
    [
        (Status.DISABLED, Status.LIVE, OPEN),
        (Status.DISABLED, Status.UNKNOWN, OPEN),
        (Status.DISABLED, Status.REVOKED, CLOSED),
        (Status.DISABLED, None, CLOSED),
        (Status.LIVE, Status.LIVE, CLOSED),  # closed with --force, knowing it
        (Status.UNKNOWN, Status.LIVE, OPEN),
        (Status.NOT_CHECKABLE, Status.NOT_CHECKABLE, CLOSED),
        (None, None, CLOSED),
    ],
)
def test_a_closed_incident_opens_again_when_it_may_work(
    at_closing: Status | None, then: Status | None, status: str
) -> None:
    state = merge.closed(after(incident(status=at_closing)), T2, "")
    again = merge.merged(state, incident(status=then, at=T3), T3, Cleaner(()))
    assert again.status == status
    assert (again.events[-1].event == "reopened") == (status == OPEN)


@pytest.mark.parametrize(
    ("verdict_then", "status"), [(Status.DISABLED, CLOSED), (Status.NOT_CHECKABLE, OPEN), (None, OPEN)]
)
def test_a_further_file_opens_it_again_unless_it_is_dead(verdict_then: Status | None, status: str) -> None:
    state = merge.closed(after(incident(status=verdict_then)), T2, "")
    again = merge.merged(state, incident(finding(path="new"), status=None, at=T3), T3, Cleaner(()))
    assert again.status == status


def test_nothing_personal_is_remembered_unless_it_was_asked_for() -> None:
    def run(*, personal: bool) -> str:
        return str(
            after(
                incident(
                    finding(evidence=("signed ann@example.com",)),
                    verdicts=((finding().fingerprint, verdict(reason="from 203.0.113.7")),),
                    capability="Only from 203.0.113.0/24.",
                    audit=("by bob@example.com",),
                    personal=personal,
                )
            )
        )

    personal = ("ann@example.com", "bob@example.com", "203.0.113")
    assert not [word for word in personal if word in run(personal=False)]
    assert all(word in run(personal=True) for word in personal)


def test_closing_remembers_when_and_at_which_verdict() -> None:
    event = merge.closed(after(incident(status=Status.REVOKED)), T3, "done").events[-1]
    assert event == (T3, "closed", "revoked", "done")
