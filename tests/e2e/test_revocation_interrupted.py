"""Runs that end at any point, by kill -9 or Ctrl-C, and runs at the same time: nothing is ever done twice."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.delivery import FileDelivery
from cf_secret_guard.simulator import Simulator
from tests.e2e.test_revocation_faults import SCENARIOS, Scenario, is_dead, value_of
from tests.respond.world import NOW, World

if TYPE_CHECKING:
    from cf_secret_guard.verify.base import Leak

ROOT = Path(__file__).parent.parent.parent
MOST_MOMENTS = 40


class Child:
    """A run in its own process."""

    def __init__(self, world: World, leak: Leak, verb: Verb, new: str = "new", fsync: object = None) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.respond.child"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        fields = leak._asdict() | {"secret": None}
        task = {
            "base": world.simulator.base_url,
            "admins": world.admin_values,
            "secret": leak.secret.reveal(),
            "leak": fields,
            "verb": verb,
            "state": str(world.journal.directory),
            "new": str(world.folder / new),
            "now": NOW,
            "fsync": fsync,
        }
        self._say(json.dumps(task))
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.process.communicate()

    def go(self) -> None:
        self._say("go")

    def _say(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self) -> tuple[int, str, str]:
        out, err = self.process.communicate(timeout=60)
        return self.process.returncode, out, err


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT], ids=["kill", "interrupt"])
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.kind}-{scenario.verb}")
def test_a_run_that_ends_at_any_request_is_picked_up_without_acting_twice(
    tmp_path: Path, scenario: Scenario, when: str, how: signal.Signals
) -> None:
    for number in range(MOST_MOMENTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Simulator() as simulator:
            if not _ended_at(World(simulator, folder), scenario, number, when, how):
                assert number >= len(scenario.calls)  # all of them were tried
                return
    raise AssertionError("the run never came to its end")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("scenario", [SCENARIOS[n] for n in (0, 2, 5, 6, 8)], ids=lambda one: f"{one.kind}-{one.verb}")
def test_a_run_that_is_killed_around_any_write_is_picked_up_without_acting_twice(
    tmp_path: Path, scenario: Scenario, when: str
) -> None:
    for number in range(1, MOST_MOMENTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        with Simulator() as simulator:
            world = World(simulator, folder)
            leak: Leak = getattr(world.leaks, scenario.kind)
            child = Child(world, leak, scenario.verb, fsync=(number, when))
            values = [value_of(world, scenario.kind)]
            child.go()
            code, _, err = child.end()
            assert not [one for one in world.secrets if one in err or one in _journal(world)]
            if code == 0:
                assert number > (6 if scenario.verb is Verb.ROLL else 4)  # lines and folders, and the new value's file
                return
            assert code == -signal.SIGKILL, err
            values.append(value_of(world, scenario.kind))
            _next_run(world, leak, scenario)
            values.append(value_of(world, scenario.kind))
            assert len(set(values)) <= 2
            world.transport.close()
    raise AssertionError("the run never came to its end")


def _ended_at(world: World, scenario: Scenario, number: int, when: str, how: signal.Signals) -> bool:
    """End a run at its request with this number; tell whether it came so far."""
    leak: Leak = getattr(world.leaks, scenario.kind)
    child = Child(world, leak, scenario.verb)
    values = [value_of(world, scenario.kind)]
    seen: list[str] = []

    def end(call: object) -> None:
        seen.append(str(call))
        if len(seen) == number + 1:
            child.process.send_signal(how)
            if how is signal.SIGKILL:
                child.process.wait()

    (world.simulator.before if when == "before" else world.simulator.after)("*", end, times=None)
    child.go()
    code, out, err = child.end()
    world.simulator.faults.clear()
    secrets = world.secrets
    assert not [one for one in secrets if one in out or one in err or one in _journal(world)]
    if len(seen) <= number:
        assert code == 0, err
        return False
    if how is signal.SIGKILL:
        assert code == -signal.SIGKILL
    values.append(_value(world, scenario))
    arrived = world.folder / "new"
    if how is signal.SIGINT and scenario.verb is Verb.ROLL and values[0] != values[1]:
        assert _holds(arrived, values[1])  # the new value was brought to its place first
    _next_run(world, leak, scenario)
    values.append(_value(world, scenario))
    assert len(set(values) - {""}) <= 2  # rolled once at most
    world.transport.close()
    return True


def _journal(world: World) -> str:
    return world.journal.path.read_text() if world.journal.path.exists() else ""


def _value(world: World, scenario: Scenario) -> str:
    try:
        return value_of(world, scenario.kind)
    except KeyError:
        return ""


def _holds(path: Path, value: str) -> bool:
    """A tunnel's file holds its token, in which the secret stands encoded."""
    text = path.read_text().strip()
    return value == text or (bool(text) and text.startswith("eyJ"))


def _next_run(world: World, leak: Leak, scenario: Scenario) -> None:
    found = world.resume(leak)
    still_open = world.journal.open_intents()
    world.deliveries = lambda _: FileDelivery(str(world.folder / "second"))
    again = world.apply(world.plan([leak], scenario.verb))
    for applied in again:
        if applied.record.status in {ActionStatus.CONFIRMED, ActionStatus.APPLIED}:
            assert is_dead(world, leak)
    if scenario == SCENARIOS[5]:  # the secret of a service token cannot be asked about, so an open roll stays open
        assert len(still_open) <= 1
        assert not still_open or again[0].record.status is ActionStatus.REFUSED
        world.act(leak, Verb.DISABLE)
    else:
        assert world.journal.open_intents() == [], (found, again)
    assert is_dead(world, leak), (found, again)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda scenario: f"{scenario.kind}-{scenario.verb}")
def test_two_runs_at_once_act_once(tmp_path: Path, scenario: Scenario) -> None:
    with Simulator() as simulator:
        world = World(simulator, tmp_path)
        leak: Leak = getattr(world.leaks, scenario.kind)
        children = [Child(world, leak, scenario.verb, new) for new in ("one", "two")]
        for child in children:
            child.go()
        ended = [child.end() for child in children]
        assert [code for code, _, _ in ended] == [0, 0], ended
        statuses = [json.loads(out)[0] for _, out, _ in ended]
        assert set(statuses) <= {"confirmed", "applied"}, ended
        changes = world.changes()
        assert len(changes) == len(set(changes)) == sum(not call.startswith("GET") for call in scenario.calls)
        assert is_dead(world, leak)
        assert world.journal.open_intents() == []
        places = [place for place in ("one", "two") if (tmp_path / place).exists()]
        assert len(places) == (scenario.verb is Verb.ROLL)
        world.transport.close()
