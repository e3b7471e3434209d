from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.answers import FORBIDDEN_AT_PRODUCT
from cf_secret_guard.simulator.records import written

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import CreatedServiceToken
    from tests.simulator.world import World


@pytest.fixture
def made(world: World) -> CreatedServiceToken:
    return world.state.create_service_token(world.account)


def path(world: World, made: CreatedServiceToken, rest: str = "") -> str:
    return f"{world.base}/access/service_tokens/{made.id}{rest}"


def works(world: World, made: CreatedServiceToken, secret: str = "") -> bool:
    return world.state.service_token_works(made.client_id, secret or made.value)


def test_a_leaked_client_id_is_found_in_the_list(world: World, made: CreatedServiceToken) -> None:
    world.state.create_service_token(world.account, "other")
    world.state.create_service_token(world.elsewhere)
    base = f"GET {world.base}/access/service_tokens"
    assert world.ask(base, world.admin.value).names == ["ci", "other"]
    assert world.ask(f"{base}?name=other", world.admin.value).names == ["other"]
    assert world.ask(f"{base}?search={made.client_id}", world.admin.value).names == ["ci"]
    shown = world.ask(f"GET {path(world, made)}", world.admin.value)
    assert set(shown.result) == {"id", "client_id", "name", "duration", "expires_at", "enabled", "created_at"}
    assert made.value not in shown.text


def test_disabling_is_reversible(world: World, made: CreatedServiceToken) -> None:
    for enabled in (False, True):
        result = world.ask(f"PUT {path(world, made)}", world.admin.value, {"enabled": enabled}).result
        assert (result["enabled"], result["name"], works(world, made)) == (enabled, "ci", enabled)


def test_what_the_body_leaves_out_stays(world: World, made: CreatedServiceToken) -> None:
    result = world.ask(f"PUT {path(world, made)}", world.admin.value, {"name": "new", "duration": "24h"}).result
    assert (result["name"], result["duration"], result["enabled"]) == ("new", "24h", True)


def test_a_rotation_ends_the_old_secret_at_once(world: World, made: CreatedServiceToken) -> None:
    new = str(world.ask(f"POST {path(world, made, '/rotate')}", world.admin.value, {}).result["client_secret"])
    assert new.startswith("cfast_")
    assert (works(world, made, new), works(world, made)) == (True, False)


def test_a_rotation_with_a_grace_period_leaves_the_leak_open(world: World, made: CreatedServiceToken) -> None:
    world.state.advance(60)
    grace = {"previous_client_secret_expires_at": written(world.state.now().replace(year=2090))}
    new = str(world.ask(f"POST {path(world, made, '/rotate')}", world.admin.value, grace).result["client_secret"])
    assert works(world, made, new)
    assert works(world, made)
    world.ask(f"PUT {path(world, made)}", world.admin.value, {"enabled": False})
    assert not works(world, made, new)
    assert not works(world, made), "disabling blocks both"
    ended = {"enabled": True, "previous_client_secret_expires_at": "2020-01-01"}
    world.ask(f"PUT {path(world, made)}", world.admin.value, ended)
    assert (works(world, made, new), works(world, made)) == (True, False)


def test_a_refresh_is_no_rotation(world: World, made: CreatedServiceToken) -> None:
    ends = world.state.service_tokens[made.id].expires_at
    world.state.advance(3600)
    assert str(world.ask(f"POST {path(world, made, '/refresh')}", world.admin.value).result["expires_at"]) > ends
    assert works(world, made)


def test_a_deleted_one_is_gone(world: World, made: CreatedServiceToken) -> None:
    assert world.ask(f"DELETE {path(world, made)}", world.admin.value).result["id"] == made.id
    assert not works(world, made)
    assert world.ask(f"GET {path(world, made)}", world.admin.value).status == 404


def test_a_new_one_shows_its_secret_once(world: World) -> None:
    base = f"{world.base}/access/service_tokens"
    result = world.ask(f"POST {base}", world.admin.value, {"name": "new"}).result
    assert world.state.service_token_works(str(result["client_id"]), str(result["client_secret"]))
    assert world.ask(f"POST {base}", world.admin.value, {}).error[:2] == (400, 1004)


@pytest.mark.parametrize(
    ("request_", "body"),
    [("PUT ", {"enabled": "no"}), ("POST /rotate", {"previous_client_secret_expires_at": "soon"})],
)
def test_a_wrong_body_is_refused(
    world: World, made: CreatedServiceToken, request_: str, body: dict[str, object]
) -> None:
    method, rest = request_.split(" ")
    assert world.ask(f"{method} {path(world, made, rest)}", world.admin.value, body).error[:2] == (400, 1004)
    assert works(world, made)


def test_the_permission_is_needed_and_reading_is_not_writing(world: World, made: CreatedServiceToken) -> None:
    reader = world.state.create_account_token(world.account, "Access: Service Tokens Read")
    assert world.ask(f"GET {path(world, made)}", reader.value).status == 200
    for request in (f"PUT {path(world, made)}", f"POST {path(world, made, '/rotate')}", f"DELETE {path(world, made)}"):
        assert world.ask(request, reader.value, {}).error == tuple(FORBIDDEN_AT_PRODUCT[:3])
    assert world.ask(f"GET {path(world, made)}", world.narrow_account.value).status == 403
    assert works(world, made)
