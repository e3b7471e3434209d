from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.base import Effect, Sight
from cf_secret_guard.respond.objects.tunnel import DROP, ROTATE, Tunnel
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, Options

if TYPE_CHECKING:
    from tests.respond.world import World


@pytest.fixture
def tunnel(world: World) -> Tunnel:
    target = Target(TargetType.TUNNEL, world.tunnel.id, world.account.id)
    return Tunnel(world.reach.session(Secret(world.account_admin.value)), target)


def test_its_state_is_read(world: World, tunnel: Tunnel) -> None:
    assert tunnel.look().sight is Sight.ACTIVE
    world.state.tunnels[world.tunnel.id].deleted_at = "2026-11-21T12:00:00Z"
    assert tunnel.look().sight is Sight.GONE
    del world.state.tunnels[world.tunnel.id]
    assert tunnel.look().sight is Sight.GONE


def test_a_leaked_token_or_bare_secret_is_compared_with_the_current_one(world: World, tunnel: Tunnel) -> None:
    token, secret = world.tunnel.value, world.tunnel.secret
    for leaked in (token, token.rstrip("="), secret, secret.rstrip("=")):
        assert tunnel.holds(Secret(leaked)) is True
    for other in (world.other_tunnel.value, world.other_tunnel.secret, "e30", "x"):
        assert tunnel.holds(Secret(other)) is False


def test_what_cannot_be_read_cannot_be_compared_and_what_is_gone_holds_nothing(world: World, tunnel: Tunnel) -> None:
    world.simulator.fault("*", Fault.ERROR_502, times=None)
    assert tunnel.holds(Secret(world.tunnel.value)) is None
    world.simulator.faults.clear()
    del world.state.tunnels[world.tunnel.id]
    assert tunnel.holds(Secret(world.tunnel.value)) is False


def test_rotating_gives_a_random_secret_of_32_bytes_and_the_token_to_install(world: World, tunnel: Tunnel) -> None:
    rotate, drop = tunnel.steps(Verb.ROLL)
    assert (rotate.name, drop.name) == (ROTATE, DROP)
    result = rotate.run()
    record = world.state.tunnels[world.tunnel.id]
    assert len(base64.b64decode(record.secret)) == 32
    assert record.secret != world.tunnel.secret
    assert result.value is not None
    assert json.loads(base64.b64decode(result.value.reveal())) == {
        "a": world.account.id, "t": world.tunnel.id, "s": record.secret
    }  # fmt: skip
    assert len(record.connections) == 2  # they survive until they are dropped
    assert drop.run().effect is Effect.DONE
    assert record.connections == []


def test_when_the_answer_is_lost_the_current_secret_tells(world: World, tunnel: Tunnel) -> None:
    options = Options(applied=True)
    world.simulator.fault("PATCH *", Fault.ERROR_502, times=None, options=options)
    result = tunnel.steps(Verb.ROLL)[0].run()
    assert result.effect is Effect.DONE
    assert result.value is not None
    assert world.state.connect(result.value.reveal())


def test_the_token_is_made_here_if_it_cannot_be_read(world: World, tunnel: Tunnel) -> None:
    world.simulator.fault("GET *", Fault.ERROR_502, times=None)
    result = tunnel.steps(Verb.ROLL)[0].run()
    assert result.value is not None
    assert world.state.connect(result.value.reveal())


def test_when_nothing_tells_it_is_unclear(world: World, tunnel: Tunnel) -> None:
    world.simulator.fault("*", Fault.ERROR_502, times=None)
    assert tunnel.steps(Verb.ROLL)[0].run().effect is Effect.UNCLEAR


def test_deleting_takes_running_connections_with_it(world: World, tunnel: Tunnel) -> None:
    (step,) = tunnel.steps(Verb.DELETE)
    assert step.run().effect is Effect.DONE
    assert tunnel.look().sight is Sight.GONE
    assert world.simulator.requests[0].query == "cascade=true"


def test_it_cannot_be_disabled(tunnel: Tunnel) -> None:
    assert tunnel.steps(Verb.DISABLE) == ()
