"""Cloudflare's own Python SDK takes the simulator for Cloudflare, and reads what it answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import cloudflare
import pytest
from cloudflare import Cloudflare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cloudflare.types.shared import Token
    from cloudflare.types.shared_params import TokenPolicy

    from tests.simulator.world import World


@pytest.fixture
def connect(world: World) -> Iterator[Callable[[str], Cloudflare]]:
    clients: list[Cloudflare] = []

    def connected(token: str) -> Cloudflare:
        clients.append(Cloudflare(api_token=token, base_url=world.simulator.base_url, max_retries=0))
        return clients[-1]

    yield connected
    for client in clients:
        client.close()


def as_read(token: Token) -> Iterable[TokenPolicy]:
    """The policies exactly as the API gave them, with what is read-only in them."""
    return cast("Iterable[TokenPolicy]", token.to_dict(mode="json")["policies"])


def test_it_verifies_lists_reads_replaces_rolls_and_deletes_user_tokens(
    world: World, connect: Callable[[str], Cloudflare]
) -> None:
    admin = connect(world.user_admin.value)
    verified = connect(world.narrow.value).user.tokens.verify()
    assert verified is not None
    assert (verified.id, verified.status) == (world.narrow.id, "active")

    assert {token.id for token in admin.user.tokens.list()} == {world.user_admin.id, world.narrow.id}
    token = admin.user.tokens.get(world.narrow.id)
    assert token is not None
    assert token.name == "ci"
    assert token.policies is not None
    assert [group.name for policy in token.policies for group in policy.permission_groups] == ["DNS Write"]

    policies = as_read(token)
    disabled = admin.user.tokens.update(
        world.narrow.id,
        name="ci",
        policies=policies,
        status="disabled",
    )
    assert disabled is not None
    assert disabled.status == "disabled"
    assert disabled.policies == token.policies
    verified = connect(world.narrow.value).user.tokens.verify()
    assert verified is not None
    assert verified.status == "disabled"

    admin.user.tokens.update(
        world.narrow.id,
        name="ci",
        policies=policies,
        status="active",
    )
    value = admin.user.tokens.value.update(world.narrow.id)
    assert value == world.state.tokens[world.narrow.id].value != world.narrow.value
    with pytest.raises(cloudflare.AuthenticationError) as refused:
        connect(world.narrow.value).user.tokens.verify()
    assert [error.code for error in refused.value.errors] == [1000]
    assert connect(value).user.tokens.verify() is not None

    deleted = admin.user.tokens.delete(world.narrow.id)
    assert deleted is not None
    assert deleted.id == world.narrow.id
    with pytest.raises(cloudflare.NotFoundError):
        admin.user.tokens.get(world.narrow.id)


def test_it_verifies_lists_reads_replaces_rolls_and_deletes_account_tokens(
    world: World, connect: Callable[[str], Cloudflare]
) -> None:
    admin, account = connect(world.admin.value).accounts, world.account.id
    leaked = world.narrow_account
    verified = connect(leaked.value).accounts.tokens.verify(account_id=account)
    assert verified is not None
    assert (verified.id, verified.status) == (leaked.id, "active")

    assert {token.id for token in admin.tokens.list(account_id=account)} == {world.admin.id, leaked.id}
    token = admin.tokens.get(leaked.id, account_id=account)
    assert token is not None
    policies = as_read(token)
    disabled = admin.tokens.update(
        leaked.id,
        account_id=account,
        name="ci",
        policies=policies,
        status="disabled",
    )
    assert disabled is not None
    assert (disabled.status, disabled.policies) == ("disabled", token.policies)

    value = admin.tokens.value.update(leaked.id, account_id=account)
    assert value.startswith("cfat_")
    with pytest.raises(cloudflare.AuthenticationError):
        connect(leaked.value).accounts.tokens.verify(account_id=account)

    assert admin.tokens.delete(leaked.id, account_id=account) is not None
    with pytest.raises(cloudflare.NotFoundError):
        admin.tokens.get(leaked.id, account_id=account)


def test_it_creates_tokens_out_of_permission_groups(world: World, connect: Callable[[str], Cloudflare]) -> None:
    admin = connect(world.admin.value).accounts.tokens
    groups = list(admin.permission_groups.list(account_id=world.account.id, name="DNS Write"))
    assert [group.name for group in groups] == ["DNS Write"]
    assert groups[0].id is not None
    policy: TokenPolicy = {
        "effect": "allow",
        "permission_groups": [{"id": groups[0].id}],
        "resources": {f"com.cloudflare.api.account.zone.{world.zone.id}": "*"},
    }
    made = admin.create(account_id=world.account.id, name="new", policies=[policy])
    assert made is not None
    assert made.value is not None
    assert connect(made.value).accounts.tokens.verify(account_id=world.account.id) is not None


def test_it_reads_accounts_zones_and_the_user(world: World, connect: Callable[[str], Cloudflare]) -> None:
    assert [account.id for account in connect(world.admin.value).accounts.list()] == [world.account.id]
    assert [zone.account.id for zone in connect(world.admin.value).zones.list()] == [world.account.id]
    assert connect(world.user_admin.value).user.get() is not None


def test_it_rotates_service_tokens(world: World, connect: Callable[[str], Cloudflare]) -> None:
    made = world.state.create_service_token(world.account)
    tokens = connect(world.admin.value).zero_trust.access.service_tokens
    assert [token.client_id for token in tokens.list(account_id=world.account.id)] == [made.client_id]
    rotated = tokens.rotate(made.id, account_id=world.account.id)
    assert rotated is not None
    assert rotated.client_secret is not None
    assert world.state.service_token_works(made.client_id, rotated.client_secret)
    assert not world.state.service_token_works(made.client_id, made.value)


def test_it_rotates_tunnels_and_drops_their_connections(world: World, connect: Callable[[str], Cloudflare]) -> None:
    made = world.state.create_tunnel(world.account, connectors=2)
    tunnels = connect(world.admin.value).zero_trust.tunnels.cloudflared
    assert tunnels.token.get(made.id, account_id=world.account.id) == made.value
    tunnels.edit(made.id, account_id=world.account.id, tunnel_secret=world.state.mint.tunnel_secret())
    assert tunnels.token.get(made.id, account_id=world.account.id) != made.value
    tunnels.connections.delete(made.id, account_id=world.account.id)
    assert tunnels.get(made.id, account_id=world.account.id) is not None
    assert not world.state.tunnels[made.id].connections


def test_it_rotates_turnstile_secrets(world: World, connect: Callable[[str], Cloudflare]) -> None:
    made = world.state.create_widget(world.account)
    widgets = connect(world.admin.value).turnstile.widgets
    rotated = widgets.rotate_secret(made.id, account_id=world.account.id, invalidate_immediately=True)
    assert rotated is not None
    assert rotated.secret == world.state.widgets[made.id].secret != made.value


def test_it_pages_through_the_audit_log(world: World, connect: Callable[[str], Cloudflare]) -> None:
    admin = connect(world.admin.value)
    for _ in range(5):
        admin.accounts.tokens.value.update(world.narrow_account.id, account_id=world.account.id)
    pages = admin.accounts.logs.audit.list(
        account_id=world.account.id, since="2020-01-01", before="2100-01-01", limit=2
    )
    assert len(list(pages)) == 5
