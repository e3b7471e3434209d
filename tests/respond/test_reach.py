from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.simulator import TokenForm
from tests import tokens

if TYPE_CHECKING:
    from tests.respond.world import World


def test_each_credential_is_named_by_its_public_id(world: World) -> None:
    labels = [actor.label for actor in world.reach.actors()]
    assert labels == [f"user token {world.user_admin.id}", f"account token {world.account_admin.id}"]


def test_old_credentials_without_a_prefix_are_named_too(world: World) -> None:
    user, account = tokens.legacy_token("u"), tokens.legacy_token("a")
    one = world.state.create_user_token(world.user, "API Tokens Write", form=TokenForm(value=user))
    two = world.state.create_account_token(world.account, "Account API Tokens Write", form=TokenForm(value=account))
    world.admin_values[:] = [user, account]
    assert [actor.token_id for actor in world.reach.actors()] == [one.id, two.id]


def test_a_credential_that_does_not_tell_its_id_is_named_by_its_number(world: World) -> None:
    world.admin_values[:] = [tokens.account_token("dead"), tokens.user_token("dead")]
    reach = world.reach
    assert [actor.label for actor in reach.actors()] == ["administrator credential 1", "administrator credential 2"]
    assert reach.named("administrator credential 1") is None


def test_an_account_token_that_lists_nothing_learns_its_id_from_what_it_serves(world: World) -> None:
    world.state.switches.accounts_lists_for_account_tokens = False
    reach = world.reach
    assert [actor.token_id for actor in reach.actors()] == [world.user_admin.id, None]
    served = reach.serving(Target(TargetType.TUNNEL, world.tunnel.id, world.account.id))
    assert served is not None
    assert served.token_id == world.account_admin.id


def test_who_serves_a_target_is_asked_once(world: World) -> None:
    reach, target = world.reach, Target(TargetType.ACCOUNT_TOKEN, world.account_token.id, world.account.id)
    first = reach.serving(target)
    asked = len(world.simulator.requests)
    assert reach.serving(target) == first
    assert len(world.simulator.requests) == asked
    assert first is not None
    assert reach.named(first.label) == first
    assert reach.serving(target, but_not=Secret(world.account_admin.value)) is None


def test_an_account_credential_is_never_asked_about_a_users_token(world: World) -> None:
    world.admin_values[:] = [world.account_admin.value]
    assert world.reach.serving(Target(TargetType.USER_TOKEN, world.user_token.id)) is None
    assert world.simulator.requests == []


def test_accounts_are_those_that_the_credentials_see(world: World) -> None:
    assert {account for _, account in world.reach.accounts()} == {world.account.id}
