from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.simulator.world import World

VERIFY = "GET /user/tokens/verify"


def basic(world: World) -> str:
    world.ask(VERIFY, headers={"Authorization": "Basic abc"})
    return "unknown bearer"


def dead(world: World) -> str:
    world.state.roll(world.narrow.id)
    world.ask(VERIFY, world.narrow.value)
    return f"user token {world.narrow.id}"


def key(world: World) -> str:
    world.ask(VERIFY, headers={"X-Auth-Key": world.key.value, "X-Auth-Email": world.user.email})
    return f"global key {world.user.id}"


def unknown_key(world: World) -> str:
    world.ask(VERIFY, headers={"X-Auth-Key": tokens.global_key(), "X-Auth-Email": world.user.email})
    return "unknown key"


def account_token(world: World) -> str:
    world.ask(VERIFY, world.admin.value)
    return f"account token {world.admin.id}"


def unknown(world: World) -> str:
    world.ask(VERIFY, tokens.user_token())
    return "unknown bearer"


def nothing(world: World) -> str:
    world.ask(VERIFY)
    return "none"


def oauth(world: World) -> str:
    grant = world.state.create_grant(world.user)
    world.ask("POST /oauth2/revoke", form={"token": grant.refresh})
    return f"grant {grant.id} (refresh)"


def widget(world: World) -> str:
    made = world.state.create_widget(world.account)
    world.ask("POST /turnstile/v0/siteverify", body={"secret": made.value})
    return f"widget {made.id}"


def unknown_secret(world: World) -> str:
    world.ask("POST /turnstile/v0/siteverify", form={"secret": tokens.turnstile_secret()})
    return "unknown secret"


def no_form(world: World) -> str:
    world.ask("POST /turnstile/v0/siteverify", body="{")
    return "none"


def empty_form(world: World) -> str:
    world.ask("POST /turnstile/v0/siteverify", form={"response": "x"})
    return "none"


@pytest.mark.parametrize(
    "act",
    [
        basic,
        dead,
        key,
        unknown_key,
        account_token,
        unknown,
        nothing,
        oauth,
        widget,
        unknown_secret,
        no_form,
        empty_form,
    ],
)
def test_a_request_is_known_by_the_public_name_of_its_credential(world: World, act: Callable[[World], str]) -> None:
    expected = act(world)
    assert [request.credential for request in world.simulator.requests] == [expected]


def test_a_request_is_logged_with_its_path_and_query_and_program(world: World) -> None:
    world.ask("GET /zones?per_page=5&page=1", world.admin.value, headers={"User-Agent": "me/1"})
    [request] = world.simulator.requests
    assert request[:5] == ("GET", "/zones", "per_page=5&page=1", f"account token {world.admin.id}", "me/1")
    assert not request.secret_in_url


@pytest.mark.parametrize("target", ["/user/tokens/{}", "/zones?token={}"])
def test_a_secret_in_a_url_is_seen_and_not_logged(world: World, target: str) -> None:
    world.ask(f"GET {target.format(world.narrow.value)}", world.admin.value)
    [request] = world.simulator.requests
    assert request.secret_in_url
    assert world.narrow.value not in repr(request)
    assert f"<user token {world.narrow.id}>" in request.path + request.query


def test_the_log_never_holds_a_secret(world: World) -> None:
    for act in (dead, key, account_token, oauth, widget):
        act(world)
    values = [*world.state._names]
    assert not [value for value in values if value in repr(world.simulator.requests)]


def test_times_tell_the_spacing(world: World) -> None:
    for _ in range(3):
        world.ask(VERIFY, world.narrow.value)
    times = [request.at for request in world.simulator.requests]
    assert times == sorted(times)
