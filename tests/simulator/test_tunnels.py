from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.answers import FORBIDDEN_AT_PRODUCT

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import CreatedTunnel
    from tests.simulator.world import World


@pytest.fixture
def made(world: World) -> CreatedTunnel:
    return world.state.create_tunnel(world.account, connectors=2)


def path(world: World, made: CreatedTunnel, rest: str = "") -> str:
    return f"{world.base}/cfd_tunnel/{made.id}{rest}"


def rotate(world: World, made: CreatedTunnel) -> None:
    body = {"tunnel_secret": world.state.mint.tunnel_secret()}
    assert world.ask(f"PATCH {path(world, made)}", world.admin.value, body).status == 200


def test_the_token_is_the_current_one(world: World, made: CreatedTunnel) -> None:
    assert world.ask(f"GET {path(world, made, '/token')}", world.admin.value).string == made.value
    rotate(world, made)
    assert world.ask(f"GET {path(world, made, '/token')}", world.admin.value).string != made.value


def test_a_rotation_leaves_the_connections_open_until_they_are_dropped(world: World, made: CreatedTunnel) -> None:
    rotate(world, made)
    assert not world.state.connect(made.value), "the old token opens no new connection"
    assert world.ask(f"GET {path(world, made)}", world.admin.value).result["status"] == "healthy"
    assert len(world.ask(f"GET {path(world, made, '/connections')}", world.admin.value).rows) == 2
    assert world.ask(f"DELETE {path(world, made, '/connections')}", world.admin.value).result == {}
    assert world.ask(f"GET {path(world, made)}", world.admin.value).result["status"] == "inactive"


def test_dropped_connections_come_back_without_a_rotation(world: World, made: CreatedTunnel) -> None:
    world.ask(f"DELETE {path(world, made, '/connections')}", world.admin.value)
    assert world.state.connect(made.value)


def test_one_connector_can_be_dropped(world: World, made: CreatedTunnel) -> None:
    client = world.state.tunnels[made.id].connections[0].client_id
    world.ask(f"DELETE {path(world, made, '/connections')}?client_id={client}", world.admin.value)
    assert client not in [one.client_id for one in world.state.tunnels[made.id].connections]
    assert len(world.state.tunnels[made.id].connections) == 1


def test_a_tunnel_in_use_is_deleted_only_with_its_connections(world: World, made: CreatedTunnel) -> None:
    assert world.ask(f"DELETE {path(world, made)}", world.admin.value).error[:2] == (400, 1022)
    assert world.ask(f"DELETE {path(world, made)}?cascade=true", world.admin.value).result["deleted_at"]
    assert not world.state.connect(made.value)
    assert not world.state.tunnels[made.id].connections


def test_a_deleted_tunnel_can_be_read_and_nothing_else(world: World, made: CreatedTunnel) -> None:
    world.ask(f"DELETE {path(world, made, '/connections')}", world.admin.value)
    assert world.ask(f"DELETE {path(world, made)}", world.admin.value).status == 200
    assert world.ask(f"GET {path(world, made)}", world.admin.value).result["deleted_at"]
    for request in ("GET /token", "PATCH ", "DELETE "):
        method, rest = request.split(" ")
        assert world.ask(f"{method} {path(world, made, rest)}", world.admin.value, {}).status == 404


def test_a_list_filters_by_name_and_deletion(world: World, made: CreatedTunnel) -> None:
    world.state.create_tunnel(world.account, "spare")
    world.state.create_tunnel(world.elsewhere, "theirs")
    world.ask(f"DELETE {path(world, made)}?cascade=true", world.admin.value)
    base = f"GET {world.base}/cfd_tunnel"
    assert world.ask(base, world.admin.value).names == ["tunnel", "spare"]
    assert world.ask(f"{base}?name=spare", world.admin.value).names == ["spare"]
    assert world.ask(f"{base}?is_deleted=false", world.admin.value).names == ["spare"]
    assert world.ask(f"{base}?is_deleted=true", world.admin.value).names == ["tunnel"]


@pytest.mark.parametrize("secret", ["", "not base64!", base64.b64encode(b"too short").decode(), 7])
def test_a_secret_that_is_not_32_bytes_of_base64_is_refused(world: World, made: CreatedTunnel, secret: object) -> None:
    reply = world.ask(f"PATCH {path(world, made)}", world.admin.value, {"tunnel_secret": secret})
    assert reply.error[:2] == (400, 1004)
    assert world.state.tunnels[made.id].secret == made.secret


def test_a_tunnel_can_be_renamed(world: World, made: CreatedTunnel) -> None:
    assert world.ask(f"PATCH {path(world, made)}", world.admin.value, {"name": "new"}).result["name"] == "new"
    assert world.state.tunnels[made.id].secret == made.secret


@pytest.mark.parametrize(
    "name", ["Cloudflare Tunnel", "Cloudflare One Connectors", "Cloudflare One Connector: cloudflared"]
)
def test_any_of_three_permissions_will_do_and_reading_is_not_writing(
    world: World, made: CreatedTunnel, name: str
) -> None:
    reader = world.state.create_account_token(world.account, f"{name} Read").value
    writer = world.state.create_user_token(world.user, f"{name} Write").value
    assert world.ask(f"GET {path(world, made, '/token')}", reader).status == 200
    for request in (f"PATCH {path(world, made)}", f"DELETE {path(world, made, '/connections')}"):
        assert world.ask(request, reader, {}).error == tuple(FORBIDDEN_AT_PRODUCT[:3])
        assert world.ask(request, writer, {}).status == 200
