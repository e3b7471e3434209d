from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.journal import Journal
from cf_secret_guard.respond.needless import needless
from cf_secret_guard.respond.objects.base import Sight
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.verify.base import Status
from tests.respond.stand_ins import ONE, TARGET, TWO, StandInThing, action, asker
from tests.respond.world import NOW

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "state", lambda: NOW)


@pytest.mark.parametrize(
    ("verb", "status", "forced", "found"),
    [
        (Verb.DISABLE, Status.LIVE, False, None),
        (Verb.DISABLE, Status.RESTRICTED, False, None),
        (Verb.DISABLE, Status.DISABLED, False, ActionStatus.CONFIRMED),
        (Verb.DISABLE, Status.INVALID, False, ActionStatus.CONFIRMED),
        (Verb.DISABLE, Status.UNKNOWN, False, None),  # can be undone
        (Verb.DELETE, Status.LIVE, False, None),
        (Verb.DELETE, Status.DISABLED, False, None),
        (Verb.DELETE, Status.REVOKED, False, ActionStatus.CONFIRMED),
        (Verb.DELETE, Status.UNKNOWN, False, ActionStatus.FAILED),
        (Verb.DELETE, Status.UNKNOWN, True, None),
        (Verb.ROLL, Status.LIVE, False, None),
        (Verb.ROLL, Status.DISABLED, False, None),
        (Verb.ROLL, Status.INVALID, False, ActionStatus.CONFIRMED),
        (Verb.ROLL, Status.UNKNOWN, False, ActionStatus.FAILED),
        (Verb.ROLL, Status.UNKNOWN, True, None),
    ],
)
def test_the_leaked_value_is_asked_once_more_right_before_acting(
    journal: Journal, verb: Verb, status: Status, found: ActionStatus | None, *, forced: bool
) -> None:
    how, _, _ = asker([status])
    got = needless(action(verb, is_forced=forced), TARGET, StandInThing(), journal, how)
    assert (got and got[0]) == found
    assert got is None or dict(got[2])[ONE.fingerprint].status is status


@pytest.mark.parametrize(
    ("verb", "thing", "found"),
    [
        (Verb.DISABLE, StandInThing(Sight.DISABLED), ActionStatus.APPLIED),
        (Verb.DISABLE, StandInThing(Sight.GONE), ActionStatus.APPLIED),
        (Verb.DISABLE, StandInThing(Sight.ACTIVE), None),
        (Verb.DISABLE, StandInThing(Sight.UNKNOWN), None),
        (Verb.DELETE, StandInThing(Sight.GONE), ActionStatus.APPLIED),
        (Verb.DELETE, StandInThing(Sight.DISABLED), None),
        (Verb.ROLL, StandInThing(held=False), ActionStatus.APPLIED),
        (Verb.ROLL, StandInThing(held=True), None),
        (Verb.ROLL, StandInThing(held=None), None),
    ],
)
def test_where_the_value_cannot_be_asked_the_object_is_looked_at(
    journal: Journal, verb: Verb, thing: StandInThing, found: ActionStatus | None
) -> None:
    how, _, _ = asker([Status.NOT_CHECKABLE])
    got = needless(action(verb), TARGET, thing, journal, how)
    assert (got and got[0]) == found


def test_a_roll_without_a_known_outcome_stops_the_next_but_nothing_else(journal: Journal) -> None:
    journal.begin(Verb.ROLL, TARGET, (ONE.fingerprint,), "me")
    how, verifier, _ = asker([Status.LIVE])
    stopped = needless(action(Verb.ROLL), TARGET, StandInThing(), journal, how)
    assert stopped is not None
    assert stopped[0] is ActionStatus.FAILED
    assert verifier.asked == 0
    assert needless(action(Verb.DISABLE), TARGET, StandInThing(), journal, how) is None
    other = Target(TargetType.USER_TOKEN, "b" * 32)
    assert needless(action(Verb.ROLL)._replace(target=other), other, StandInThing(), journal, how) is None


@pytest.mark.parametrize("status", [ActionStatus.APPLIED, ActionStatus.CONFIRMED])
def test_what_another_run_rolled_is_not_rolled_again(journal: Journal, status: ActionStatus) -> None:
    journal.end(journal.begin(Verb.ROLL, TARGET, (TWO.fingerprint,), "me"), status, "")
    how, _, _ = asker([Status.NOT_CHECKABLE])
    got = needless(action(Verb.ROLL, TWO), TARGET, StandInThing(), journal, how)
    assert got is not None
    assert "another run rolled it already" in got[1]
    assert needless(action(Verb.ROLL, ONE), TARGET, StandInThing(), journal, how) is None  # a newer value leaked


def test_a_failed_roll_stops_nothing_unless_it_took_effect(journal: Journal) -> None:
    how, _, _ = asker([Status.NOT_CHECKABLE])
    journal.end(journal.begin(Verb.ROLL, TARGET, (ONE.fingerprint,), "me"), ActionStatus.FAILED, "")
    assert needless(action(Verb.ROLL), TARGET, StandInThing(), journal, how) is None
    lost = journal.step(journal.begin(Verb.ROLL, TARGET, (ONE.fingerprint,), "me"), "roll")
    journal.end(lost, ActionStatus.FAILED, "the new value is lost")
    assert needless(action(Verb.ROLL), TARGET, StandInThing(), journal, how) is not None


def test_an_unfinished_action_is_finished_once(journal: Journal) -> None:
    intent = journal.begin(Verb.ROLL, TARGET, (ONE.fingerprint,), "me")
    how, _, _ = asker([Status.REVOKED])
    rest = action(Verb.ROLL)._replace(unfinished=intent)
    assert needless(rest, TARGET, StandInThing(), journal, how) is None
    journal.end(intent, ActionStatus.CONFIRMED, "")
    assert needless(rest, TARGET, StandInThing(), journal, how) == (ActionStatus.APPLIED, "another run finished it", ())
