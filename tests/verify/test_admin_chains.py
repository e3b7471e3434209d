from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.simulator import Fault
from cf_secret_guard.verify.base import Owner, Status, Verdict
from cf_secret_guard.verify.live import LiveVerifier
from tests import tokens
from tests.cloudflare.world import World, bearer
from tests.verify.asking import leak, verdict

if TYPE_CHECKING:
    from cf_secret_guard.simulator.handles import CreatedTunnel
    from cf_secret_guard.verify.base import Leak

FAULTS = [one for one in Fault if one not in {Fault.HANG, Fault.SLOW_DRIP, Fault.ANSWER}]


def tunnel_leak(world: World, made: CreatedTunnel, kind: str) -> Leak:
    if kind == Kind.TUNNEL_TOKEN:
        return leak(kind, made.value)
    return leak(kind, made.secret, account_ids=(world.account.id,))._replace(tunnel_id=made.id)


@pytest.fixture(params=[Kind.TUNNEL_TOKEN, Kind.TUNNEL_CREDENTIALS])
def tunnel(request: pytest.FixtureRequest, world: World) -> tuple[CreatedTunnel, Leak]:
    made = world.state.create_tunnel(world.account)
    return made, tunnel_leak(world, made, request.param)


def test_the_current_secret_of_a_tunnel_is_live(world: World, tunnel: tuple[CreatedTunnel, Leak]) -> None:
    made, asked = tunnel
    found = verdict(world, asked, admin=True)
    assert found[:5] == (Status.LIVE, "", made.id, world.account.id, Owner.ACCOUNT)
    assert world.paths() == [f"GET /accounts/{world.account.id}/cfd_tunnel/{made.id}/token"]


def test_padding_and_alphabet_make_no_difference(world: World) -> None:
    secret = "+/" + tokens.chars("tunnel", tokens.ALNUM, 41) + "="
    made = world.state.create_tunnel(world.account, secret=secret)
    written = secret.rstrip("=").replace("+", "-").replace("/", "_")
    asked = leak(Kind.TUNNEL_CREDENTIALS, written, account_ids=(world.account.id,))._replace(tunnel_id=made.id)
    assert verdict(world, asked, admin=True).status is Status.LIVE
    token = leak(Kind.TUNNEL_TOKEN, made.value.rstrip("="))
    assert verdict(world, token, admin=True).status is Status.LIVE


def test_another_secret_than_the_current_one_is_revoked(world: World, tunnel: tuple[CreatedTunnel, Leak]) -> None:
    made, asked = tunnel
    world.state.tunnels[made.id].secret = world.state.mint.tunnel_secret()
    assert verdict(world, asked, admin=True).status is Status.REVOKED


def test_the_token_of_a_deleted_tunnel_is_revoked(world: World) -> None:
    made = world.state.create_tunnel(world.account)
    world.state.tunnels[made.id].deleted_at = "2026-11-20T00:00:00Z"
    found = verdict(world, tunnel_leak(world, made, Kind.TUNNEL_TOKEN), admin=True)
    assert found.status is Status.REVOKED
    assert "2026-11-20" in found.reason
    del world.state.tunnels[made.id]
    assert verdict(world, tunnel_leak(world, made, Kind.TUNNEL_TOKEN), admin=True).status is Status.REVOKED


def test_a_tunnel_that_is_not_in_the_account_beside_a_secret_proves_nothing(world: World) -> None:
    made = world.state.create_tunnel(world.account)
    del world.state.tunnels[made.id]
    found = verdict(world, tunnel_leak(world, made, Kind.TUNNEL_CREDENTIALS), admin=True)
    assert found.status is Status.NOT_CHECKABLE


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_says_anything_of_a_tunnel(world: World, fault: Fault) -> None:
    made = world.state.create_tunnel(world.account)
    world.simulator.fault("GET */cfd_tunnel/*", fault, times=None)
    found = verdict(world, tunnel_leak(world, made, Kind.TUNNEL_TOKEN), admin=True)
    assert found.status is Status.UNKNOWN
    assert made.value not in repr(found)


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_says_anything_of_a_tunnel_without_a_token(world: World, fault: Fault) -> None:
    made = world.state.create_tunnel(world.account)
    del world.state.tunnels[made.id]
    world.simulator.fault(f"GET */cfd_tunnel/{made.id}", fault, times=None)
    assert verdict(world, tunnel_leak(world, made, Kind.TUNNEL_TOKEN), admin=True).status is Status.UNKNOWN


def ask_with(world: World, asked: Leak, *permissions: str) -> Verdict:
    """Ask with a credential that may do only this, and then with the administrator's."""
    weak = bearer(world.state.create_user_token(world.user, *permissions))
    return LiveVerifier(world.transport, admin=(weak, world.admin)).verify([asked])[asked.fingerprint]


def test_the_next_credential_is_tried_where_one_may_not_read(world: World, tunnel: tuple[CreatedTunnel, Leak]) -> None:
    assert ask_with(world, tunnel[1], "DNS Write").status is Status.LIVE


def test_a_credential_that_may_not_read_says_nothing(world: World) -> None:
    made = world.state.create_tunnel(world.other)
    found = verdict(world, leak(Kind.TUNNEL_TOKEN, made.value), admin=True)
    assert found.status is Status.NOT_CHECKABLE


@pytest.mark.parametrize(
    "asked",
    [
        leak(Kind.TUNNEL_TOKEN, tokens.tunnel_token()),
        leak(Kind.TUNNEL_CREDENTIALS, "c2VjcmV0" * 6),
        leak(Kind.TUNNEL_CREDENTIALS, "c2VjcmV0" * 6, account_ids=("0" * 32,)),
        leak(Kind.TUNNEL_TOKEN, "eyJub3QiOiAianNvbiJ9"),
        leak(Kind.TUNNEL_TOKEN, "W10="),
        leak(Kind.TUNNEL_TOKEN, "\u00e9"),
        leak(Kind.ACCESS_SERVICE_TOKEN, tokens.access_secret()),
        leak(Kind.ACCESS_SERVICE_TOKEN, tokens.access_secret())._replace(client_id=tokens.access_id()),
        leak(Kind.TURNSTILE_SECRET_KEY, tokens.turnstile_secret(), account_ids=("0" * 32,)),
    ],
)
def test_without_an_administrator_or_a_name_nothing_is_asked(world: World, asked: Leak) -> None:
    found = verdict(world, asked)
    assert found.status is Status.NOT_CHECKABLE
    assert found.reason
    assert not world.paths()


def service(world: World, client_id: str) -> Leak:
    asked = leak(Kind.ACCESS_SERVICE_TOKEN, tokens.access_secret(), account_ids=(world.account.id,))
    return asked._replace(client_id=client_id)


def test_an_enabled_service_token_is_named_but_its_secret_is_not_judged(world: World) -> None:
    made = world.state.create_service_token(world.account)
    found = verdict(world, service(world, made.client_id), admin=True)
    assert (found.status, found.token_id, found.account_id) == (Status.NOT_CHECKABLE, made.id, world.account.id)


def test_a_disabled_service_token_is_disabled_and_an_ended_one_expired(world: World) -> None:
    made = world.state.create_service_token(world.account)
    world.state.service_tokens[made.id].expires_at = "2020-01-01T00:00:00Z"
    assert verdict(world, service(world, made.client_id), admin=True).status is Status.EXPIRED
    world.state.service_tokens[made.id].enabled = False
    assert verdict(world, service(world, made.client_id), admin=True).status is Status.DISABLED


def test_a_service_token_that_is_not_there_may_be_elsewhere(world: World) -> None:
    assert verdict(world, service(world, tokens.access_id()), admin=True).status is Status.NOT_CHECKABLE


@pytest.mark.parametrize("fault", FAULTS)
def test_no_fault_says_anything_of_a_service_token_or_a_widget(world: World, fault: Fault) -> None:
    made, widget = world.state.create_service_token(world.account), world.state.create_widget(world.account)
    world.simulator.fault("*", fault, times=None)
    assert verdict(world, service(world, made.client_id), admin=True).status is Status.UNKNOWN
    asked = leak(Kind.TURNSTILE_SECRET_KEY, widget.value, account_ids=(world.account.id,))
    assert verdict(world, asked, admin=True).status is Status.UNKNOWN


def test_the_current_secret_of_a_widget_is_live(world: World) -> None:
    made = world.state.create_widget(world.account)
    asked = leak(Kind.TURNSTILE_SECRET_KEY, made.value, account_ids=(world.account.id,))
    found = verdict(world, asked, admin=True)
    assert (found.status, found.token_id) == (Status.LIVE, made.id)
    world.state.widgets[made.id].secret = tokens.turnstile_secret()
    assert verdict(world, asked, admin=True).status is Status.NOT_CHECKABLE


def test_a_leaked_tunnel_is_not_shown_with_its_secret(world: World) -> None:
    from cf_secret_guard.verify.admin_chains import _tunnel_of

    made = world.state.create_tunnel(world.account)
    known = _tunnel_of(tunnel_leak(world, made, Kind.TUNNEL_TOKEN))
    assert repr(known) == f"<tunnel {made.id}>"
