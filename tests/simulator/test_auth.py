"""What the tables of test_api.py do not ask: the same credential at several doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import TokenForm
from cf_secret_guard.simulator.answers import Failure
from cf_secret_guard.simulator.auth import presented
from tests import tokens

if TYPE_CHECKING:
    from tests.simulator.world import World

VERIFY = "GET /user/tokens/verify"
HEADERS: list[dict[str, str]] = [{"authorization": "Bearer a", "x-auth-key": "b"}, {"x-auth-key": "b"}, {}]
DEAD = {VERIFY: (401, 1000), "GET /zones": (403, 9109), "GET {}/cfd_tunnel": (401, 10000)}


@pytest.mark.parametrize("path", DEAD)
@pytest.mark.parametrize("value", [tokens.user_token(), tokens.legacy_token(), tokens.oauth_token()])
def test_each_service_has_its_own_words_for_a_dead_token(world: World, path: str, value: str) -> None:
    assert world.ask(path.format(world.base), value).error[:2] == DEAD[path]


@pytest.mark.parametrize(
    "form",
    [
        TokenForm(status="disabled"),
        TokenForm(expires_on="2020-01-01T00:00:00Z"),
        TokenForm(not_before="2100-01-01T00:00:00Z"),
        TokenForm(status="revoked (exposed)"),
    ],
)
def test_a_token_that_is_not_in_force_is_dead_everywhere_but_at_verify(world: World, form: TokenForm) -> None:
    token = world.state.create_user_token(world.user, "Zone Read", form=form)
    assert world.ask("GET /zones", token.value).error == (403, 9109, "Invalid access token")
    assert world.ask(f"GET {world.base}/cfd_tunnel", token.value).error[:2] == (401, 10000)


def test_a_token_comes_into_force_and_ends_with_time(world: World) -> None:
    soon, later = "2100-01-01T00:00:00Z", "2100-01-02T00:00:00Z"
    form = TokenForm(not_before=soon, expires_on=later)
    token = world.state.create_user_token(world.user, "Zone Read", form=form)
    wait = (world.state.now().replace(year=2100, month=1, day=1, hour=12) - world.state.now()).total_seconds()
    assert world.ask("GET /zones", token.value).status == 403
    world.state.advance(wait)
    assert world.ask("GET /zones", token.value).status == 200
    world.state.advance(24 * 3600)
    assert world.ask("GET /zones", token.value).status == 403
    assert world.ask(VERIFY, token.value).result["status"] == "expired"


def test_a_wrong_checksum_can_be_malformed_or_unknown(world: World) -> None:
    wrong = tokens.prefixed("cfut", valid=False)
    assert world.ask(VERIFY, wrong).error[:2] == (401, 1000)
    world.state.switches.bad_checksum = "malformed"
    assert world.ask(VERIFY, wrong).error[:2] == (400, 6003)
    assert world.ask(f"GET {world.base}/cfd_tunnel", wrong).error[:2] == (400, 9106)
    assert world.ask(VERIFY, world.narrow.value).status == 200


def test_verify_can_leave_the_address_out(world: World) -> None:
    token = world.state.tokens[world.narrow.id]
    token.condition = {"request_ip": {"not_in": [world.state.client_ip]}}
    assert world.ask(VERIFY, world.narrow.value).status == 403
    world.state.switches.verify_checks_address = False
    assert world.ask(VERIFY, world.narrow.value).status == 200
    assert world.ask("GET /zones", world.narrow.value).status == 403


def test_verify_can_count_as_a_use_or_not(world: World) -> None:
    used = []
    for counts, request in ((False, VERIFY), (False, "GET /zones"), (True, VERIFY)):
        world.state.tokens[world.narrow.id].last_used_on = None
        world.state.switches.verify_counts_as_use = counts
        world.ask(request, world.narrow.value)
        used.append(world.state.tokens[world.narrow.id].last_used_on is not None)
    assert used == [False, True, True]


def test_an_unknown_key_can_answer_with_either_status(world: World) -> None:
    world.state.switches.unknown_key = Failure(400, 9103, "Unknown X-Auth-Key or X-Auth-Email")
    headers = {"X-Auth-Key": tokens.global_key(), "X-Auth-Email": "ada@example.com"}
    assert world.ask("GET /accounts", headers=headers).status == 400


def test_keys_of_both_formats_open(world: World) -> None:
    old = world.state.create_user("old@example.com", global_key=tokens.legacy_key())
    for user in (old, world.user):
        headers = {"X-Auth-Key": world.state.global_key(user).value, "X-Auth-Email": user.email}
        assert world.ask("GET /accounts", headers=headers).status == 200


def test_a_key_is_no_credential_at_verify(world: World) -> None:
    headers = {"X-Auth-Key": world.key.value, "X-Auth-Email": world.user.email}
    assert world.ask(VERIFY, headers=headers).error[:2] == (400, 1001)


def test_bad_tokens_and_bad_keys_count_together(world: World) -> None:
    world.state.limits.auth_failures = 2
    world.ask("GET /zones", tokens.user_token())
    world.ask("GET /zones", headers={"X-Auth-Key": tokens.global_key(), "X-Auth-Email": "ada@example.com"})
    assert world.ask("GET /zones", world.admin.value).error[1:] == (
        9109,
        "Max auth failures reached, please check your Authorization header",
    )
    other = {"X-Simulator-Client-IP": "192.0.2.9"}
    assert world.ask("GET /zones", world.admin.value, headers=other).status == 200


def test_what_is_presented_is_read_from_the_headers() -> None:
    given = presented({"authorization": "Bearer a", "x-auth-key": "b", "x-auth-email": "c"})
    assert (given.authorization, given.key, given.email) == ("Bearer a", "b", "c")
    assert [presented(headers).secret for headers in HEADERS] == ["a", "b", ""]
