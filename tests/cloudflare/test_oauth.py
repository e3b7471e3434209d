from __future__ import annotations

import pytest

from cf_secret_guard.cloudflare import oauth
from tests import tokens
from tests.cloudflare.world import World, bearer


def test_a_live_access_token_lists_accounts_and_its_refresh_token_is_left_alone(world: World) -> None:
    made = world.state.create_grant(world.user)
    reply = oauth.ask(world.transport, bearer(made))  # type: ignore[arg-type]
    assert reply.answer.ok
    assert world.paths() == ["GET /accounts"]
    assert world.state.grants[made.id].refresh == made.refresh


@pytest.mark.parametrize(
    ("value", "refresh", "access"),
    [
        (tokens.oauth_token(), False, True),
        (tokens.oauth_token(prefix=""), False, True),
        (tokens.oauth_token(prefix="cfort_"), True, False),
        ("short", False, False),
    ],
)
def test_a_token_says_by_its_prefix_what_it_is(value: str, *, refresh: bool, access: bool) -> None:
    assert oauth.is_refresh_token(value) is refresh
    assert oauth.may_be_access_token(value) is access or refresh
