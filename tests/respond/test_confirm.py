from __future__ import annotations

import pytest

from cf_secret_guard.respond.base import ActionStatus
from cf_secret_guard.respond.confirm import ask, confirm
from cf_secret_guard.respond.objects.base import Sight
from cf_secret_guard.verify.base import Status
from tests.respond.stand_ins import ONE, TWO, StandInThing, asker

DEAD = [status for status in Status if status.is_dead]
NOT_DEAD = [Status.LIVE, Status.RESTRICTED, Status.UNKNOWN]


@pytest.mark.parametrize("status", DEAD)
def test_only_the_leaked_values_own_answer_confirms(status: Status) -> None:
    how, _, pauses = asker([status])
    shown = confirm([ONE], StandInThing(), how)
    assert shown.status is ActionStatus.CONFIRMED
    assert status in shown.reason
    assert dict(shown.verdicts)[ONE.fingerprint].status is status
    assert pauses == []


@pytest.mark.parametrize("status", NOT_DEAD)
def test_anything_else_is_asked_again_with_growing_pauses_and_never_confirmed(status: Status) -> None:
    how, verifier, pauses = asker([status], tries=4)
    shown = confirm([ONE], StandInThing(Sight.DISABLED), how)
    assert shown.status is ActionStatus.APPLIED
    assert "not confirmed: asked 4 times" in shown.reason
    assert "it looks disabled" in shown.reason
    assert (verifier.asked, pauses) == (4, [1, 2, 4])


@pytest.mark.parametrize("status", NOT_DEAD)
def test_a_change_may_need_a_moment(status: Status) -> None:
    how, verifier, _ = asker([status], [status], [Status.REVOKED])
    assert confirm([ONE], None, how).status is ActionStatus.CONFIRMED
    assert verifier.asked == 3


@pytest.mark.parametrize("other", [*NOT_DEAD])
def test_one_live_value_of_two_is_not_confirmed(other: Status) -> None:
    how, _, _ = asker([Status.INVALID, other])
    shown = confirm([ONE, TWO], None, how)
    assert shown.status is ActionStatus.APPLIED
    assert ("no clear answer" in shown.reason) == (other is Status.UNKNOWN)


def test_a_value_that_cannot_be_asked_beside_one_that_is_dead_is_confirmed() -> None:
    how, _, _ = asker([Status.DISABLED, Status.NOT_CHECKABLE])
    assert confirm([ONE, TWO], None, how).status is ActionStatus.CONFIRMED


def test_a_value_that_nobody_answered_about_is_unknown() -> None:
    how, _, _ = asker([])
    assert ask([ONE], how)[ONE.fingerprint].status is Status.UNKNOWN
    assert confirm([ONE], None, how).status is ActionStatus.APPLIED


@pytest.mark.parametrize(
    ("thing", "status", "words"),
    [
        (StandInThing(Sight.DISABLED), ActionStatus.APPLIED, "it looks disabled"),
        (StandInThing(held=False), ActionStatus.APPLIED, "no longer the current value"),
        (StandInThing(held=False, comparing_proves=True), ActionStatus.CONFIRMED, "not its current one"),
        (StandInThing(held=True, comparing_proves=True), ActionStatus.APPLIED, "not confirmed"),
        (StandInThing(held=None, comparing_proves=True), ActionStatus.APPLIED, "it looks active"),
        (None, ActionStatus.APPLIED, "nothing can look at it"),
    ],
)
def test_a_value_that_cannot_be_asked_is_compared(thing: StandInThing | None, status: ActionStatus, words: str) -> None:
    how, _, _ = asker([Status.NOT_CHECKABLE])
    shown = confirm([ONE], thing, how)
    assert shown.status is status
    assert words in shown.reason
