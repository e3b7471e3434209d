from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.examine import examine
from cf_secret_guard.respond.severity import Severity
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import Fault, TokenForm
from cf_secret_guard.verify.base import Leak, Status, Verdict

if TYPE_CHECKING:
    from tests.respond.world import World

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LIVE = Verdict(Status.LIVE)


def user_target(world: World) -> Target:
    return Target(TargetType.USER_TOKEN, world.user_token.id)


def test_an_administrator_tells_what_a_token_can_do(world: World) -> None:
    for n in range(13):
        world.state.create_zone(world.account, f"zone{n}.example.com")
    found = examine(user_target(world), world.leaks.user, LIVE, world.reach, NOW)
    assert found.capability is not None
    assert found.capability.sentence.startswith("Can edit DNS of all 14 zones and read Zone of all 14 zones, not from ")
    assert found.capability.severity is Severity.HIGH
    assert (found.capability.name, found.capability.expires_on) == ("deploy", "2099-01-01T00:00:00Z")
    assert not [one for one in world.simulator.requests if one.credential.endswith(world.user_token.id)]


def test_named_zones_are_named(world: World) -> None:
    resources = {f"com.cloudflare.api.account.zone.{world.zone.id}": "*"}
    from cf_secret_guard.simulator.policies import policy

    token = world.state.create_account_token(
        world.account, form=TokenForm(policies=(policy(["DNS Write"], resources),))
    )
    target = Target(TargetType.ACCOUNT_TOKEN, token.id, world.account.id)
    leak = Leak(Kind.ACCOUNT_API_TOKEN, Secret(token.value))
    found = examine(target, leak, LIVE, world.reach, NOW)
    assert found.capability is not None
    assert found.capability.sentence.startswith("Can edit DNS of the zone example.com, no IP restriction, no expiry")
    assert found.capability.severity is Severity.MEDIUM


def test_zones_are_only_listed_for_a_token_that_has_to_do_with_zones(world: World) -> None:
    target = Target(TargetType.ACCOUNT_TOKEN, world.r2_token.id, world.account.id)
    found = examine(target, world.leaks.r2, LIVE, world.reach, NOW)
    assert found.capability is not None
    assert found.capability.sentence.startswith(f"Can edit Workers R2 Storage of the account {world.account.id}")
    assert not [one for one in world.simulator.requests if one.path == "/zones"]


def test_zones_that_cannot_be_listed_leave_the_number_out(world: World) -> None:
    world.simulator.fault("GET /zones", Fault.CHALLENGE_403, times=None)
    found = examine(user_target(world), world.leaks.user, LIVE, world.reach, NOW)
    assert found.capability is not None
    assert "edit DNS of all zones" in found.capability.sentence


def test_without_an_administrator_a_live_token_is_asked_itself_as_far_as_it_may(world: World) -> None:
    world.admin_values.clear()
    narrow = examine(user_target(world), world.leaks.user, LIVE, world.reach, NOW)
    assert narrow.capability is None
    assert "asked about itself" in narrow.reason
    wide = world.state.create_user_token(world.user, "API Tokens Write")
    leak = Leak(Kind.USER_API_TOKEN, Secret(wide.value))
    found = examine(Target(TargetType.USER_TOKEN, wide.id), leak, LIVE, world.reach, NOW)
    assert found.capability is not None
    assert found.capability.severity is Severity.CRITICAL


@pytest.mark.parametrize("status", [one for one in Status if not one.is_live])
def test_without_an_administrator_a_value_that_is_not_live_is_not_asked(world: World, status: Status) -> None:
    world.admin_values.clear()
    found = examine(user_target(world), world.leaks.user, Verdict(status), world.reach, NOW)
    assert found.capability is None
    assert world.simulator.requests == []


def test_what_has_no_policies_is_said(world: World) -> None:
    target = Target(TargetType.TUNNEL, world.tunnel.id, world.account.id)
    assert "a tunnel has no policies" in examine(target, world.leaks.tunnel, LIVE, world.reach, NOW).reason
