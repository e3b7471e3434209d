from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.answers import FORBIDDEN_AT_PRODUCT
from tests import tokens

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import Created
    from tests.simulator.world import World

SITEVERIFY = "POST /turnstile/v0/siteverify"
LIVE, DEAD = ["invalid-input-response"], ["invalid-input-secret"]


@pytest.fixture
def made(world: World) -> Created:
    return world.state.create_widget(world.account)


def codes(world: World, secret: str) -> object:
    return world.ask(SITEVERIFY, form={"secret": secret, "response": "dummy"}).body["error-codes"]


def rotate(world: World, made: Created, body: object) -> str:
    path = f"POST {world.base}/challenges/widgets/{made.id}/rotate_secret"
    return str(world.ask(path, world.admin.value, body).result["secret"])


def test_an_immediate_rotation_ends_the_old_secret(world: World, made: Created) -> None:
    assert codes(world, made.value) == LIVE
    new = rotate(world, made, {"invalidate_immediately": True})
    assert (codes(world, made.value), codes(world, new)) == (DEAD, LIVE)
    rotate(world, made, {"invalidate_immediately": True})
    assert codes(world, new) == DEAD


@pytest.mark.parametrize("body", [{}, {"invalidate_immediately": False}])
def test_the_usual_rotation_leaves_the_old_secret_for_two_hours(world: World, made: Created, body: object) -> None:
    new = rotate(world, made, body)
    assert (codes(world, made.value), codes(world, new)) == (LIVE, LIVE)
    path = f"POST {world.base}/challenges/widgets/{made.id}/rotate_secret"
    assert world.ask(path, world.admin.value, {"invalidate_immediately": True}).status == 400
    world.state.advance(7201)
    assert (codes(world, made.value), codes(world, new)) == (DEAD, LIVE)
    assert codes(world, rotate(world, made, {"invalidate_immediately": True})) == LIVE


def test_siteverify_takes_json_too(world: World, made: Created) -> None:
    reply = world.ask(SITEVERIFY, body={"secret": made.value, "response": "dummy"})
    assert reply.body == {"success": False, "error-codes": LIVE}


def test_siteverify_says_what_is_missing(world: World, made: Created) -> None:
    assert world.ask(SITEVERIFY, form={"response": "x"}).body["error-codes"] == ["missing-input-secret"]
    assert world.ask(SITEVERIFY, form={"secret": made.value}).body["error-codes"] == ["missing-input-response"]


@pytest.mark.parametrize(
    ("first", "expected"), [("1x", []), ("2x", ["invalid-input-response"]), ("3x", ["timeout-or-duplicate"])]
)
def test_the_public_test_secrets_do_what_the_documentation_says(world: World, first: str, expected: list[str]) -> None:
    reply = world.ask(SITEVERIFY, form={"secret": first + "0" * 31 + "AA", "response": "dummy"})
    assert reply.body == {"success": not expected, "error-codes": expected}


def test_an_unknown_secret_is_dead(world: World) -> None:
    assert codes(world, tokens.turnstile_secret()) == DEAD


def test_only_one_widget_shows_its_secret(world: World, made: Created) -> None:
    base = f"GET {world.base}/challenges/widgets"
    rows = world.ask(f"{base}?per_page=5", world.admin.value)
    assert [row["sitekey"] for row in rows.rows] == [made.id]
    assert made.value not in rows.text
    assert world.ask(f"{base}/{made.id}", world.admin.value).result["secret"] == made.value
    assert world.ask(f"{base}/{world.state.create_widget(world.elsewhere).id}", world.admin.value).status == 404


@pytest.mark.parametrize("name", ["Turnstile Sites", "Account Settings"])
def test_either_permission_will_do_and_reading_is_not_writing(world: World, made: Created, name: str) -> None:
    path = f"{world.base}/challenges/widgets/{made.id}"
    reader = world.state.create_account_token(world.account, f"{name} Read").value
    writer = world.state.create_account_token(world.account, f"{name} Write").value
    assert world.ask(f"GET {path}", reader).status == 200
    assert world.ask(f"POST {path}/rotate_secret", reader, {}).error == tuple(FORBIDDEN_AT_PRODUCT[:3])
    assert world.ask(f"POST {path}/rotate_secret", writer, {}).status == 200


def test_a_wrong_body_is_refused(world: World, made: Created) -> None:
    path = f"POST {world.base}/challenges/widgets/{made.id}/rotate_secret"
    assert world.ask(path, world.admin.value, {"invalidate_immediately": "yes"}).error[:2] == (400, 1004)
