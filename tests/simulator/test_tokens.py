"""API tokens of users and of accounts: the same routes under two roots."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import pytest

from cf_secret_guard.simulator import TokenForm
from cf_secret_guard.simulator.answers import FORBIDDEN_AT_PRODUCT, INVALID_API_TOKEN, UNAUTHORIZED, Failure
from cf_secret_guard.simulator.policies import BY_NAME, GROUPS

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import Created
    from tests.simulator.world import World

CONDITION = {"request_ip": {"in": ["198.51.100.0/24"], "not_in": ["198.51.100.7/32"]}}
GONE = "f" * 32


class Root(NamedTuple):
    """One of the two places where tokens are managed."""

    path: str
    admin: str
    leaked: Created


@pytest.fixture(params=["user", "account"])
def root(world: World, request: pytest.FixtureRequest) -> Root:
    if request.param == "user":
        return Root("/user/tokens", world.user_admin.value, world.narrow)
    return Root(f"{world.base}/tokens", world.admin.value, world.narrow_account)


def test_tokens_of_others_do_not_exist(world: World, root: Root) -> None:
    other = world.state.create_account_token(world.elsewhere)
    for token in (other, world.narrow_account if root.path.startswith("/user") else world.narrow):
        for request in ("GET", "PUT", "DELETE"):
            body = {"name": "x", "policies": world.state.tokens[token.id].policies}
            assert world.ask(f"{request} {root.path}/{token.id}", root.admin, body).status == 404
    assert other.id not in {row["id"] for row in world.ask(f"GET {root.path}", root.admin).rows}


def test_a_list_has_pages_filters_and_two_directions(world: World, root: Root) -> None:
    form = TokenForm(name="old one", expires_on="2020-01-01T00:00:00Z")
    if root.path.startswith("/user"):
        world.state.create_user_token(world.user, form=form)
    else:
        world.state.create_account_token(world.account, form=form)
    assert world.ask(f"GET {root.path}", root.admin).names == ["ci", "ci", "old one"]
    assert world.ask(f"GET {root.path}?direction=desc", root.admin).names == ["old one", "ci", "ci"]
    assert world.ask(f"GET {root.path}?include_expired=false", root.admin).names == ["ci", "ci"]
    assert world.ask(f"GET {root.path}?name=old", root.admin).names == ["old one"]
    second = world.ask(f"GET {root.path}?per_page=2&page=2", root.admin)
    assert second.names == ["old one"]
    assert second.body["result_info"] == {"page": 2, "per_page": 2, "count": 1, "total_count": 3, "total_pages": 2}


def test_no_answer_but_creation_and_roll_holds_a_value(world: World, root: Root) -> None:
    replies = [
        world.ask(f"GET {root.path}", root.admin),
        world.ask(f"GET {root.path}/{root.leaked.id}", root.admin),
        world.ask(f"DELETE {root.path}/{root.leaked.id}", root.admin),
    ]
    values = [token.value for token in world.state.tokens.values()] + [root.leaked.value]
    assert not [value for reply in replies for value in values if value in reply.text]


def test_a_new_token_is_what_was_asked_for(world: World, root: Root) -> None:
    body = {
        "name": "new",
        "policies": world.state.tokens[root.leaked.id].policies,
        "condition": CONDITION,
        "expires_on": "2099-01-01T00:00:00Z",
        "not_before": "2026-01-01T00:00:00Z",
    }
    made = world.ask(f"POST {root.path}", root.admin, body).result
    assert {name: made[name] for name in ("name", "condition", "expires_on", "not_before")} == {
        name: body[name] for name in ("name", "condition", "expires_on", "not_before")
    }
    verify = f"GET {root.path}/verify"
    assert world.ask(verify, str(made["value"])).result["id"] == made["id"]


def test_a_replacement_is_a_full_one(world: World, root: Root) -> None:
    token = world.state.tokens[root.leaked.id]
    token.condition, token.expires_on = dict(CONDITION), "2099-01-01T00:00:00Z"
    shown = world.ask(f"GET {root.path}/{token.id}", root.admin).result
    kept = {name: shown[name] for name in ("name", "policies", "condition", "expires_on")}

    disabled = world.ask(f"PUT {root.path}/{token.id}", root.admin, kept | {"status": "disabled"}).result
    assert disabled | {"modified_on": ""} == shown | {"status": "disabled", "modified_on": ""}
    assert token.value == root.leaked.value

    careless = {"name": "renamed", "policies": shown["policies"]}
    replaced = world.ask(f"PUT {root.path}/{token.id}", root.admin, careless).result
    assert replaced["status"] == "disabled", "what is left out stays only for the status"
    assert "condition" not in replaced
    assert "expires_on" not in replaced


@pytest.mark.parametrize(
    "change",
    [
        {"name": None},
        {"name": ""},
        {"policies": None},
        {"policies": []},
        {"policies": ["x"]},
        {"policies": [{"effect": "maybe"}]},
        {"policies": [{"effect": "allow", "resources": {}, "permission_groups": [{"id": GROUPS[0].id}]}]},
        {"policies": [{"effect": "allow", "resources": {"a": "*"}, "permission_groups": [{"id": "x"}]}]},
        {"status": None},
        {"status": "revoked (exposed)"},
        {"condition": "x"},
        {"expires_on": "tomorrow"},
    ],
)
def test_a_body_that_is_not_a_token_is_refused_and_changes_nothing(
    world: World, root: Root, change: dict[str, object]
) -> None:
    before = world.ask(f"GET {root.path}/{root.leaked.id}", root.admin).result
    body = {"name": "x", "policies": before["policies"], "status": "disabled"} | change
    reply = world.ask(f"PUT {root.path}/{root.leaked.id}", root.admin, body)
    assert reply.error[:2] == (400, 1004)
    assert world.ask(f"GET {root.path}/{root.leaked.id}", root.admin).result == before


@pytest.mark.parametrize("body", ["{", "[]", '"x"'])
def test_a_body_that_is_no_object_is_refused(world: World, root: Root, body: str) -> None:
    assert world.ask(f"PUT {root.path}/{root.leaked.id}", root.admin, body).error[:2] == (400, 1004)


def test_policies_can_have_to_come_without_what_is_read_only(world: World, root: Root) -> None:
    world.state.switches.strict_policies = True
    shown = world.ask(f"GET {root.path}/{root.leaked.id}", root.admin).result["policies"]
    assert isinstance(shown, list)
    bare = [
        {
            "effect": one["effect"],
            "resources": one["resources"],
            "permission_groups": [{"id": group["id"]} for group in one["permission_groups"]],
        }
        for one in shown
    ]
    path = f"PUT {root.path}/{root.leaked.id}"
    half = [one | {"id": "x"} for one in bare]
    for policies, status in ((shown, 400), (half, 400), (bare, 200)):
        assert world.ask(path, root.admin, {"name": "x", "policies": policies}).status == status


def test_a_roll_keeps_everything_but_the_value(world: World, root: Root) -> None:
    world.state.tokens[root.leaked.id].value = legacy = world.state.mint.oauth("").replace(".", "")[:40]
    verify, one = f"GET {root.path}/verify", f"{root.path}/{root.leaked.id}"
    assert world.ask(verify, legacy).status == 200
    before = world.ask(f"GET {one}", root.admin).result
    value = world.ask(f"PUT {one}/value", root.admin, {}).string
    assert value.startswith("cfut_" if root.path.startswith("/user") else "cfat_")
    assert len(value) == 53
    assert world.ask(verify, legacy).error[:2] == (401, 1000)
    assert world.ask(verify, value).result["id"] == root.leaked.id
    after = world.ask(f"GET {one}", root.admin).result
    changing = {"modified_on": "", "last_used_on": ""}
    assert after | changing == before | changing


def test_an_exposed_token_can_be_rolled_or_deleted_but_not_switched(world: World, root: Root) -> None:
    world.state.expose(root.leaked)
    one = f"{root.path}/{root.leaked.id}"
    policies = world.state.tokens[root.leaked.id].policies
    assert world.ask(f"PUT {one}", root.admin, {"name": "x", "policies": policies, "status": "active"}).status == 400
    assert world.ask(f"PUT {one}/value", root.admin, {}).status == 200
    assert world.ask(f"GET {one}", root.admin).result["status"] == "active"


def test_a_deleted_token_is_gone_for_everybody(world: World, root: Root) -> None:
    one = f"{root.path}/{root.leaked.id}"
    assert world.ask(f"DELETE {one}", root.admin).result == {"id": root.leaked.id}
    assert world.ask(f"GET {root.path}/verify", root.leaked.value).error[:2] == (401, 1000)
    assert [world.ask(f"{method} {one}", root.admin, {}).status for method in ("GET", "PUT", "DELETE")] == [404] * 3
    assert world.ask(f"PUT {one}/value", root.admin, {}).status == 404


def test_a_second_deletion_can_answer_otherwise(world: World, root: Root) -> None:
    world.state.switches.gone_at_delete = Failure(400, 7003, "Could not route")
    assert world.ask(f"DELETE {root.path}/{GONE}", root.admin).error == (400, 7003, "Could not route")


def test_a_token_may_delete_itself_only_if_it_may_manage_tokens(world: World, root: Root) -> None:
    own = next(token for token in (world.user_admin, world.admin) if token.value == root.admin)
    refused = world.ask(f"DELETE {root.path}/{root.leaked.id}", root.leaked.value)
    assert refused.error == (403, 9109, "Unauthorized to access requested resource")
    assert world.ask(f"DELETE {root.path}/{own.id}", root.admin).status == 200
    assert world.ask(f"GET {root.path}", root.admin).error == (403, 9109, "Invalid access token")


def test_reading_permission_does_not_write(world: World, root: Root) -> None:
    if root.path.startswith("/user"):
        reader = world.state.create_user_token(world.user, "API Tokens Read")
    else:
        reader = world.state.create_account_token(world.account, "Account API Tokens Read")
    assert world.ask(f"GET {root.path}/{root.leaked.id}", reader.value).status == 200
    for request in (f"PUT {root.path}/{root.leaked.id}/value", f"DELETE {root.path}/{root.leaked.id}"):
        assert world.ask(request, reader.value, {}).error == tuple(UNAUTHORIZED[:3])
    assert world.ask(f"POST {root.path}", reader.value, {}).error == tuple(UNAUTHORIZED[:3])


def test_permission_groups_are_found_by_name_and_scope(world: World, root: Root) -> None:
    path = f"GET {root.path}/permission_groups"
    assert len(world.ask(path, root.admin).rows) == len(GROUPS)
    assert world.ask(f"{path}?name=DNS%20Write", root.admin).rows == [BY_NAME["DNS Write"].listed()]
    scoped = world.ask(f"{path}?scope=com.cloudflare.api.user", root.admin).rows
    assert {str(row["scopes"]) for row in scoped} == {"['com.cloudflare.api.user']"}


def test_a_user_manages_the_tokens_of_his_account_and_of_no_other(world: World) -> None:
    admin = world.state.create_user_token(world.user, "Account API Tokens Write")
    assert world.ask(f"GET {world.base}/tokens", admin.value).status == 200
    reply = world.ask(f"GET /accounts/{world.elsewhere.id}/tokens", admin.value)
    assert reply.error == tuple(UNAUTHORIZED[:3])
    assert world.ask(f"GET /accounts/{GONE}/tokens", admin.value).error[:2] == (404, 7003)


def test_a_global_key_manages_everything_of_its_user(world: World) -> None:
    headers = {"X-Auth-Key": world.key.value, "X-Auth-Email": world.user.email}
    for path in ("/user/tokens", f"{world.base}/tokens"):
        assert world.ask(f"GET {path}", headers=headers).status == 200
    assert world.ask(f"GET /accounts/{world.elsewhere.id}/tokens", headers=headers).status == 403


def test_an_oauth_login_manages_no_tokens(world: World) -> None:
    grant = world.state.create_grant(world.user)
    for path in ("/user/tokens", f"{world.base}/tokens"):
        assert world.ask(f"GET {path}", grant.value).error == (400, 10001, "Method not allowed for token")


@pytest.mark.parametrize("failure", [INVALID_API_TOKEN, UNAUTHORIZED, FORBIDDEN_AT_PRODUCT])
def test_the_verify_of_another_account_can_answer_in_any_way(world: World, failure: Failure) -> None:
    world.state.switches.wrong_account_at_verify = failure
    reply = world.ask(f"GET /accounts/{world.elsewhere.id}/tokens/verify", world.narrow_account.value)
    assert reply.error == tuple(failure[:3])


def test_a_user_token_and_an_oauth_token_are_unknown_to_the_verify_of_an_account(world: World) -> None:
    for value in (world.narrow.value, world.state.create_grant(world.user).value):
        assert world.ask(f"GET {world.base}/tokens/verify", value).error == tuple(INVALID_API_TOKEN[:3])
