from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare import tunnels
from cf_secret_guard.secret import Secret
from tests.cloudflare.broken import CREDENTIAL, Server, envelope, transport
from tests.cloudflare.endpoints import ACCOUNT, UUID

if TYPE_CHECKING:
    from tests.cloudflare.world import World

NEW = Secret(base64.b64encode(bytes(range(32))).decode())


def test_the_current_token_of_a_tunnel_is_read_as_a_secret(world: World) -> None:
    made = world.state.create_tunnel(world.account)
    reply = tunnels.token(world.transport, world.admin, world.account.id, made.id.upper())
    assert reply.value == Secret(made.value)
    assert made.value not in repr(reply)


def test_a_tunnel_is_read_without_its_secret(world: World) -> None:
    made = world.state.create_tunnel(world.account, "edge", connectors=1)
    reply = tunnels.get(world.transport, world.admin, world.account.id, made.id)
    assert reply.value == tunnels.Tunnel(made.id, "edge", "healthy", None)


def test_rotating_ends_the_token_but_not_the_connections(world: World) -> None:
    made = world.state.create_tunnel(world.account, connectors=2)
    reply = tunnels.rotate(world.transport, world.admin, world.account.id, made.id, NEW)
    assert reply.value is not None
    assert world.state.tunnels[made.id].secret == NEW.reveal()
    assert NEW.reveal() not in repr(reply)
    assert not world.state.connect(made.value)
    assert len(world.state.tunnels[made.id].connections) == 2
    assert tunnels.drop_connections(world.transport, world.admin, world.account.id, made.id).value is True
    assert not world.state.tunnels[made.id].connections


def test_a_deleted_tunnel_says_when(world: World) -> None:
    made = world.state.create_tunnel(world.account, connectors=1)
    assert tunnels.delete(world.transport, world.admin, world.account.id, made.id).value is True
    reply = tunnels.get(world.transport, world.admin, world.account.id, made.id)
    assert reply.value is not None
    assert reply.value.deleted_at
    assert tunnels.token(world.transport, world.admin, world.account.id, made.id).answer.status == 404


def test_an_answer_without_an_id_is_no_tunnel() -> None:
    with Server(envelope(200, {"success": True, "result": {"id": "x"}})) as server, transport(server) as asked:
        assert tunnels.get(asked, CREDENTIAL, ACCOUNT, UUID).value is None
