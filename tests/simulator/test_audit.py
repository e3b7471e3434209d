from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.answers import FORBIDDEN_AT_PRODUCT
from cf_secret_guard.simulator.audit_log import AuditEntry
from tests.simulator.world import PERIOD

if TYPE_CHECKING:
    from tests.simulator.world import World

A, B = {"actor_token_id": "a"}, {"actor_token_id": "b"}


def logged(world: World, query: str = "", period: str = PERIOD) -> list[dict[str, object]]:
    return world.ask(f"GET {world.base}/logs/audit?{period}{query}", world.admin.value).rows


def uris(rows: list[dict[str, object]]) -> list[str]:
    return [row["raw"]["uri"] for row in rows if isinstance(row["raw"], dict)]


def past(world: World, **fields: str) -> None:
    world.state.create_audit_entry(world.account, AuditEntry(**({"time": "2026-03-01T12:00:00Z"} | fields)))  # type: ignore[arg-type]  # text fields only


def test_a_change_is_logged_with_its_actor_and_reading_is_not(world: World) -> None:
    leaked = world.narrow_account
    world.ask(f"GET {world.base}/tokens", world.admin.value)
    world.ask(f"PUT {world.base}/tokens/{leaked.id}/value", world.admin.value, {})
    world.ask(f"DELETE {world.base}/tokens/{leaked.id}", world.admin.value)
    newest, oldest = logged(world)
    assert newest["action"] == {
        "type": "delete",
        "result": "success",
        "description": f"DELETE {world.base}/tokens/{leaked.id}",
        "time": newest["action"]["time"] if isinstance(newest["action"], dict) else "",
    }
    assert oldest["actor"] == {
        "id": world.account.id,
        "type": "account",
        "context": "api_token",
        "email": "",
        "ip_address": world.state.client_ip,
        "token_id": world.admin.id,
        "token_name": "ci",
    }
    assert oldest["resource"] == {"id": leaked.id, "type": "tokens_value", "product": "tokens_value"}


def test_what_a_user_does_stands_in_his_accounts_with_his_address(world: World) -> None:
    world.ask(f"PUT /user/tokens/{world.narrow.id}/value", world.user_admin.value, {})
    [row] = logged(world)
    actor = row["actor"]
    assert isinstance(actor, dict)
    assert (actor["type"], actor["email"], actor["token_id"]) == ("user", "ada@example.com", world.user_admin.id)
    assert [entry.account_id for entry in world.state.audit_log] == [world.account.id]


def test_a_refused_change_is_logged_as_a_failure_and_an_unknown_caller_is_not(world: World) -> None:
    world.ask(f"DELETE {world.base}/tokens/{world.admin.id}", world.narrow_account.value)
    world.ask(f"DELETE {world.base}/tokens/{world.admin.id}", "x" * 40)
    assert [entry.action_result for entry in world.state.audit_log] == ["failure"]
    assert [entry.status_code for entry in world.state.audit_log] == [403]


def test_a_global_key_and_an_oauth_login_have_their_context(world: World) -> None:
    headers = {"X-Auth-Key": world.key.value, "X-Auth-Email": world.user.email}
    world.ask(f"DELETE /user/tokens/{world.narrow.id}", headers=headers)
    world.ask("POST /user/tokens", world.state.create_grant(world.user).value, {})
    assert [entry.actor_context for entry in world.state.audit_log] == ["api_key", "oauth"]


@pytest.mark.parametrize("period", ["", "since=2020-01-01", "before=2020-01-01", "since=x&before=y"])
def test_the_period_is_required(world: World, period: str) -> None:
    reply = world.ask(f"GET {world.base}/logs/audit?{period}", world.admin.value)
    assert reply.error[:2] == (400, 1004)


@pytest.mark.parametrize(
    ("period", "count"),
    [
        ("since=2026-03-01&before=2026-03-02", 1),
        ("since=2026-03-01T12:00:00Z&before=2026-03-01T12:00:01Z", 1),
        ("since=2026-03-01T13:00:00%2B01:00&before=2026-03-02", 1),
        ("since=2026-03-01T12:00:01Z&before=2026-03-02", 0),
        ("since=2026-02-01&before=2026-03-01T12:00:00Z", 0),
    ],
)
def test_the_period_begins_with_since_and_ends_short_of_before(world: World, period: str, count: int) -> None:
    past(world)
    assert len(logged(world, period=period)) == count


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("&actor_token_id=a", ["/a"]),
        ("&actor_token_id=a&actor_token_id=b", ["/b", "/a"]),
        ("&actor_token_id.not=a", ["/b"]),
        ("&actor_token_id=c", []),
        ("&actor_context=api_token", ["/b", "/a"]),
        ("&action_type=delete", ["/b"]),
        ("&actor_token_id=a&action_type=delete", []),
        ("&direction=asc", ["/a", "/b"]),
    ],
)
def test_filters_take_several_values_and_negations(world: World, query: str, expected: list[str]) -> None:
    past(world, **A, uri="/a")
    past(world, **B, uri="/b", action_type="delete", time="2026-03-02T12:00:00Z")
    assert uris(logged(world, query)) == expected


def test_a_cursor_leads_through_everything_once(world: World) -> None:
    for number in range(5):
        past(world, uri=f"/{number}", time=f"2026-03-0{number + 1}T00:00:00Z")
    found: list[str] = []
    query = ""
    for _ in range(3):
        reply = world.ask(f"GET {world.base}/logs/audit?{PERIOD}&limit=2{query}", world.admin.value)
        found += uris(reply.rows)
        info = reply.body["result_info"]
        assert isinstance(info, dict)
        query = f"&cursor={info.get('cursor')}"
    assert found == ["/4", "/3", "/2", "/1", "/0"]
    assert info == {"count": 1}


@pytest.mark.parametrize("query", ["&cursor=x", "&limit=0", "&limit=1001", "&limit=many"])
def test_an_impossible_page_is_refused(world: World, query: str) -> None:
    reply = world.ask(f"GET {world.base}/logs/audit?{PERIOD}{query}", world.admin.value)
    assert reply.error[:2] == (400, 1004)


def test_the_permission_is_needed(world: World) -> None:
    reply = world.ask(f"GET {world.base}/logs/audit?{PERIOD}", world.narrow_account.value)
    assert reply.error == tuple(FORBIDDEN_AT_PRODUCT[:3])
