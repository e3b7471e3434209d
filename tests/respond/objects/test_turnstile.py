from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.base import Sight
from cf_secret_guard.respond.objects.turnstile import Turnstile
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault

if TYPE_CHECKING:
    from tests.respond.world import World


@pytest.fixture
def widget(world: World) -> Turnstile:
    target = Target(TargetType.TURNSTILE, world.widget.id, world.account.id)
    return Turnstile(world.reach.session(Secret(world.account_admin.value)), target)


def test_its_state_is_read(world: World, widget: Turnstile) -> None:
    assert widget.look().sight is Sight.ACTIVE
    del world.state.widgets[world.widget.id]
    assert widget.look().sight is not Sight.ACTIVE


def test_a_leaked_secret_is_compared(world: World, widget: Turnstile) -> None:
    assert widget.holds(Secret(world.widget.value)) is True
    assert widget.holds(Secret("other")) is False
    world.simulator.fault("*", Fault.ERROR_502, times=None)
    assert widget.holds(Secret("other")) is None


def test_rotating_ends_the_old_secret_at_once(world: World, widget: Turnstile) -> None:
    (step,) = widget.steps(Verb.ROLL)
    result = step.run()
    record = world.state.widgets[world.widget.id]
    assert result.value == Secret(record.secret) == widget.current_value()
    assert record.previous is None


@pytest.mark.parametrize("verb", [Verb.DISABLE, Verb.DELETE])
def test_it_can_only_be_rotated(widget: Turnstile, verb: Verb) -> None:
    assert widget.steps(verb) == ()
