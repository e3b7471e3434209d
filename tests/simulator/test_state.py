from __future__ import annotations

from datetime import UTC, datetime

from cf_secret_guard.simulator import State, TokenForm
from cf_secret_guard.simulator.audit_log import AuditEntry
from cf_secret_guard.simulator.records import EXPOSED
from tests import tokens

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def filled(seed: str = "") -> list[str]:
    """Everything secret that one of each kind of object has."""
    state = State(seed=seed, at=NOON)
    user = state.create_user()
    account = state.create_account(user)
    token = state.create_user_token(user, "DNS Write")
    tunnel = state.create_tunnel(account)
    grant = state.create_grant(user)
    return [
        state.global_key(user).value,
        token.value,
        state.create_account_token(account).value,
        state.r2_pair(token).value,
        state.create_service_token(account).value,
        tunnel.value,
        tunnel.secret,
        state.create_widget(account).value,
        grant.value,
        grant.refresh,
    ]


def test_it_is_the_same_in_every_run_and_another_for_another_seed() -> None:
    assert filled() == filled()
    assert not set(filled()) & set(filled("other"))


def test_a_new_credential_has_the_new_format() -> None:
    prefixes = ["cfk_", "cfut_", "cfat_", "", "cfast_", "eyJhIjoi", "", "0x4", "cfoat_", "cfort_"]
    assert all(value.startswith(prefix) for value, prefix in zip(filled(), prefixes, strict=True))


def test_a_legacy_value_is_taken_as_it_is() -> None:
    state = State()
    user = state.create_user(global_key=tokens.legacy_key())
    account = state.create_account(user)
    assert state.global_key(user).value == tokens.legacy_key()
    assert state.create_user_token(user, form=TokenForm(value=tokens.legacy_token())).value == tokens.legacy_token()
    made = state.create_service_token(account, value=tokens.access_secret(), client_id=tokens.access_id())
    assert state.service_token_works(tokens.access_id(), tokens.access_secret())
    assert made[1:] == (tokens.access_secret(), tokens.access_id())
    assert state.create_widget(account, secret=tokens.turnstile_secret()).value == tokens.turnstile_secret()


def test_an_r2_pair_is_the_token_itself() -> None:
    state = State()
    token = state.create_account_token(state.create_account())
    assert state.r2_pair(token) == (token.id, tokens.r2_secret(token.value))
    new = state.roll(token.id)
    assert state.r2_pair(token) == (token.id, tokens.r2_secret(new)), "a roll keeps the id and changes the secret"


def test_time_stands_still_if_it_is_given_and_moves_when_told() -> None:
    state = State(at=NOON)
    assert state.stamp() == "2026-03-01T12:00:00Z"
    state.advance(90)
    assert state.stamp() == "2026-03-01T12:01:30Z"
    assert abs((State().now() - datetime.now(UTC)).total_seconds()) < 60


def test_a_secret_is_named_and_taken_out_of_texts_also_when_it_is_dead() -> None:
    state = State()
    token = state.create_user_token(state.create_user())
    new = state.roll(token.id)
    assert state.name_of(token.value) == state.name_of(new) == f"user token {token.id}"
    assert state.name_of("x") is None
    assert state.without_secrets(f"/a/{token.value}/b") == f"/a/<user token {token.id}>/b"


def test_exposure_is_a_status_that_a_roll_ends() -> None:
    state = State()
    token = state.create_user_token(state.create_user())
    state.expose(token)
    assert state.tokens[token.id].status == EXPOSED
    state.roll(token.id)
    assert state.tokens[token.id].status == "active"
    state.tokens[token.id].status = "disabled"
    state.roll(token.id)
    assert state.tokens[token.id].status == "disabled"


def test_connectors_need_the_current_token_of_a_tunnel_that_is_there() -> None:
    state = State()
    tunnel = state.create_tunnel(state.create_account(), connectors=1)
    assert state.connect(tunnel.value)
    assert len(state.tunnels[tunnel.id].connections) == 2
    assert not state.connect(tokens.tunnel_token())
    state.tunnels[tunnel.id].deleted_at = state.stamp()
    assert not state.connect(tunnel.value)


def test_an_earlier_event_can_be_put_into_the_audit_log() -> None:
    state = State()
    account = state.create_account(name="Mine")
    state.create_audit_entry(account, AuditEntry("2026-01-01T00:00:00Z"))
    [entry] = state.audit_log
    assert (entry.account_id, entry.account_name, len(entry.id)) == (account.id, "Mine", 36)


def test_what_is_not_named_gets_a_name() -> None:
    state = State()
    assert [state.create_user().email for _ in range(2)] == ["person1@example.com", "person2@example.com"]
    account = state.create_account()
    assert [state.create_zone(account).name for _ in range(2)] == ["zone1.example", "zone2.example"]
