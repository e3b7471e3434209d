from __future__ import annotations

import pytest

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.base import Done, Effect, Sight
from cf_secret_guard.respond.readback import read_back
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Status
from tests.respond.stand_ins import StandInThing, action, asker

REFUSED, UNCLEAR = Done(Effect.REFUSED, "no"), Done(Effect.UNCLEAR, "lost")


@pytest.mark.parametrize("verb", Verb)
def test_what_is_done_is_not_looked_at_again(verb: Verb) -> None:
    how, verifier, _ = asker([Status.LIVE])
    result = Done(Effect.DONE, "note")
    assert read_back(action(verb), StandInThing(), how, result) is result
    assert verifier.asked == 0


@pytest.mark.parametrize("result", [REFUSED, UNCLEAR])
@pytest.mark.parametrize(
    ("verb", "sight", "status", "took_effect"),
    [
        (Verb.DISABLE, Sight.DISABLED, Status.LIVE, True),
        (Verb.DISABLE, Sight.GONE, Status.LIVE, True),
        (Verb.DISABLE, Sight.ACTIVE, Status.DISABLED, False),
        (Verb.DISABLE, Sight.UNKNOWN, Status.DISABLED, True),
        (Verb.DISABLE, Sight.UNKNOWN, Status.LIVE, False),
        (Verb.DISABLE, Sight.UNKNOWN, Status.UNKNOWN, False),
        (Verb.DISABLE, Sight.UNKNOWN, Status.NOT_CHECKABLE, False),
        (Verb.DELETE, Sight.GONE, Status.LIVE, True),
        (Verb.DELETE, Sight.DISABLED, Status.DISABLED, False),
        (Verb.DELETE, Sight.ACTIVE, Status.LIVE, False),
        (Verb.DELETE, Sight.UNKNOWN, Status.INVALID, True),
        (Verb.DELETE, Sight.UNKNOWN, Status.UNKNOWN, False),
    ],
)
def test_the_state_decides_about_disabling_and_deleting(
    result: Done, verb: Verb, sight: Sight, status: Status, *, took_effect: bool
) -> None:
    how, _, _ = asker([status])
    read = read_back(action(verb), StandInThing(sight), how, result)
    assert (read.effect is Effect.DONE) == took_effect
    assert took_effect or read is result


def test_a_refused_roll_is_refused_because_it_is_sent_once() -> None:
    how, verifier, _ = asker([Status.INVALID])
    assert read_back(action(Verb.ROLL), StandInThing(), how, REFUSED) is REFUSED
    assert verifier.asked == 0


@pytest.mark.parametrize(
    ("held", "status", "took_effect"),
    [
        (None, Status.INVALID, True),
        (None, Status.REVOKED, True),
        (None, Status.DISABLED, False),  # it may have been disabled before
        (None, Status.LIVE, False),
        (None, Status.UNKNOWN, False),
        (None, Status.NOT_CHECKABLE, False),
        (True, Status.NOT_CHECKABLE, False),
        (False, Status.NOT_CHECKABLE, True),
    ],
)
def test_the_leaked_value_decides_about_a_lost_roll(*, held: bool | None, status: Status, took_effect: bool) -> None:
    how, _, _ = asker([status])
    read = read_back(action(Verb.ROLL), StandInThing(held=held, value=Secret("new")), how, UNCLEAR)
    assert (read.effect is Effect.DONE) == took_effect
    assert (read.value == Secret("new")) == (held is False)


def test_a_roll_of_several_steps_is_left_to_the_next_run() -> None:
    how, _, _ = asker([Status.REVOKED])
    assert read_back(action(Verb.ROLL), StandInThing(held=False, steps=2), how, UNCLEAR) is UNCLEAR
