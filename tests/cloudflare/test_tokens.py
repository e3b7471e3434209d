from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare import tokens
from cf_secret_guard.cloudflare.base import Answer
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.simulator import TokenForm
from tests.cloudflare.world import World, bearer

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import Created

CONDITION: dict[str, object] = {"request_ip": {"in": ["198.51.100.0/24"], "not_in": ["198.51.100.9/32"]}}
FORM = TokenForm(
    name="deploy \u2014 caf\u00e9",
    condition=CONDITION,
    expires_on="2099-01-01T00:00:00Z",
    not_before="2020-01-01T00:00:00Z",
    last_used_on="2026-11-20T00:00:00Z",
)


@pytest.fixture(params=["user", "account"])
def owned(request: pytest.FixtureRequest, world: World) -> tuple[Created, str | None]:
    """A token with the account id that its endpoints want."""
    if request.param == "user":
        return world.state.create_user_token(world.user, "DNS Write", form=FORM), None
    return world.state.create_account_token(world.account, "DNS Write", form=FORM), world.account.id


def test_a_token_tells_its_own_state(world: World, owned: tuple[Created, str | None]) -> None:
    made, account_id = owned
    reply = tokens.verify(world.transport, bearer(made), account_id)
    assert reply.value == tokens.TokenState(made.id, "active", FORM.expires_on, FORM.not_before)


def test_a_token_is_read_with_everything_that_a_replacement_needs(
    world: World, owned: tuple[Created, str | None]
) -> None:
    made, account_id = owned
    token = tokens.get(world.transport, world.admin, made.id, account_id).value
    assert token is not None
    assert (token.id, token.name, token.status, token.condition) == (made.id, FORM.name, "active", CONDITION)
    assert (token.expires_on, token.not_before, token.last_used_on) == (
        FORM.expires_on,
        FORM.not_before,
        FORM.last_used_on,
    )
    stored = world.state.tokens[made.id].policies
    assert [_allowed(policy) for policy in token.policies] == [_allowed(policy) for policy in stored]
    assert token.issued_on
    assert token.modified_on


def test_disabling_keeps_all_else(world: World, owned: tuple[Created, str | None]) -> None:
    made, account_id = owned
    before = tokens.get(world.transport, world.admin, made.id, account_id).value
    assert before is not None
    after = tokens.update(world.transport, world.admin, before._replace(status="disabled"), account_id).value
    assert after is not None
    assert after.status == "disabled"
    again = tokens.get(world.transport, world.admin, made.id, account_id).value
    assert again is not None
    kept = {"id", "name", "condition", "expires_on", "not_before", "issued_on"}
    assert {name: getattr(again, name) for name in kept} == {name: getattr(before, name) for name in kept}
    assert [_allowed(policy) for policy in again.policies] == [_allowed(policy) for policy in before.policies]
    reply = tokens.verify(world.transport, bearer(made), account_id)
    assert reply.value is not None
    assert reply.value.status == "disabled"


def _allowed(policy: object) -> tuple[object, ...]:
    assert isinstance(policy, dict)
    return policy["effect"], policy["resources"], [group["id"] for group in policy["permission_groups"]]


def test_policies_can_be_sent_without_what_is_read_only(world: World) -> None:
    made = world.state.create_user_token(world.user, "DNS Write")
    world.state.switches.strict_policies = True
    token = tokens.get(world.transport, world.admin, made.id).value
    assert token is not None
    assert not tokens.update(world.transport, world.admin, token).answer.ok
    plain = tokens.without_read_only(token)
    assert tokens.update(world.transport, world.admin, plain).value is not None


def test_what_is_no_policy_is_left_as_it_is() -> None:
    odd = tokens.Token(
        "1", "x", "active", ["text", {"effect": "allow", "id": "1"}, {"permission_groups": ["g", {"x": 1}]}]
    )
    assert tokens.without_read_only(odd).policies == [
        "text",
        {"effect": "allow"},
        {"permission_groups": ["g", {"x": 1}]},
    ]


def test_a_roll_gives_the_new_secret_and_ends_the_old_one(world: World, owned: tuple[Created, str | None]) -> None:
    made, account_id = owned
    reply = tokens.roll(world.transport, world.admin, made.id, account_id)
    assert reply.value is not None
    assert reply.value.reveal() == world.state.tokens[made.id].value != made.value
    assert reply.value.reveal() not in repr(reply)
    assert tokens.verify(world.transport, bearer(made), account_id).value is None


def test_a_deleted_token_is_gone(world: World, owned: tuple[Created, str | None]) -> None:
    made, account_id = owned
    assert tokens.delete(world.transport, world.admin, made.id, account_id).value is True
    again = tokens.delete(world.transport, world.admin, made.id, account_id)
    assert again.value is None
    assert again.answer.status == 404
    assert tokens.get(world.transport, world.admin, made.id, account_id).answer.status == 404


def test_tokens_are_listed_page_by_page(world: World) -> None:
    made = {world.state.create_account_token(world.account).id for _ in range(tokens.PER_PAGE + 3)}
    first = tokens.list_tokens(world.transport, world.admin, world.account.id)
    second = tokens.list_tokens(world.transport, world.admin, world.account.id, page=2)
    assert first.value is not None
    assert second.value is not None
    assert {token.id for token in first.value + second.value} == made
    assert first.answer.total == len(made)


def test_a_token_that_cloudflare_revoked_can_still_be_read(world: World) -> None:
    made = world.state.create_user_token(world.user)
    world.state.expose(made)
    token = tokens.get(world.transport, world.admin, made.id).value
    assert token is not None
    assert token.status == "revoked (exposed)"


@pytest.mark.parametrize("token_id", ["", "..", "verify", "0" * 31, "0" * 32 + "/value"])
def test_an_id_of_another_form_is_never_sent(world: World, token_id: str) -> None:
    for account_id in (None, world.account.id):
        assert tokens.delete(world.transport, world.admin, token_id, account_id).answer.fault is Fault.UNSENDABLE
    assert tokens.verify(world.transport, world.admin, "me").answer.fault is Fault.UNSENDABLE
    assert not world.simulator.requests


@pytest.mark.parametrize(
    "record",
    [
        {"name": "x", "status": "active", "policies": []},
        {"id": "0" * 32, "status": "active", "policies": []},
        {"id": "0" * 32, "name": "x", "policies": []},
        {"id": "0" * 32, "name": "x", "status": "active"},
        {"id": "../0", "name": "x", "status": "active", "policies": []},
    ],
)
def test_a_record_that_could_not_be_sent_back_whole_is_no_token(record: dict[str, str]) -> None:
    assert tokens._token(record) is None


def test_a_strange_answer_gives_a_state_without_an_id() -> None:
    answer = Answer(200, success=True, record={"id": "x" * 32, "status": "active", "expires_on": "never"})
    assert tokens.state_of(answer) == tokens.TokenState(None, "active", None, None)
