from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, Options
from cf_secret_guard.simulator.answers import (
    INVALID_ACCESS_TOKEN,
    INVALID_API_TOKEN,
    MALFORMED_KEY,
    UNAUTHORIZED,
    UNKNOWN_KEY,
    Failure,
)
from cf_secret_guard.verify.base import Owner, Status
from tests import tokens
from tests.verify.asking import leak, verdict

if TYPE_CHECKING:
    from tests.cloudflare.world import World

ACCOUNTS = "GET /accounts"


@pytest.mark.parametrize("key", [tokens.global_key(), tokens.legacy_key(), tokens.legacy_key(length=45)])
def test_a_key_is_live_with_its_address(world: World, key: str) -> None:
    user = world.state.create_user("owner@example.com", global_key=key)
    found = verdict(world, leak(Kind.GLOBAL_API_KEY, key, emails=("x@example.com", user.email)))
    assert (found.status, found.owner) == (Status.LIVE, Owner.USER)
    assert world.paths() == [ACCOUNTS, ACCOUNTS]


def test_without_an_address_nothing_is_asked(world: World) -> None:
    found = verdict(world, leak(Kind.GLOBAL_API_KEY, tokens.global_key()))
    assert found.status is Status.NOT_CHECKABLE
    assert "--email" in found.reason
    assert not world.paths()


@pytest.mark.parametrize("failure", [UNKNOWN_KEY, UNKNOWN_KEY._replace(status=400)])
def test_a_pair_that_cloudflare_does_not_know_proves_nothing(world: World, failure: Failure) -> None:
    world.state.switches.unknown_key = failure
    key = world.state.global_key(world.user).value
    found = verdict(world, leak(Kind.GLOBAL_API_KEY, key, emails=("someone@example.com",)))
    assert found.status is Status.UNKNOWN
    assert "example.com" not in repr(found)


def test_what_cloudflare_calls_no_key_is_invalid_and_asked_once(world: World) -> None:
    world.simulator.fault(ACCOUNTS, Fault.ANSWER, options=Options(failure=MALFORMED_KEY))
    found = verdict(world, leak(Kind.GLOBAL_API_KEY, tokens.global_key(), emails=("a@example.com", "b@example.com")))
    assert found.status is Status.INVALID
    assert world.paths() == [ACCOUNTS]


def test_a_bad_address_leads_to_the_next_one(world: World) -> None:
    key = world.state.global_key(world.user).value
    emails = ("caf\u00e9@example.com", "no-address", world.user.email)
    assert verdict(world, leak(Kind.GLOBAL_API_KEY, key, emails=emails)).status is Status.LIVE
    assert world.paths() == [ACCOUNTS, ACCOUNTS]


def test_addresses_that_cannot_be_sent_leave_it_unknown(world: World) -> None:
    found = verdict(world, leak(Kind.GLOBAL_API_KEY, tokens.global_key(), emails=("\u00e9@example.com",)))
    assert found.status is Status.UNKNOWN
    assert not world.paths()


def test_no_more_than_three_addresses_are_tried(world: World) -> None:
    emails = tuple(f"a{number}@example.com" for number in range(9))
    assert verdict(world, leak(Kind.GLOBAL_API_KEY, tokens.global_key(), emails=emails)).status is Status.UNKNOWN
    assert len(world.paths()) == 3


@pytest.mark.parametrize("fault", [one for one in Fault if one not in {Fault.HANG, Fault.SLOW_DRIP, Fault.ANSWER}])
@pytest.mark.parametrize("kind", [Kind.GLOBAL_API_KEY, Kind.OAUTH_TOKEN])
def test_no_fault_gives_a_verdict(world: World, kind: str, fault: Fault) -> None:
    world.simulator.fault(ACCOUNTS, fault, times=None)
    value = tokens.global_key() if kind == Kind.GLOBAL_API_KEY else tokens.oauth_token()
    emails = ("a@example.com", "b@example.com") if kind == Kind.GLOBAL_API_KEY else ()
    found = verdict(world, leak(kind, value, emails=emails))
    # A fault that gives a page of accounts does not exist; NOT_AN_ENVELOPE and the like are none.
    assert found.status is Status.UNKNOWN
    assert found.reason
    assert len(world.paths()) <= 3


@pytest.mark.parametrize("prefix", ["cfoat_", ""])
def test_a_live_access_token_is_live_after_one_question(world: World, prefix: str) -> None:
    made = world.state.create_grant(world.user, access=tokens.oauth_token(prefix=prefix))
    assert verdict(world, leak(Kind.OAUTH_TOKEN, made.value)).status is Status.LIVE
    assert world.paths() == [ACCOUNTS]


def test_a_dead_access_token_is_invalid_and_says_what_lies_beside_it(world: World) -> None:
    asked = leak(Kind.OAUTH_TOKEN, tokens.oauth_token())
    assert verdict(world, asked).status is Status.INVALID
    beside = verdict(world, asked._replace(refresh_token=Secret(tokens.oauth_token("b", "cfort_"))))
    assert beside.status is Status.INVALID
    assert "refresh token" in beside.reason


def test_a_dead_token_without_a_prefix_may_be_a_refresh_token(world: World) -> None:
    found = verdict(world, leak(Kind.OAUTH_TOKEN, tokens.oauth_token(prefix="")))
    assert found.status is Status.UNKNOWN
    assert "refresh token" in found.reason


@pytest.mark.parametrize(
    ("failure", "status"),
    [
        (INVALID_ACCESS_TOKEN, Status.INVALID),
        (UNAUTHORIZED, Status.LIVE),
        (INVALID_API_TOKEN, Status.UNKNOWN),
        (Failure(400, 10001, "Method not allowed for token"), Status.UNKNOWN),
    ],
)
def test_the_words_decide_about_an_access_token(world: World, failure: Failure, status: Status) -> None:
    world.simulator.fault(ACCOUNTS, Fault.ANSWER, options=Options(failure=failure))
    assert verdict(world, leak(Kind.OAUTH_TOKEN, tokens.oauth_token())).status is status


@pytest.mark.parametrize("value", [tokens.oauth_token(prefix="cfort_"), "not a token"])
def test_a_refresh_token_is_never_sent(world: World, value: str) -> None:
    assert verdict(world, leak(Kind.OAUTH_TOKEN, value)).status is Status.NOT_CHECKABLE
    assert not world.paths()
