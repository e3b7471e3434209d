from __future__ import annotations

from cf_secret_guard.cloudflare.accounts import Account, Zone, ask_user, list_accounts, list_zones
from tests.cloudflare.broken import CREDENTIAL, Server, envelope, transport
from tests.cloudflare.world import World, bearer


def test_a_credential_lists_the_accounts_that_it_sees(world: World) -> None:
    made = world.state.create_account_token(world.account, "DNS Write")
    assert list_accounts(world.transport, bearer(made)).value == (Account(world.account.id),)
    assert list_accounts(world.transport, world.key()).value == (Account(world.account.id),)


def test_the_name_of_an_account_is_dropped_for_it_may_be_an_address(world: World) -> None:
    named = world.state.create_account(world.user, name="somebody@example.com's Account")
    reply = list_accounts(world.transport, world.key())
    assert named.id in repr(reply)
    assert "somebody" not in repr(reply)


def test_zones_name_their_account(world: World) -> None:
    zone = world.state.create_zone(world.account, "example.com")
    other = world.state.create_account(world.user)
    world.state.create_zone(other, "example.net")
    listed = list_zones(world.transport, world.admin)
    assert listed.answer.total == 2
    one = list_zones(world.transport, world.admin, world.account.id)
    assert one.value == (Zone(zone.id, "example.com", world.account.id),)


def test_of_a_person_only_the_status_is_kept(world: World) -> None:
    answer = ask_user(world.transport, world.key())
    assert answer.ok
    assert not answer.record
    assert world.user.email not in repr(answer)


def test_records_of_a_strange_form_are_left_out() -> None:
    odd = [{"id": "x"}, {"name": "y"}, {"id": "0" * 32, "name": "z", "account": "text"}, 5]
    with Server(envelope(200, {"success": True, "result": odd})) as server, transport(server) as asked:
        assert list_accounts(asked, CREDENTIAL).value == (Account("0" * 32),)
        assert list_zones(asked, CREDENTIAL).value == (Zone("0" * 32, "z", None),)


def test_a_result_that_is_no_list_is_no_list() -> None:
    with Server(envelope(200, {"success": True, "result": {}})) as server, transport(server) as asked:
        assert list_accounts(asked, CREDENTIAL).value is None
        assert list_zones(asked, CREDENTIAL).value is None
