from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.base import Effect, Sight
from cf_secret_guard.respond.objects.service_token import ServiceToken
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, Options

if TYPE_CHECKING:
    from tests.respond.world import World


@pytest.fixture
def token(world: World) -> ServiceToken:
    target = Target(TargetType.SERVICE_TOKEN, world.service_token.id, world.account.id)
    return ServiceToken(world.reach.session(Secret(world.account_admin.value)), target)


def test_its_state_is_read(world: World, token: ServiceToken) -> None:
    assert token.look().sight is Sight.ACTIVE
    world.state.service_tokens[world.service_token.id].enabled = False
    assert token.look().sight is Sight.DISABLED
    del world.state.service_tokens[world.service_token.id]
    assert token.look().sight is Sight.GONE


def test_disabling_keeps_its_name_and_duration(world: World, token: ServiceToken) -> None:
    record = world.state.service_tokens[world.service_token.id]
    before = (record.name, record.duration, record.value, record.client_id)
    (step,) = token.steps(Verb.DISABLE)
    assert step.run().effect is Effect.DONE
    assert not record.enabled
    assert (record.name, record.duration, record.value, record.client_id) == before


def test_an_answer_that_does_not_call_it_disabled_is_unclear(world: World, token: ServiceToken) -> None:
    body = b'{"success": true, "errors": [], "messages": [], "result": {"enabled": true}}'
    world.simulator.fault("PUT /accounts/*", Fault.ANSWER, options=Options(body=body))
    (step,) = token.steps(Verb.DISABLE)
    assert step.run().effect is Effect.UNCLEAR


def test_what_could_not_be_read_is_not_changed(world: World, token: ServiceToken) -> None:
    world.simulator.fault("GET *", Fault.ERROR_502, times=None)
    (step,) = token.steps(Verb.DISABLE)
    assert step.run().effect is Effect.REFUSED
    assert world.changes() == []


def test_rotating_leaves_no_grace_period(world: World, token: ServiceToken) -> None:
    (step,) = token.steps(Verb.ROLL)
    result = step.run()
    record = world.state.service_tokens[world.service_token.id]
    assert result.value == Secret(record.value)
    assert record.previous is None


def test_the_api_never_shows_the_secret(world: World, token: ServiceToken) -> None:
    assert token.holds(Secret(world.service_token.value)) is None
    assert token.current_value() is None
