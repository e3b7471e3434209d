from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare import turnstile
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.secret import Secret
from tests import tokens

if TYPE_CHECKING:
    from tests.cloudflare.world import World


def test_the_widget_of_a_secret_is_found_by_comparing(world: World) -> None:
    world.state.create_widget(world.account, "another")
    made = world.state.create_widget(world.account)
    reply = turnstile.find(world.transport, world.admin, world.account.id, Secret(made.value))
    assert reply.value == made.id
    assert made.value not in repr(reply)


def test_a_secret_of_no_widget_is_not_found(world: World) -> None:
    world.state.create_widget(world.account)
    reply = turnstile.find(world.transport, world.admin, world.account.id, Secret(tokens.turnstile_secret()))
    assert reply.value is None
    assert reply.answer.ok


def test_a_search_ends_where_a_widget_cannot_be_read(world: World) -> None:
    made = world.state.create_widget(world.account)
    world.simulator.before("GET */widgets/*", lambda call: call.state.widgets.clear())
    reply = turnstile.find(world.transport, world.admin, world.account.id, Secret(made.value))
    assert reply.value is None
    assert reply.answer.status == 404


def test_rotating_ends_the_old_secret_at_once(world: World) -> None:
    made = world.state.create_widget(world.account)
    new = turnstile.rotate(world.transport, world.admin, world.account.id, made.id).value
    assert new is not None
    widget = world.state.widgets[made.id]
    assert widget.secret == new.reveal() != made.value
    assert widget.previous is None


def test_a_secret_key_never_passes_for_a_site_key(world: World) -> None:
    secret = tokens.turnstile_secret()
    reply = turnstile.rotate(world.transport, world.admin, world.account.id, secret)
    assert reply.answer.fault is Fault.UNSENDABLE
    assert not world.simulator.requests
