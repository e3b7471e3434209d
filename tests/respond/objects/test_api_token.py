from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.api_token import ApiToken
from cf_secret_guard.respond.objects.base import Done, Effect, Sight
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, Options
from cf_secret_guard.simulator.switches import Switches

if TYPE_CHECKING:
    from tests.respond.world import World


def seen_by_admin(world: World, *, of_account: bool = False) -> ApiToken:
    token, admin = (world.account_token, world.account_admin) if of_account else (world.user_token, world.user_admin)
    kind = TargetType.ACCOUNT_TOKEN if of_account else TargetType.USER_TOKEN
    target = Target(kind, token.id, world.account.id if of_account else "")
    return ApiToken(world.reach.session(Secret(admin.value)), target)


def run(token: ApiToken, verb: Verb) -> Done:
    (step,) = token.steps(verb)
    return step.run()


@pytest.mark.parametrize(
    ("status", "sight"),
    [("active", Sight.ACTIVE), ("disabled", Sight.DISABLED), ("revoked (exposed)", Sight.DISABLED)],
)
@pytest.mark.parametrize("of_account", [True, False])
def test_every_status_but_active_is_one_that_cannot_be_used(
    world: World, status: str, sight: Sight, *, of_account: bool
) -> None:
    world.state.tokens[(world.account_token if of_account else world.user_token).id].status = status
    look = seen_by_admin(world, of_account=of_account).look()
    assert look.sight is sight
    assert status in look.words


def test_a_token_that_is_not_there_is_gone_and_one_that_cannot_be_read_is_unknown(world: World) -> None:
    del world.state.tokens[world.user_token.id]
    assert seen_by_admin(world).look().sight is Sight.GONE
    world.simulator.fault("*", Fault.CHALLENGE_403, times=None)
    assert seen_by_admin(world).look().sight is Sight.UNKNOWN


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize("of_account", [True, False])
def test_disabling_sends_back_exactly_what_was_read(world: World, *, strict: bool, of_account: bool) -> None:
    world.state.switches.strict_policies = strict
    token = world.state.tokens[(world.account_token if of_account else world.user_token).id]
    before = deepcopy(token)
    assert run(seen_by_admin(world, of_account=of_account), Verb.DISABLE) == Done(Effect.DONE)
    assert token.status == "disabled"
    for field in ("name", "condition", "expires_on", "not_before", "value"):
        assert getattr(token, field) == getattr(before, field)
    keep = ("effect", "permission_groups", "resources")
    assert [[one[name] for name in keep] for one in token.policies] == [
        [one[name] for name in keep] for one in before.policies
    ]
    assert len(world.changes()) == (2 if strict else 1)


@pytest.mark.parametrize("fault", [Fault.WRONG_JSON, Fault.ERROR_502, Fault.CHALLENGE_403, Fault.NOT_AN_ENVELOPE])
def test_what_could_not_be_read_is_never_replaced(world: World, fault: Fault) -> None:
    world.simulator.fault("GET /user/tokens/*", fault, times=None)
    result = run(seen_by_admin(world), Verb.DISABLE)
    assert result.effect is Effect.REFUSED
    assert "could not be read first" in result.reason
    assert world.changes() == []


def _answer(world: World, **changes: object) -> Options:
    """A successful answer to PUT with something in it that is not as it was sent."""
    token = world.state.tokens[world.user_token.id]
    shown: dict[str, object] = {
        "id": token.id,
        "name": token.name,
        "status": "disabled",
        "policies": token.policies,
        "condition": token.condition,
        "expires_on": token.expires_on,
    }
    body = {"success": True, "errors": [], "messages": [], "result": shown | changes}
    return Options(body=json.dumps(body).encode())


@pytest.mark.parametrize(
    ("changes", "effect", "words"),
    [
        ({}, Effect.DONE, ""),
        ({"policies": []}, Effect.DONE, "other policies than before"),
        ({"condition": {}, "name": "x"}, Effect.DONE, "other name and condition than before"),
        ({"expires_on": None}, Effect.DONE, "other expires_on"),
        ({"status": "active"}, Effect.UNCLEAR, "still calls it active"),
        ({"status": None}, Effect.UNCLEAR, "no clear answer"),
    ],
)
def test_what_the_answer_to_disabling_shows_is_compared(
    world: World, changes: dict[str, object], effect: Effect, words: str
) -> None:
    world.simulator.fault("PUT /user/tokens/*", Fault.ANSWER, options=_answer(world, **changes))
    result = run(seen_by_admin(world), Verb.DISABLE)
    assert result.effect is effect
    assert words in result.reason
    assert bool(words) == bool(result.reason)


@pytest.mark.parametrize("verb", [Verb.DISABLE, Verb.DELETE, Verb.ROLL])
def test_a_credential_that_may_only_read_is_refused_and_told_what_it_needs(world: World, verb: Verb) -> None:
    reader = world.state.create_user_token(world.user, "API Tokens Read")
    token = ApiToken(world.reach.session(Secret(reader.value)), Target(TargetType.USER_TOKEN, world.user_token.id))
    result = run(token, verb)
    assert result.effect is Effect.REFUSED
    assert "permission to write" in result.reason


@pytest.mark.parametrize("code", ["NOT_FOUND", "invalid"])
def test_there_is_none_is_what_a_deletion_wants(world: World, code: str) -> None:
    from cf_secret_guard.simulator.answers import NOT_FOUND, invalid_identifier

    assert isinstance(world.state.switches, Switches)
    world.state.switches.gone_at_delete = NOT_FOUND if code == "NOT_FOUND" else invalid_identifier("/x")
    del world.state.tokens[world.user_token.id]
    result = run(seen_by_admin(world), Verb.DELETE)
    assert (result.effect, result.reason) == (Effect.DONE, "it was gone already")


def test_a_roll_gives_the_new_value_as_a_secret(world: World) -> None:
    result = run(seen_by_admin(world), Verb.ROLL)
    assert result.value == Secret(world.state.tokens[world.user_token.id].value)
    assert world.state.tokens[world.user_token.id].value not in repr(result)


def test_a_roll_whose_answer_holds_no_value_is_unclear(world: World) -> None:
    body = b'{"success": true, "errors": [], "messages": [], "result": {}}'
    world.simulator.fault("PUT /user/tokens/*/value", Fault.ANSWER, options=Options(body=body))
    assert run(seen_by_admin(world), Verb.ROLL).effect is Effect.UNCLEAR


def test_a_roll_that_never_left_is_refused(world: World) -> None:
    token = seen_by_admin(world)
    world.transport.stopped = "enough"
    result = run(token, Verb.ROLL)
    assert result.effect is Effect.REFUSED
    assert "nothing was sent" in result.reason


def test_the_api_never_shows_a_value(world: World) -> None:
    token = seen_by_admin(world)
    assert token.holds(Secret(world.user_token.value)) is None
    assert token.current_value() is None
