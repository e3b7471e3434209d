from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare import access
from cf_secret_guard.connection.base import Fault
from tests.cloudflare.broken import CREDENTIAL, Server, envelope, transport
from tests.cloudflare.endpoints import ACCOUNT, SERVICE

if TYPE_CHECKING:
    from tests.cloudflare.world import World


def found(world: World, client_id: str) -> access.ServiceToken:
    reply = access.find(world.transport, world.admin, world.account.id, client_id)
    assert reply.value
    return reply.value[0]


def test_a_service_token_is_found_by_its_client_id(world: World) -> None:
    made = world.state.create_service_token(world.account)
    world.state.create_service_token(world.account, "another")
    token = found(world, made.client_id)
    assert (token.id, token.client_id, token.name, token.enabled) == (made.id, made.client_id, "ci", True)
    assert access.get(world.transport, world.admin, world.account.id, made.id).value == token


def test_one_that_is_not_there_is_not_found(world: World) -> None:
    assert access.find(world.transport, world.admin, world.account.id, SERVICE.client_id).value == ()


def test_disabling_blocks_the_secret_and_keeps_all_else(world: World) -> None:
    made = world.state.create_service_token(world.account)
    before = found(world, made.client_id)
    assert world.state.service_token_works(made.client_id, made.value)
    after = access.disable(world.transport, world.admin, world.account.id, before).value
    assert after == before._replace(enabled=False)
    assert not world.state.service_token_works(made.client_id, made.value)


def test_rotating_ends_the_old_secret_at_once(world: World) -> None:
    made = world.state.create_service_token(world.account)
    new = access.rotate(world.transport, world.admin, world.account.id, made.id).value
    assert new is not None
    assert world.state.service_token_works(made.client_id, new.reveal())
    assert not world.state.service_token_works(made.client_id, made.value)


def test_a_deleted_one_is_gone(world: World) -> None:
    made = world.state.create_service_token(world.account)
    assert access.delete(world.transport, world.admin, world.account.id, made.id).value is True
    assert access.get(world.transport, world.admin, world.account.id, made.id).answer.status == 404


@pytest.mark.parametrize("client_id", ["", "x.access", "a&b", "0" * 64])
def test_a_client_id_of_another_form_is_never_searched_for(world: World, client_id: str) -> None:
    reply = access.find(world.transport, world.admin, world.account.id, client_id)
    assert reply.answer.fault is Fault.UNSENDABLE


def test_records_of_a_strange_form_are_left_out() -> None:
    odd = [{"id": "x"}, {"id": SERVICE.id, "client_id": SERVICE.client_id, "name": "ci", "enabled": "yes"}]
    with Server(envelope(200, {"success": True, "result": odd})) as server, transport(server) as asked:
        reply = access.find(asked, CREDENTIAL, ACCOUNT, SERVICE.client_id)
    assert reply.value == (access.ServiceToken(SERVICE.id, SERVICE.client_id, "ci", None, None, None),)
