from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.state import WRANGLER
from tests import tokens

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import CreatedGrant
    from tests.simulator.world import Reply, World

ACCOUNTS = "GET /accounts?per_page=5"


@pytest.fixture
def grant(world: World) -> CreatedGrant:
    return world.state.create_grant(world.user)


def revoke(world: World, token: str, client_id: str = WRANGLER) -> Reply:
    form = {"client_id": client_id, "token_type_hint": "refresh_token", "token": token}
    return world.ask("POST /oauth2/revoke", form=form)


def refresh(world: World, token: str, kind: str = "refresh_token") -> Reply:
    return world.ask("POST /oauth2/token", form={"grant_type": kind, "refresh_token": token})


def test_the_access_token_reads_accounts(world: World, grant: CreatedGrant) -> None:
    assert world.ask(ACCOUNTS, grant.value).status == 200


def test_revoking_the_refresh_token_ends_the_login(world: World, grant: CreatedGrant) -> None:
    assert revoke(world, grant.refresh)[:2] == (200, "")
    assert world.ask(ACCOUNTS, grant.value).error == (403, 9109, "Invalid access token")
    assert refresh(world, grant.refresh).body == {"error": "invalid_grant"}


def test_the_access_token_can_outlive_the_revocation(world: World, grant: CreatedGrant) -> None:
    world.state.switches.refresh_revocation_ends_access = False
    revoke(world, grant.refresh)
    assert world.ask(ACCOUNTS, grant.value).status == 200
    revoke(world, grant.value)
    assert world.ask(ACCOUNTS, grant.value).status == 403


def test_revoking_the_access_token_leaves_the_refresh_token(world: World, grant: CreatedGrant) -> None:
    revoke(world, grant.value)
    assert refresh(world, grant.refresh).status == 200


def test_200_is_no_proof(world: World, grant: CreatedGrant) -> None:
    assert revoke(world, tokens.oauth_token()).status == 200
    assert revoke(world, grant.refresh, client_id="somebody else").status == 200
    assert world.ask(ACCOUNTS, grant.value).status == 200


def test_refreshing_ends_the_tokens_that_it_replaces(world: World, grant: CreatedGrant) -> None:
    body = refresh(world, grant.refresh).body
    assert world.ask(ACCOUNTS, str(body["access_token"])).status == 200
    assert world.ask(ACCOUNTS, grant.value).status == 403
    assert refresh(world, grant.refresh).status == 400
    assert refresh(world, str(body["refresh_token"]), "password").status == 400


def test_an_oauth_token_means_nothing_to_a_product_here(world: World, grant: CreatedGrant) -> None:
    reply = world.ask(f"GET {world.base}/cfd_tunnel", grant.value)
    assert reply.error == (403, 10000, "Authentication error")
