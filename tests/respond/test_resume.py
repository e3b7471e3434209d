from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.simulator import Fault

if TYPE_CHECKING:
    from cf_secret_guard.respond.journal import Intent
    from cf_secret_guard.verify.base import Leak
    from tests.respond.world import World

CONFIRMED, APPLIED, FAILED = ActionStatus.CONFIRMED, ActionStatus.APPLIED, ActionStatus.FAILED


def begun(world: World, verb: Verb, kind: str = "user") -> tuple[Intent, Leak]:
    """An action that was interrupted right after its intent was written."""
    leak: Leak = getattr(world.leaks, kind)
    account = world.account.id
    target = {
        "user": Target(TargetType.USER_TOKEN, world.user_token.id),
        "service": Target(TargetType.SERVICE_TOKEN, world.service_token.id, account),
        "tunnel": Target(TargetType.TUNNEL, world.tunnel.id, account),
        "turnstile": Target(TargetType.TURNSTILE, world.widget.id, account),
    }[kind]
    admin = f"user token {world.user_admin.id}" if kind == "user" else f"account token {world.account_admin.id}"
    return world.journal.begin(verb, target, (leak.fingerprint,), admin), leak


def happen(world: World, verb: Verb, kind: str) -> None:
    """Do at Cloudflare what the interrupted run asked for."""
    state = world.state
    match kind, verb:
        case "user", Verb.DISABLE:
            state.tokens[world.user_token.id].status = "disabled"
        case "user", Verb.DELETE:
            del state.tokens[world.user_token.id]
        case "user", _:
            state.roll(world.user_token.id)
        case "service", Verb.DISABLE:
            state.service_tokens[world.service_token.id].enabled = False
        case "service", Verb.DELETE:
            del state.service_tokens[world.service_token.id]
        case "turnstile", _:
            state.widgets[world.widget.id].secret = "0x4" + "B" * 32
        case _:
            state.tunnels[world.tunnel.id].secret = world.other_tunnel.secret


@pytest.mark.parametrize(
    ("kind", "verb", "happened", "status", "words"),
    [
        ("user", Verb.DISABLE, True, CONFIRMED, "took effect"),
        ("user", Verb.DISABLE, False, FAILED, "nothing was changed"),
        ("user", Verb.DELETE, True, CONFIRMED, "took effect"),
        ("user", Verb.DELETE, False, FAILED, "nothing was changed"),
        ("user", Verb.ROLL, True, FAILED, "the new one was lost"),
        ("user", Verb.ROLL, False, FAILED, "nothing was changed"),
        ("service", Verb.DISABLE, True, CONFIRMED, "took effect"),
        ("service", Verb.DELETE, True, APPLIED, "took effect"),
        ("service", Verb.DELETE, False, FAILED, "nothing was changed"),
        ("turnstile", Verb.ROLL, True, FAILED, "the new one was lost"),
        ("turnstile", Verb.ROLL, False, FAILED, "nothing was changed"),
        ("tunnel", Verb.ROLL, False, FAILED, "nothing was changed"),
    ],
)
def test_what_became_of_an_interrupted_action_is_found_out_and_written_down(
    world: World, kind: str, verb: Verb, status: ActionStatus, words: str, *, happened: bool
) -> None:
    intent, leak = begun(world, verb, kind)
    if happened:
        happen(world, verb, kind)
    (record,) = world.resume(leak)
    assert (record.status, record.action, record.target) == (status, verb, str(intent.target))
    assert words in record.reason
    (ended,) = world.journal.intents()
    assert (ended.status, ended.reason) == (status, record.reason)
    assert world.changes() == []
    assert world.resume(leak) == []


@pytest.mark.parametrize(("verb", "status"), [(Verb.DISABLE, APPLIED), (Verb.DELETE, APPLIED)])
def test_without_the_leaked_value_the_state_tells(world: World, verb: Verb, status: ActionStatus) -> None:
    begun(world, verb)
    happen(world, verb, "user")
    (record,) = world.resume()
    assert record.status is status


def test_without_the_leaked_value_nobody_knows_about_a_roll(world: World) -> None:
    intent, _ = begun(world, Verb.ROLL)
    (record,) = world.resume()
    assert record.status is FAILED
    assert "Run again with the leaked value" in record.reason
    assert world.journal.open_intents() == [intent]


def test_there_is_none_from_another_administrator_proves_nothing(world: World) -> None:
    """404 may only mean that this credential may not see it."""
    intent, _ = begun(world, Verb.DELETE)
    stranger = world.state.create_user()
    world.admin_values[:] = [world.state.create_user_token(stranger, "API Tokens Write").value]
    (record,) = world.resume()
    assert record.status is FAILED
    assert world.journal.open_intents() == [intent]


@pytest.mark.parametrize(("verb", "happened"), [(Verb.DISABLE, True), (Verb.DELETE, True), (Verb.ROLL, True)])
def test_the_leaked_value_alone_tells_when_nothing_can_look(world: World, verb: Verb, *, happened: bool) -> None:
    _, leak = begun(world, verb)
    assert happened
    happen(world, verb, "user")
    world.admin_values.clear()
    (record,) = world.resume(leak)
    assert record.status is (FAILED if verb is Verb.ROLL else CONFIRMED)
    assert world.journal.open_intents() == []


@pytest.mark.parametrize("verb", Verb)
def test_while_the_api_does_not_answer_the_action_stays_open(world: World, verb: Verb) -> None:
    intent, leak = begun(world, verb)
    world.simulator.fault("*", Fault.ERROR_502, times=None)
    (record,) = world.resume(leak)
    assert record.status is FAILED
    assert "could not be found out" in record.reason
    assert world.journal.open_intents() == [intent]


def test_an_answered_roll_of_what_cannot_be_asked_is_lost_unless_it_was_delivered(world: World) -> None:
    intent, leak = begun(world, Verb.ROLL, "service")
    rolled = world.journal.step(intent, "roll")
    (record,) = world.resume(leak)
    assert (record.status, "lost" in record.reason) == (FAILED, True)
    again, _ = begun(world, Verb.ROLL, "service")
    assert rolled.id != again.id
    world.journal.step(world.journal.step(again, "roll"), "delivered")
    (record,) = world.resume(leak)
    assert (record.status, "was delivered" in record.reason) == (APPLIED, True)


def test_a_delivered_roll_of_a_dead_value_is_confirmed(world: World) -> None:
    intent, leak = begun(world, Verb.ROLL)
    world.journal.step(world.journal.step(intent, "roll"), "delivered")
    happen(world, Verb.ROLL, "user")
    (record,) = world.resume(leak)
    assert record.status is CONFIRMED


@pytest.mark.parametrize("steps", [("roll",), ("roll", "delivered")])
def test_an_answered_roll_whose_value_still_lives_stays_open(world: World, steps: tuple[str, ...]) -> None:
    intent, leak = begun(world, Verb.ROLL)
    for step in steps:
        intent = world.journal.step(intent, step)
    (record,) = world.resume(leak)
    assert record.status is FAILED
    assert world.journal.open_intents() == [intent]


def test_a_tunnel_with_a_new_secret_stays_open_until_its_connections_are_dropped(world: World) -> None:
    intent, leak = begun(world, Verb.ROLL, "tunnel")
    happen(world, Verb.ROLL, "tunnel")
    (record,) = world.resume(leak)
    assert record.status is APPLIED
    assert "did not drop its connections" in record.reason
    assert world.journal.open_intents() == [intent._replace(done=("rotate",))]
    assert world.resume(leak)[0].status is APPLIED
    (applied,) = world.apply(world.plan([leak], Verb.ROLL))
    assert applied.record.status is CONFIRMED
    assert world.state.tunnels[world.tunnel.id].connections == []
    assert world.journal.open_intents() == []
    new = (world.folder / "new").read_text().strip()
    assert world.state.connect(new)  # what was not lost is brought to its place


def test_a_tunnel_that_nobody_can_compare_stays_open(world: World) -> None:
    intent, _ = begun(world, Verb.ROLL, "tunnel")
    assert world.resume()[0].status is FAILED
    assert world.journal.open_intents() == [intent]


def test_an_action_that_is_still_under_way_is_left_alone(world: World) -> None:
    intent, leak = begun(world, Verb.DISABLE)
    with world.journal.lock(intent.target):
        assert world.resume(leak) == []
    assert world.journal.open_intents() == [intent]


def test_an_action_that_its_run_ended_meanwhile_is_left_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    from cf_secret_guard.respond.journal import Journal

    intent, leak = begun(world, Verb.DISABLE)
    answers = [[intent], []]
    monkeypatch.setattr(Journal, "open_intents", lambda _: answers.pop(0))
    assert world.resume(leak) == []
