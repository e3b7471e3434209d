from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import ActionStatus, Verb

if TYPE_CHECKING:
    from tests.respond.world import World

TOKENS = ("user", "account", "legacy", "cert")


@pytest.mark.parametrize("kind", TOKENS)
def test_disabling_a_token_keeps_everything_else_and_is_confirmed_by_the_leaked_value(world: World, kind: str) -> None:
    leak = getattr(world.leaks, kind)
    token = world.state.tokens[getattr(world, f"{kind}_token").id]
    before = deepcopy(token)
    record = world.act(leak)
    assert record.status is ActionStatus.CONFIRMED
    assert record.target == f"{token.kind} {token.id}" + (f" in account {world.account.id}" if token.account_id else "")
    assert (token.name, token.policies, token.condition) == (before.name, before.policies, before.condition)
    assert (token.expires_on, token.not_before, token.value) == (before.expires_on, before.not_before, before.value)
    assert token.status == "disabled"
    assert world.changes() == [f"PUT {_path(token.account_id)}/{token.id}"]
    assert world.journal.open_intents() == []


def _path(account_id: str | None) -> str:
    return f"/accounts/{account_id}/tokens" if account_id else "/user/tokens"


@pytest.mark.parametrize("kind", TOKENS)
def test_deleting_a_token_is_confirmed_by_the_leaked_value(world: World, kind: str) -> None:
    record = world.act(getattr(world.leaks, kind), Verb.DELETE)
    assert record.status is ActionStatus.CONFIRMED
    assert getattr(world, f"{kind}_token").id not in world.state.tokens


@pytest.mark.parametrize("kind", TOKENS)
def test_rolling_a_token_brings_the_new_value_only_where_it_should_go(world: World, kind: str) -> None:
    leak = getattr(world.leaks, kind)
    token = world.state.tokens[getattr(world, f"{kind}_token").id]
    record = world.act(leak, Verb.ROLL)
    assert record.status is ActionStatus.CONFIRMED
    assert (world.folder / "new").read_text() == f"{token.value}\n"
    assert token.value != leak.secret.reveal()
    assert token.status == "active"
    assert str(world.folder / "new") in record.reason
    assert token.value not in str(record)


@pytest.mark.parametrize(
    ("verb", "status"),
    [(Verb.DISABLE, ActionStatus.CONFIRMED), (Verb.DELETE, ActionStatus.APPLIED), (Verb.ROLL, ActionStatus.APPLIED)],
)
def test_a_service_token_is_taken_away_and_what_cannot_be_asked_is_not_called_confirmed(
    world: World, verb: Verb, status: ActionStatus
) -> None:
    record = world.act(world.leaks.service, verb)
    assert record.status is status, record
    now = world.state.service_tokens.get(world.service_token.id)
    match verb:
        case Verb.DISABLE:
            assert now is not None
            assert (now.enabled, now.value) == (False, world.service_token.value)
        case Verb.DELETE:
            assert now is None
        case Verb.ROLL:
            assert now is not None
            assert now.previous is None
            assert (world.folder / "new").read_text() == f"{now.value}\n"


@pytest.mark.parametrize("kind", ["tunnel", "credentials"])
def test_rolling_a_tunnel_changes_its_secret_then_drops_its_connections(world: World, kind: str) -> None:
    leak = getattr(world.leaks, kind)
    tunnel = world.state.tunnels[leak.tunnel_id]
    record = world.act(leak, Verb.ROLL)
    assert record.status is ActionStatus.CONFIRMED, record
    path = f"/accounts/{world.account.id}/cfd_tunnel/{tunnel.id}"
    assert world.changes() == [f"PATCH {path}", f"DELETE {path}/connections"]
    assert tunnel.connections == []
    assert world.state.connect((world.folder / "new").read_text().strip())
    assert not world.state.connect(world.tunnel.value) or kind == "credentials"


def test_deleting_a_tunnel_takes_its_connections_with_it(world: World) -> None:
    record = world.act(world.leaks.tunnel, Verb.DELETE)
    assert record.status is ActionStatus.CONFIRMED, record
    assert world.state.tunnels[world.tunnel.id].deleted_at


def test_rolling_a_turnstile_secret_ends_the_old_one_at_once(world: World) -> None:
    record = world.act(world.leaks.turnstile, Verb.ROLL)
    widget = world.state.widgets[world.widget.id]
    assert record.status is ActionStatus.APPLIED, record
    assert widget.previous is None
    assert widget.secret != world.widget.value
    assert (world.folder / "new").read_text() == f"{widget.secret}\n"


@pytest.mark.parametrize(
    ("kind", "verb"), [("tunnel", Verb.DISABLE), ("turnstile", Verb.DISABLE), ("turnstile", Verb.DELETE)]
)
def test_what_cannot_be_done_to_a_kind_is_refused_with_the_verb_that_can(world: World, kind: str, verb: Verb) -> None:
    record = world.act(getattr(world.leaks, kind), verb)
    assert record.status is ActionStatus.REFUSED
    assert "--revoke=roll" in record.reason
    assert world.changes() == []


@pytest.mark.parametrize("verb", [Verb.DISABLE, Verb.DELETE, Verb.ROLL])
def test_an_r2_pair_is_its_token_and_its_own_value_cannot_be_asked(world: World, verb: Verb) -> None:
    record = world.act(world.leaks.r2, verb)
    assert record.status is ActionStatus.APPLIED, record
    token = world.state.tokens.get(world.r2_token.id)
    assert (token is None) == (verb is Verb.DELETE)
    assert verb is not Verb.DISABLE or (token is not None and token.status == "disabled")


def test_an_r2_pair_and_its_token_are_one_action_confirmed_by_the_token(world: World) -> None:
    token = world.leaks.account._replace(secret=world.leaks.r2.secret.__class__(world.r2_token.value))
    plan = world.plan([token, world.leaks.r2])
    assert len(plan.actions) == 1
    (applied,) = world.apply(plan)
    assert applied.record.status is ActionStatus.CONFIRMED
    assert {name for name, _ in applied.verdicts} == {token.fingerprint, world.leaks.r2.fingerprint}
    assert len(world.changes()) == 1
