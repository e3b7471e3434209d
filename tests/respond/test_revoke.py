from __future__ import annotations

import logging
import threading
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.delivery import CommandDelivery, DeliveryError, FileDelivery
from cf_secret_guard.respond.journal import Journal
from cf_secret_guard.respond.journal_file import JournalError
from cf_secret_guard.respond.plan import Rules
from cf_secret_guard.respond.revoke import apply
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, TokenForm
from cf_secret_guard.verify.base import Leak

if TYPE_CHECKING:
    from pathlib import Path

    from tests.respond.world import World

ALONE = Rules(allow_self_revoke=True, delivers=True)

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


@pytest.mark.parametrize("verb", Verb)
def test_a_token_that_may_can_end_itself_if_it_is_allowed_to(world: World, verb: Verb) -> None:
    world.admin_values.clear()
    token = world.state.create_user_token(world.user, "API Tokens Write")
    record = world.act(Leak(Kind.USER_API_TOKEN, Secret(token.value)), verb, ALONE)
    assert record.status is ActionStatus.CONFIRMED, record
    ended = world.state.tokens.get(token.id)
    assert ended is None or ended.status == "disabled" or ended.value != token.value


@pytest.mark.parametrize("verb", Verb)
def test_a_narrow_token_that_acts_on_itself_fails_with_the_reason(world: World, verb: Verb) -> None:
    world.admin_values.clear()
    record = world.act(world.leaks.user, verb, ALONE)
    assert record.status is ActionStatus.FAILED
    assert world.state.tokens[world.user_token.id].status == "active"
    assert world.state.tokens[world.user_token.id].value == world.user_token.value
    assert world.journal.open_intents() == []
    assert not (world.folder / "new").exists()


def test_a_token_bound_to_other_addresses_does_not_tell_its_id_so_a_person_must(world: World) -> None:
    form = TokenForm(condition={"request_ip": {"in": ["192.0.2.0/24"]}})
    token = world.state.create_user_token(world.user, "DNS Write", form=form)
    leak = Leak(Kind.USER_API_TOKEN, Secret(token.value))
    (action,) = world.plan([leak]).actions
    assert "id" in action.reason  # its id is not told from here, so nothing can be done about it without a person
    assert world.changes() == []


def test_a_value_that_lives_on_after_the_change_is_not_called_confirmed(world: World) -> None:
    plan = world.plan([world.leaks.user])
    value = world.user_token.value

    def revive(_: object) -> None:
        world.state.tokens[world.user_token.id].status = "active"

    world.simulator.after("PUT /user/tokens/*", revive)
    (applied,) = world.apply(plan)
    assert applied.record.status is ActionStatus.APPLIED
    assert "still is live" in applied.record.reason
    assert value not in str(applied)


def _full(state: Path) -> None:
    state.mkdir()
    (state / "journal.jsonl").symlink_to("/dev/full")


@pytest.mark.parametrize("break_it", [lambda state: state.write_text("a file"), _full])
@pytest.mark.parametrize("verb", Verb)
def test_without_a_journal_nothing_is_sent(world: World, verb: Verb, break_it: object) -> None:
    assert callable(break_it)
    plan = world.plan([world.leaks.user], verb)
    break_it(world.folder / "state")
    (applied,) = world.apply(plan)
    assert applied.record.status is ActionStatus.FAILED
    assert "nothing was sent" in applied.record.reason.lower()
    assert world.changes() == []
    assert not (world.folder / "new").exists()


@pytest.mark.parametrize("method", ["step", "end"])
@pytest.mark.parametrize("verb", Verb)
def test_a_journal_that_fails_after_the_change_does_not_hide_it(
    world: World, monkeypatch: pytest.MonkeyPatch, verb: Verb, method: str
) -> None:
    plan = world.plan([world.leaks.user], verb)

    def fail(*_: object) -> None:
        raise JournalError("The journal is full", "Make room.")

    monkeypatch.setattr(Journal, method, fail)
    (applied,) = world.apply(plan)
    assert applied.record.status is ActionStatus.CONFIRMED
    assert "The journal is full, so the next run will find out what happened" in applied.record.reason
    assert len(world.changes()) == 1


def test_while_another_run_acts_on_a_target_this_one_does_not(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = world.plan([world.leaks.user])
    assert plan.acting[0].target is not None
    target, real = plan.acting[0].target, Journal.lock
    monkeypatch.setattr(Journal, "lock", lambda self, one: real(self, one, patience=0.1))
    with world.journal.lock(target):
        (applied,) = world.apply(plan)
    assert applied.record.status is ActionStatus.FAILED
    assert "Another run is acting on it" in applied.record.reason
    assert world.changes() == []


@pytest.mark.parametrize("kind", ["user", "service", "turnstile", "tunnel"])
def test_a_place_that_cannot_take_the_new_value_stops_the_roll(world: World, kind: str) -> None:
    (world.folder / "new").write_text("something of the user")
    record = world.act(getattr(world.leaks, kind), Verb.ROLL)
    assert record.status is ActionStatus.FAILED
    assert "exists already" in record.reason
    assert world.changes() == []
    assert (world.folder / "new").read_text() == "something of the user"
    assert world.journal.intents() == []


def test_a_value_that_could_not_be_delivered_goes_to_another_place_or_is_called_lost(world: World) -> None:
    world.deliveries = lambda _: CommandDelivery(["false"])
    lost = world.act(world.leaks.user, Verb.ROLL)
    assert lost.status is ActionStatus.FAILED
    assert "roll once more by hand" in lost.reason
    assert "false ended with 1" in lost.reason
    assert world.journal.open_intents() == []
    asked: list[DeliveryError] = []

    def another(error: DeliveryError) -> FileDelivery:
        asked.append(error)
        return FileDelivery(str(world.folder / "rescued"))

    tools = world.tools._replace(another=another)
    (applied,) = apply(world.plan([world.leaks.account], Verb.ROLL), tools)
    assert applied.record.status is ActionStatus.CONFIRMED
    assert (world.folder / "rescued").read_text().strip() == world.state.tokens[world.account_token.id].value
    assert len(asked) == 1


def test_nothing_is_rolled_if_the_places_are_gone_when_it_is_done(world: World) -> None:
    plan = world.plan([world.leaks.user], Verb.ROLL)
    (applied,) = apply(plan, world.tools._replace(deliveries=None))
    assert applied.record.status is ActionStatus.FAILED
    assert world.changes() == []


def test_a_tunnel_whose_connections_could_not_be_dropped_is_finished_by_the_next_run(world: World) -> None:
    world.simulator.fault("DELETE *", Fault.ERROR_502, times=None)
    record = world.act(world.leaks.tunnel, Verb.ROLL)
    assert record.status is ActionStatus.FAILED
    assert "its connections still stand" in record.reason
    new = (world.folder / "new").read_text()  # the new token came all the same
    world.simulator.faults.clear()
    world.resume(world.leaks.tunnel)
    finished = world.act(world.leaks.tunnel, Verb.ROLL)
    assert finished.status is ActionStatus.CONFIRMED
    assert (world.folder / "new").read_text() == new
    assert world.state.tunnels[world.tunnel.id].connections == []
    assert world.act_again(world.leaks.tunnel, Verb.ROLL) == []


@pytest.mark.parametrize("kind", ["user", "account", "legacy", "cert", "r2", "service", "tunnel", "turnstile"])
def test_no_secret_is_written_or_logged_at_any_verbosity(
    world: World, kind: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with caplog.at_level(logging.DEBUG):
        for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
            logging.getLogger(name).setLevel(logging.DEBUG)
        before = world.secrets
        record = world.act(getattr(world.leaks, kind), Verb.ROLL)
    assert record.status in {ActionStatus.CONFIRMED, ActionStatus.APPLIED}
    written = f"{caplog.text}{capfd.readouterr()}{record}{world.journal.path.read_text()}"
    assert not [secret for secret in before + world.secrets if secret in written]
    assert not [one for one in world.simulator.requests if one.secret_in_url]


def test_a_run_in_another_thread_acts_too(world: World) -> None:
    found: list[ActionStatus] = []
    thread = threading.Thread(target=lambda: found.append(world.act(world.leaks.user, Verb.ROLL).status))
    thread.start()
    thread.join()
    assert found == [ActionStatus.CONFIRMED]
