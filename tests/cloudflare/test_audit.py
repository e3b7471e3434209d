from __future__ import annotations

import pytest

from cf_secret_guard.cloudflare import audit, tokens
from cf_secret_guard.connection.base import Fault
from tests.cloudflare.broken import CREDENTIAL, Server, envelope, refused, transport
from tests.cloudflare.endpoints import ACCOUNT, TOKEN_ID
from tests.cloudflare.world import World, bearer

SINCE, BEFORE = "2020-01-01", "2099-01-01T00:00:00Z"


def entry(number: int, token_id: str = TOKEN_ID) -> dict[str, object]:
    return {
        "id": str(number),
        "action": {"type": "update", "time": "2026-11-20T00:00:00Z", "result": "success", "description": "x"},
        "actor": {"token_id": token_id, "email": "a@example.com", "ip_address": "203.0.113.7", "token_name": "ci"},
        "raw": {"method": "PUT", "uri": "/client/v4/zones/1?secret=abc", "user_agent": "curl/8"},
        "resource": {"type": "zone", "id": "1"},
        "zone": {"name": "example.com"},
    }


def page(entries: list[object], cursor: str | None = None) -> dict[str, object]:
    return {"success": True, "errors": [], "result": entries, "result_info": {"cursor": cursor}}


def test_what_a_token_changed_is_read_and_who_it_was_is_dropped(world: World) -> None:
    made = world.state.create_user_token(world.user, "API Tokens Write")
    victim = world.state.create_user_token(world.user)
    tokens.delete(world.transport, bearer(made), victim.id)
    tokens.delete(world.transport, world.admin, world.state.create_user_token(world.user).id)
    reply = audit.entries(world.transport, world.admin, world.account.id, made.id, since=SINCE, before=BEFORE)
    assert reply.value is not None
    assert reply.value.complete
    (only,) = reply.value.entries
    assert (only.type, only.method, only.token_id, only.result) == ("delete", "DELETE", made.id, "success")
    assert world.user.email not in repr(reply)


def test_an_entry_is_read_without_address_mail_or_query() -> None:
    with Server(envelope(200, page([entry(1), entry(2, "f" * 32), {}, "x"]))) as server, transport(server) as asked:
        reply = audit.entries(asked, CREDENTIAL, ACCOUNT, TOKEN_ID, since=SINCE, before=BEFORE)
    assert reply.value is not None
    (only,) = reply.value.entries
    assert (only.uri, only.user_agent, only.zone) == ("/client/v4/zones/1", "curl/8", "example.com")
    assert not [bad for bad in ("203.0.113.7", "a@example.com", "secret=abc") if bad in repr(reply)]


def test_every_page_is_read() -> None:
    script = [envelope(200, page([entry(1)], "next/1+")), envelope(200, page([entry(2)]))]
    with Server(*script) as server, transport(server) as asked:
        reply = audit.entries(asked, CREDENTIAL, ACCOUNT, TOKEN_ID, since=SINCE, before=BEFORE)
    assert reply.value is not None
    assert [one.id for one in reply.value.entries] == ["1", "2"]
    assert reply.value.complete
    assert b"cursor=next%2F1%2B" in server.received[1]


def test_a_page_that_cannot_be_read_leaves_the_list_incomplete() -> None:
    script = [envelope(200, page([entry(1)], "more")), refused(403, 10000, "Authentication error")]
    with Server(*script) as server, transport(server) as asked:
        reply = audit.entries(asked, CREDENTIAL, ACCOUNT, TOKEN_ID, since=SINCE, before=BEFORE)
    assert reply.value is not None
    assert not reply.value.complete
    assert len(reply.value.entries) == 1
    assert reply.answer.status == 403


def test_a_cursor_that_goes_in_a_circle_ends() -> None:
    with Server(envelope(200, page([entry(1)], "same"))) as server, transport(server) as asked:
        reply = audit.entries(asked, CREDENTIAL, ACCOUNT, TOKEN_ID, since=SINCE, before=BEFORE)
    assert reply.value is not None
    assert not reply.value.complete
    assert len(server.received) == 2


def test_a_log_without_an_end_is_left_at_the_most() -> None:
    pages = [envelope(200, page([entry(1)] * audit.LIMIT, f"c{number}")) for number in range(20)]
    with Server(*pages) as server, transport(server) as asked:
        reply = audit.entries(asked, CREDENTIAL, ACCOUNT, TOKEN_ID, since=SINCE, before=BEFORE)
    assert reply.value is not None
    assert not reply.value.complete
    assert len(reply.value.entries) == audit.MOST
    assert len(server.received) == audit.MOST // audit.LIMIT


@pytest.mark.parametrize(
    ("token_id", "since"), [("", SINCE), ("x", SINCE), (TOKEN_ID, "yesterday"), (TOKEN_ID, "2026-01-01&x=1")]
)
def test_a_filter_of_another_form_is_never_sent(token_id: str, since: str) -> None:
    with Server(envelope(200, page([]))) as server, transport(server) as asked:
        reply = audit.entries(asked, CREDENTIAL, ACCOUNT, token_id, since=since, before=BEFORE)
    assert reply.answer.fault is Fault.UNSENDABLE
    assert not server.received
