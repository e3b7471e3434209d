from __future__ import annotations

import pytest

from cf_secret_guard.model import Kind, Problem
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.known import Known
from cf_secret_guard.respond.plan import Disposition, Plan, PlannedAction
from cf_secret_guard.respond.revoke import Applied
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Status, Verdict
from tests import tokens
from tests.report.reports import AT, finding, report

NAME = finding().fingerprint
LEAK = Leak(Kind.USER_API_TOKEN, Secret(tokens.user_token()))
ACT = PlannedAction(Verb.DISABLE, Disposition.ACT, (LEAK,), Target(TargetType.USER_TOKEN, "0123"))


@pytest.fixture
def known() -> Known:
    return Known(report(finding(), finding(path="b"), errors=(Problem("before", ""),)))


def record(status: ActionStatus, reason: str = "why") -> ActionRecord:
    return ActionRecord(Verb.DISABLE, "user token 0123", status, reason, AT)


def test_nothing_learnt_leaves_the_report_as_it_was(known: Known) -> None:
    assert known.report() == report(finding(), finding(path="b"), errors=(Problem("before", ""),))


def test_every_place_carries_the_latest_verdict_and_the_history_all_of_them(known: Known) -> None:
    known.learn([(NAME, Verdict(Status.LIVE))])
    known.learn([(NAME, Verdict(Status.DISABLED))])
    assert {item.verdict for item in known.report().findings} == {Verdict(Status.DISABLED)}
    assert [verdict.status for _, verdict in known.history] == ["live", "disabled"]


@pytest.mark.parametrize("status", Status)
def test_only_unknown_is_an_error(known: Known, status: Status) -> None:
    known.learn([(NAME, Verdict(status, "no answer"))])
    known.tell_unknown()
    messages = [problem.message for problem in known.problems]
    wanted = "Whether the cloudflare-user-api-token in config/prod.env:3 is live is not known: no answer"
    assert messages == ([wanted] if status is Status.UNKNOWN else [])


@pytest.mark.parametrize(
    ("status", "verdict", "said"),
    [
        (ActionStatus.CONFIRMED, Status.DISABLED, ""),
        (ActionStatus.APPLIED, Status.NOT_CHECKABLE, ""),
        (ActionStatus.APPLIED, Status.LIVE, "was disabled, but that is not confirmed: why"),
        (ActionStatus.APPLIED, Status.UNKNOWN, "was disabled, but that is not confirmed: why"),
        (ActionStatus.FAILED, Status.LIVE, "was not disabled for certain: why"),
    ],
)
def test_what_is_not_certain_is_an_error(known: Known, status: ActionStatus, verdict: Status, said: str) -> None:
    known.applied(ACT, Applied(record(status), ((NAME, Verdict(verdict)),)))
    assert [problem.message for problem in known.problems] == ([f"user token 0123 {said}"] if said else [])
    assert known.report().findings[1].actions == (record(status),)


@pytest.mark.parametrize("disposition", [Disposition.REFUSED, Disposition.BY_HAND])
def test_what_was_refused_is_an_error_with_its_next_step(known: Known, disposition: Disposition) -> None:
    action = ACT._replace(disposition=disposition, reason="it is in use", next_step="Stop that.")
    known.applied(action, Applied(record(ActionStatus.REFUSED)))
    assert known.problems == [Problem("user token 0123 was not disabled: it is in use", "Stop that.")]


@pytest.mark.parametrize(
    ("status", "fingerprints", "incomplete"),
    [
        (ActionStatus.CONFIRMED, (NAME,), False),
        (ActionStatus.APPLIED, (), False),
        (ActionStatus.FAILED, ("0" * 32,), True),
        (ActionStatus.FAILED, (NAME,), False),
    ],
)
def test_an_earlier_run_is_told_of_and_counts_if_nothing_here_follows(
    known: Known, status: ActionStatus, fingerprints: tuple[str, ...], incomplete: object
) -> None:
    known.earlier(record(status), fingerprints)
    (problem,) = known.problems
    assert problem.message == f"An earlier run began to disable user token 0123: {status}, why"
    assert problem.incomplete is incomplete
    assert bool(known.report().findings[0].actions) is (NAME in fingerprints)


def test_a_plan_without_a_yes_is_planned_and_an_error(known: Known) -> None:
    nothing = ACT._replace(disposition=Disposition.NOTHING)
    known.planned(Plan((ACT, nothing)))
    (action,) = known.report().findings[0].actions
    assert action.status is ActionStatus.PLANNED
    assert len(known.problems) == 1


def test_what_was_not_begun_is_named(known: Known) -> None:
    known.not_begun([])
    assert not known.problems
    known.not_begun([ACT])
    assert known.problems[0].message == "Not done, or not to the end: user token 0123"


def test_the_sweeper_knows_what_the_run_knows(known: Known) -> None:
    known.secrets.append(Secret(tokens.legacy_token()))
    cleaned = known.sweeper().clean(f"{tokens.legacy_token()} {finding().secret.reveal()}")
    assert tokens.legacy_token() not in cleaned
    assert finding().secret.reveal() not in cleaned
    assert known.report().secrets == (Secret(tokens.legacy_token()),)
