from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare.audit import Entry
from cf_secret_guard.respond.activity import READS_ARE_NOT_LOGGED, Change, activity, summarise
from cf_secret_guard.simulator import Fault
from cf_secret_guard.simulator.audit_log import AuditEntry

if TYPE_CHECKING:
    from tests.respond.world import World

SINCE, BEFORE = "2026-11-01", "2026-11-22"
EMPTY = Entry(*[None] * 13)


def entry(time: str, kind: str = "update", resource: str = "dns_record", zone: str = "example.com") -> Entry:
    return EMPTY._replace(time=time, type=kind, resource_type=resource, zone=zone)


def test_entries_are_counted_by_what_was_done_to_what() -> None:
    entries = [entry("2026-11-03"), entry("2026-11-02"), entry("2026-11-04", "delete"), entry("2026-11-05", zone="")]
    assert summarise(entries) == (
        Change("update", "dns_record", "example.com", 2, "2026-11-02", "2026-11-03"),
        Change("delete", "dns_record", "example.com", 1, "2026-11-04", "2026-11-04"),
        Change("update", "dns_record", "", 1, "2026-11-05", "2026-11-05"),
    )


def test_an_entry_that_says_little_still_counts() -> None:
    assert summarise([EMPTY]) == (Change("change", "something", "", 1, "", ""),)
    assert summarise([]) == ()


def written(world: World, number: int) -> None:
    for n in range(number):
        world.state.create_audit_entry(
            world.account,
            AuditEntry(
                time=f"2026-11-{1 + n % 20:02}T10:00:00Z",
                action_type="update",
                actor_token_id=world.user_token.id,
                actor_email="ada@example.com",
                actor_ip_address="198.51.100.77",
                resource_type="dns_record",
                zone_name="example.com",
            ),
        )


def test_what_a_token_changed_is_counted_over_all_pages_without_anybodys_name(world: World) -> None:
    written(world, 250)
    (found,) = activity(world.reach, world.user_token.id, [world.account.id, world.account.id], SINCE, BEFORE)
    assert (found.total, found.is_complete, found.reason) == (250, True, "")
    assert [(change.resource, change.zone, change.times) for change in found.changes] == [
        ("dns_record", "example.com", 250)
    ]
    assert found.note == READS_ARE_NOT_LOGGED
    assert "ada@example.com" not in repr(found)
    assert "198.51.100.77" not in repr(found)
    asked = [one for one in world.simulator.requests if "logs/audit" in one.path]
    assert all(f"since={SINCE}" in one.query and f"before={BEFORE}" in one.query for one in asked)


def test_a_token_that_changed_nothing_has_an_empty_log(world: World) -> None:
    (found,) = activity(world.reach, world.user_token.id, [world.account.id], SINCE, BEFORE)
    assert (found.total, found.changes, found.is_complete) == (0, (), True)


def test_more_than_can_be_read_is_said(world: World) -> None:
    written(world, 1100)
    (found,) = activity(world.reach, world.user_token.id, [world.account.id], SINCE, BEFORE)
    assert (found.total, found.is_complete) == (1000, False)
    assert "more than was read" in found.reason


@pytest.mark.parametrize("fault", [Fault.ERROR_502, Fault.CHALLENGE_403, Fault.WRONG_JSON])
def test_a_log_that_cannot_be_read_is_not_an_empty_one(world: World, fault: Fault) -> None:
    world.simulator.fault("GET /accounts/*/logs/audit", fault, times=None)
    (found,) = activity(world.reach, world.user_token.id, [world.account.id], SINCE, BEFORE)
    assert not found.is_complete
    assert "Account Settings Read" in found.reason


def test_without_an_administrator_nothing_is_asked(world: World) -> None:
    world.admin_values.clear()
    (found,) = activity(world.reach, world.user_token.id, [world.account.id], SINCE, BEFORE)
    assert (found.is_complete, "no administrator" in found.reason) == (False, True)
    assert world.simulator.requests == []
