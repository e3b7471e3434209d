"""Every fault in every call of an action: what is said is true, nothing is done twice, and the next run gets there."""

from __future__ import annotations

from copy import deepcopy
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

import pytest

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.delivery import FileDelivery
from cf_secret_guard.simulator import Fault, Options, Simulator
from tests.respond.world import IMPATIENT, World

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.respond.base import ActionRecord
    from cf_secret_guard.verify.base import Leak

FAULTS = [fault for fault in Fault if fault is not Fault.ANSWER]


class Scenario(NamedTuple):
    kind: str
    verb: Verb
    calls: tuple[str, ...]
    """Every call that acting makes, in order."""


USER, TOKENS = "/user/tokens/verify", "/user/tokens/????????????????????????????????"
SERVICE, TUNNEL, WIDGET = (
    "/accounts/*/access/service_tokens",
    "/accounts/*/cfd_tunnel/*",
    "/accounts/*/challenges/widgets/*",
)
SCENARIOS = [
    Scenario("user", Verb.DISABLE, (f"GET {USER}", f"GET {TOKENS}", f"PUT {TOKENS}")),
    Scenario("user", Verb.DELETE, (f"GET {USER}", f"DELETE {TOKENS}")),
    Scenario("user", Verb.ROLL, (f"GET {USER}", f"PUT {TOKENS}/value")),
    Scenario("service", Verb.DISABLE, (f"GET {SERVICE}", f"GET {SERVICE}/*", f"PUT {SERVICE}/*")),
    Scenario("service", Verb.DELETE, (f"GET {SERVICE}", f"GET {SERVICE}/*", f"DELETE {SERVICE}/*")),
    Scenario("service", Verb.ROLL, (f"GET {SERVICE}", f"POST {SERVICE}/*/rotate")),
    Scenario("tunnel", Verb.ROLL, (f"GET {TUNNEL}/token", f"PATCH {TUNNEL}", f"DELETE {TUNNEL}/connections")),
    Scenario("tunnel", Verb.DELETE, (f"GET {TUNNEL}/token", f"GET {TUNNEL}", f"DELETE {TUNNEL}")),
    Scenario("turnstile", Verb.ROLL, (f"GET {WIDGET}", f"POST {WIDGET}/rotate_secret")),
]  # fmt: skip
CASES = [
    pytest.param(
        scenario, call, applied, id=f"{scenario.kind}-{scenario.verb}-{call.split('/')[0].strip()}-{n}-{applied=}"
    )
    for scenario in SCENARIOS
    for n, call in enumerate(scenario.calls)
    for applied in ((False,) if call.startswith("GET") else (False, True))
]
REFUSALS = {Fault.RATE_LIMIT, Fault.THROTTLE, Fault.MAX_AUTH_FAILURES}


def is_dead(world: World, leak: Leak) -> bool:
    """What Cloudflare itself knows."""
    value, state = leak.secret.reveal(), world.state
    live = {token.value for token in state.tokens.values() if token.status == "active"}
    live |= {one.value for one in state.service_tokens.values() if one.enabled}
    live |= {one.previous or "" for one in state.service_tokens.values() if one.enabled}
    live |= {one.secret for one in state.widgets.values()} | {one.previous or "" for one in state.widgets.values()}
    return value not in live and not state.connect(value + "=" * (-len(value) % 4))


def value_of(world: World, kind: str) -> str:
    """The value that is current now."""
    state = world.state
    match kind:
        case "user":
            return state.tokens[world.user_token.id].value
        case "service":
            return state.service_tokens[world.service_token.id].value
        case "turnstile":
            return state.widgets[world.widget.id].secret
        case _:
            return state.tunnels[world.tunnel.id].secret


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("scenario", "call", "applied"), CASES)
def test_whatever_breaks_what_is_said_is_true_and_the_next_run_gets_there(
    tmp_path: Path, scenario: Scenario, call: str, *, applied: bool, fault: Fault
) -> None:
    _survives(tmp_path, scenario, call, fault, applied=applied, times=None)


@pytest.mark.parametrize("fault", [one for one in FAULTS if one not in REFUSALS | {Fault.SLOW_DRIP, Fault.HUGE}])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.kind}-{scenario.verb}")
def test_an_answer_that_is_lost_once_is_not_asked_for_by_doing_it_twice(
    tmp_path: Path, scenario: Scenario, fault: Fault
) -> None:
    first = _survives(tmp_path, scenario, scenario.calls[-1], fault, applied=True, times=1)
    if fault in REFUSALS or (scenario.kind, scenario.verb) == ("service", Verb.ROLL):
        return
    # The state is read back, so what took effect is known at once; only a roll's new value may be lost.
    lost = (scenario.kind, scenario.verb) == ("user", Verb.ROLL)
    assert (first.status is ActionStatus.FAILED) == lost, first
    assert ("the new one is lost" in first.reason) == lost


def _survives(
    tmp_path: Path, scenario: Scenario, call: str, fault: Fault, *, applied: bool, times: int | None
) -> ActionRecord:
    applied = applied and fault not in REFUSALS  # a clear refusal changed nothing: that is what makes it one
    with Simulator() as simulator:
        world = World(simulator, tmp_path)
        world.tries = 2
        leak: Leak = getattr(world.leaks, scenario.kind)
        policies = deepcopy(world.state.tokens[world.user_token.id].policies)
        plan = world.plan([leak], scenario.verb)
        assert plan.acting, plan
        values = {value_of(world, scenario.kind)}
        simulator.after("*", lambda _: values.add(_value(world, scenario)), times=None)
        simulator.fault(
            call, fault, times=times, options=Options(retry_after="1", seconds=2, size=2**21, applied=applied)
        )
        asked = len(simulator.requests)
        world.fresh(IMPATIENT)
        (first,) = world.apply(plan)
        if world.transport.requests:
            assert [one for one in simulator.requests[asked:] if fnmatchcase(f"{one.method} {one.path}", call)]
        _is_true(world, leak, first.record.status)
        simulator.faults.clear()
        simulator.after("*", lambda _: values.add(_value(world, scenario)), times=None)
        _next_run(world, leak, scenario.verb)
        assert len(values - {""}) <= 2  # rolled once at most
        token = world.state.tokens.get(world.user_token.id)
        assert token is None or token.policies == policies
        journal = world.journal.path.read_text() if world.journal.path.exists() else ""
        assert not [secret for secret in world.secrets if secret in journal or secret in str(first)]
        world.transport.close()
        return first.record


def _value(world: World, scenario: Scenario) -> str:
    try:
        return value_of(world, scenario.kind)
    except KeyError:
        return ""


def _is_true(world: World, leak: Leak, status: ActionStatus) -> None:
    assert status in {ActionStatus.CONFIRMED, ActionStatus.APPLIED, ActionStatus.FAILED}
    if status is not ActionStatus.FAILED:
        assert is_dead(world, leak)


def _next_run(world: World, leak: Leak, verb: Verb) -> None:
    """Find out what happened, plan again, act again; then the leaked value is dead, whatever happened before.

    A service token whose rotation was answered by nobody cannot be asked about: nothing may roll it again.
    """
    world.resume(leak)
    world.deliveries = lambda _: FileDelivery(str(world.folder / "second"))
    again = world.plan([leak], verb)
    for applied in world.apply(again):
        if applied.record.status is ActionStatus.REFUSED:
            assert (
                "interrupted" in applied.record.reason
                or "earlier run" in applied.record.reason
                or "sees" in applied.record.reason
            )
        else:
            _is_true(world, leak, applied.record.status)
    if not is_dead(world, leak):
        assert (leak.kind, verb) == ("cloudflare-access-service-token", Verb.ROLL)
        assert world.act(leak, Verb.DISABLE).status is ActionStatus.CONFIRMED
    assert is_dead(world, leak)
