from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator import TokenForm
from cf_secret_guard.simulator.answers import UNAUTHORIZED
from cf_secret_guard.simulator.policies import ZONE, policy

if TYPE_CHECKING:
    from tests.simulator.world import World

ACCOUNTS = "GET /accounts?per_page=5"
ZONES = "GET /zones?per_page=5"


def test_a_user_is_full_of_personal_data(world: World) -> None:
    shown = world.ask("GET /user", world.user_admin.value).result
    assert shown["email"] == "ada@example.com"
    assert {"first_name", "last_name", "telephone", "country"} <= set(shown)


def test_a_user_is_shown_to_who_may_read_it(world: World) -> None:
    assert world.ask("GET /user", world.narrow.value).error == tuple(UNAUTHORIZED[:3])
    assert world.ask("GET /user", world.state.create_grant(world.user).value).status == 200
    headers = {"X-Auth-Key": world.key.value, "X-Auth-Email": world.user.email}
    assert world.ask("GET /user", headers=headers).status == 200


def test_an_account_token_sees_its_own_account(world: World) -> None:
    assert [row["id"] for row in world.ask(ACCOUNTS, world.admin.value).rows] == [world.account.id]


def test_a_user_token_sees_the_accounts_that_its_policies_name(world: World) -> None:
    second = world.state.create_account(world.user, name="Second")
    wide = world.state.create_user_token(world.user, "Account Settings Read")
    assert world.ask(ACCOUNTS, wide.value).names == [world.account.name, second.name]
    only = policy(["Account Settings Read"], {f"com.cloudflare.api.account.{second.id}": "*"})
    token = world.state.create_user_token(world.user, form=TokenForm(policies=(only,)))
    assert world.ask(ACCOUNTS, token.value).names == [second.name]


def test_a_live_but_narrow_token_sees_no_account(world: World) -> None:
    bucket = world.state.create_account_token(world.account, "Workers R2 Storage Bucket Item Read")
    for token in (bucket, world.narrow):
        assert world.ask(ACCOUNTS, token.value).rows == []


def test_an_oauth_login_and_a_global_key_see_all_accounts_of_the_user(world: World) -> None:
    headers = {"X-Auth-Key": world.key.value, "X-Auth-Email": world.user.email}
    grant = world.state.create_grant(world.user)
    for reply in (world.ask(ACCOUNTS, grant.value), world.ask(ACCOUNTS, headers=headers)):
        assert [row["id"] for row in reply.rows] == [world.account.id]


@pytest.mark.parametrize("path", ["/accounts", "/zones"])
def test_a_page_has_at_least_five_rows(world: World, path: str) -> None:
    assert world.ask(f"GET {path}?per_page=4", world.admin.value).error[:2] == (400, 1004)
    assert world.ask(f"GET {path}?per_page=5", world.admin.value).status == 200


def test_one_account_is_shown_to_who_may_read_its_settings(world: World) -> None:
    assert world.ask(f"GET {world.base}", world.admin.value).result["name"] == world.account.name
    assert world.ask(f"GET {world.base}", world.narrow_account.value).error == tuple(UNAUTHORIZED[:3])


def test_zones_tell_their_account(world: World) -> None:
    reader = world.state.create_account_token(world.account, "Zone Read")
    rows = world.ask(ZONES, reader.value).rows
    assert [(row["id"], row["account"]) for row in rows] == [
        (world.zone.id, {"id": world.account.id, "name": world.account.name})
    ]
    assert world.ask(ZONES, world.state.create_grant(world.user).value).rows == rows


def test_a_token_for_one_zone_sees_one_zone(world: World) -> None:
    other = world.state.create_zone(world.account)
    only = policy(["Zone Read"], {f"{ZONE}.{other.id}": "*"})
    token = world.state.create_user_token(world.user, form=TokenForm(policies=(only,)))
    assert world.ask(ZONES, token.value).names == [other.name]
    assert world.ask(f"{ZONES}&account.id={world.elsewhere.id}", token.value).rows == []


def test_zones_of_others_are_not_seen(world: World) -> None:
    world.state.create_zone(world.elsewhere, "theirs.example")
    wide = world.state.create_user_token(world.user, "Zone Read")
    assert world.ask(ZONES, wide.value).names == [world.zone.name]


def test_without_permission_zones_are_refused_or_empty(world: World) -> None:
    assert world.ask(ZONES, world.narrow_account.value).error == tuple(UNAUTHORIZED[:3])
    world.state.switches.zones_without_permission = "empty"
    assert world.ask(ZONES, world.narrow_account.value).rows == []


def test_permission_without_any_zone_is_no_refusal(world: World) -> None:
    world.state.zones.clear()
    reader = world.state.create_account_token(world.account, "Zone Read")
    assert world.ask(ZONES, reader.value).rows == []


def test_memberships_are_for_people(world: World) -> None:
    member = world.state.create_user_token(world.user, "Memberships Read")
    rows = world.ask("GET /memberships", member.value).rows
    account = rows[0]["account"]
    assert isinstance(account, dict)
    assert account["id"] == world.account.id
    assert world.ask("GET /memberships", world.narrow.value).error == tuple(UNAUTHORIZED[:3])
    refused = world.ask("GET /memberships", world.admin.value)
    assert refused.error == (403, 9109, "Valid user-level authentication not found")


def test_page_rules_are_for_users(world: World) -> None:
    reader = world.state.create_user_token(world.user, "Zone Read")
    assert world.ask(f"GET /zones/{world.zone.id}/pagerules", reader.value).rows == []
    assert world.ask(f"GET /zones/{world.zone.id}/pagerules", world.narrow.value).error == tuple(UNAUTHORIZED[:3])
    assert world.ask("GET /zones/x/pagerules", reader.value).error[:2] == (404, 7003)
