"""Every fault as a client on the standard library meets it."""

from __future__ import annotations

import http.client
import json
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.answers import NOT_FOUND
from cf_secret_guard.simulator.faults import Fault, Options, Planned, wire

if TYPE_CHECKING:
    from cf_secret_guard.simulator.routing import Call
    from tests.simulator.world import Reply, World

VERIFY = "GET /user/tokens/verify"
ANSWERING = {
    Fault.RATE_LIMIT: (429, '"code": 10100'),
    Fault.THROTTLE: (429, '"code": 971'),
    Fault.ERROR_500: (500, "<html>"),
    Fault.ERROR_502: (502, "<html>"),
    Fault.ERROR_503: (503, "<html>"),
    Fault.GATEWAY_TIMEOUT: (504, "Request timeout"),
    Fault.CHALLENGE_403: (403, "error code: 1010"),
    Fault.CHALLENGE_503: (503, "error code: 1020"),
    Fault.MAX_AUTH_FAILURES: (403, "Max auth failures reached"),
    Fault.WRONG_JSON: (200, '"status": "act'),
    Fault.NOT_AN_ENVELOPE: (200, '["active"]'),
    Fault.EMPTY: (200, ""),
    Fault.REDIRECT: (307, ""),
    Fault.HUGE: (200, '"success":true'),
    Fault.SLOW_DRIP: (200, '"status": "active"'),
    Fault.ANSWER: (418, "tea"),
}
BREAKING: dict[Fault, type[Exception]] = {
    Fault.TRUNCATED: http.client.IncompleteRead,
    Fault.HANG: TimeoutError,
    Fault.RESET_BEFORE_HEADERS: ConnectionResetError,
    Fault.RESET_AFTER_HEADERS: ConnectionResetError,
}


def verify(world: World, timeout: float = 10) -> Reply:
    return world.ask(VERIFY, world.narrow.value, timeout=timeout)


def test_every_fault_answers_or_breaks() -> None:
    assert set(ANSWERING) | set(BREAKING) == set(Fault)
    assert not set(ANSWERING) & set(BREAKING)


@pytest.mark.parametrize("fault", ANSWERING)
def test_a_fault_that_answers(world: World, fault: Fault) -> None:
    status, part = ANSWERING[fault]
    told = Options(status=418, body=b"tea") if fault is Fault.ANSWER else Options(seconds=0.0001, size=100_000)
    world.simulator.fault(VERIFY, fault, options=told)
    reply = verify(world)
    assert reply.status == status
    assert part in reply.text
    assert verify(world).status == 200, "only once"


@pytest.mark.parametrize("fault", BREAKING)
def test_a_fault_that_breaks_the_connection(world: World, fault: Fault) -> None:
    world.simulator.fault(VERIFY, fault)
    with pytest.raises(BREAKING[fault]):
        verify(world, timeout=0.1 if fault is Fault.HANG else 10)
    assert verify(world).status == 200, "only once"


@pytest.mark.parametrize("fault", [Fault.RATE_LIMIT, Fault.THROTTLE])
@pytest.mark.parametrize("retry_after", [None, "0", "7", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_retry_after_is_what_the_test_says(world: World, fault: Fault, retry_after: str | None) -> None:
    world.simulator.fault(VERIFY, fault, options=Options(retry_after=retry_after))
    assert verify(world).headers.get("retry-after") == retry_after


def test_a_redirect_names_another_host(world: World) -> None:
    world.simulator.fault(VERIFY, Fault.REDIRECT)
    assert verify(world).headers["location"].startswith("https://elsewhere.invalid/")


def test_a_huge_body_is_as_large_as_it_says_and_is_json(world: World) -> None:
    world.simulator.fault(VERIFY, Fault.HUGE, options=Options(size=1_000_000))
    reply = verify(world)
    assert len(reply.text) == int(reply.headers["content-length"]) == 1_000_000
    assert set(reply.string) == {"a"}


def test_an_answer_can_be_a_row_of_the_error_table_or_any_bytes(world: World) -> None:
    world.simulator.fault(VERIFY, Fault.ANSWER, options=Options(failure=NOT_FOUND))
    assert verify(world).error == tuple(NOT_FOUND[:3])
    told = Options(body=b"<p>", content_type="text/html", status=404)
    world.simulator.fault(VERIFY, Fault.ANSWER, options=told)
    assert verify(world)[:2] == (404, "<p>")
    world.simulator.fault(VERIFY, Fault.NOT_AN_ENVELOPE, options=Options(body=b'{"success": true}'))
    assert verify(world).body == {"success": True}


def test_faults_come_in_order_and_as_often_as_asked(world: World) -> None:
    world.simulator.fault(VERIFY, Fault.THROTTLE, times=2)
    world.simulator.fault(VERIFY, Fault.ERROR_500)
    assert [verify(world).status for _ in range(4)] == [429, 429, 500, 200]
    world.simulator.fault(VERIFY, Fault.ERROR_503, times=None)
    assert [verify(world).status for _ in range(3)] == [503, 503, 503]
    world.simulator.faults.clear()
    assert verify(world).status == 200


@pytest.mark.parametrize(
    ("match", "fails"),
    [
        ("*", True),
        ("GET *", True),
        ("* /user/tokens/*", True),
        ("/user/tokens/verify", True),
        ("PUT *", False),
        ("GET /user/tokens", False),
        ("GET /accounts/*", False),
    ],
)
def test_a_pattern_chooses_by_method_and_path(world: World, match: str, fails: bool) -> None:  # noqa: FBT001 - a table's column
    world.simulator.fault(match, Fault.ERROR_500)
    assert (verify(world).status == 500) is fails


def test_a_fault_prevents_the_change_or_only_loses_the_answer(world: World) -> None:
    path = f"DELETE /user/tokens/{world.narrow.id}"
    world.simulator.fault("DELETE *", Fault.RESET_BEFORE_HEADERS)
    with pytest.raises(ConnectionResetError):
        world.ask(path, world.user_admin.value)
    assert world.narrow.id in world.state.tokens
    world.simulator.fault("DELETE *", Fault.RESET_BEFORE_HEADERS, options=Options(applied=True))
    with pytest.raises(ConnectionResetError):
        world.ask(path, world.user_admin.value)
    assert world.narrow.id not in world.state.tokens


def test_hooks_run_before_and_after_a_change(world: World) -> None:
    seen: list[tuple[str, str, bool]] = []

    def look(name: str, call: Call) -> None:
        seen.append((name, call.method, world.narrow.id in world.state.tokens))

    world.simulator.before("DELETE *", lambda call: look("before", call))
    world.simulator.after("DELETE *", lambda call: look("after", call))
    world.ask("GET /user/tokens", world.user_admin.value)
    for _ in range(2):
        world.ask(f"DELETE /user/tokens/{world.narrow.id}", world.user_admin.value)
    assert seen == [("before", "DELETE", True), ("after", "DELETE", False)]


def test_a_hook_can_change_what_is_answered(world: World) -> None:
    world.simulator.before(VERIFY, lambda _: world.state.expose(world.narrow), times=None)
    assert verify(world).error[:2] == (401, 1000)


def test_a_fault_happens_after_the_hook_before_it(world: World) -> None:
    def late(_: Call) -> None:
        world.simulator.fault(VERIFY, Fault.ERROR_500)

    world.simulator.before(VERIFY, late)
    assert verify(world).status == 500


@pytest.mark.parametrize("fault", [Fault.HANG, Fault.SLOW_DRIP, Fault.HUGE])
def test_the_end_of_the_simulator_cuts_long_faults_short(world: World, fault: Fault) -> None:
    world.simulator.fault(VERIFY, fault, options=Options(seconds=86_400, size=10**12))
    host = world.simulator.origin.removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    connection.request("GET", "/client/v4/user/tokens/verify")
    while not world.simulator.most_at_once:
        time.sleep(0.001)
    world.simulator.stop()
    connection.close()


@pytest.mark.parametrize("fault", sorted(set(ANSWERING) - {Fault.HUGE}))
def test_the_bytes_of_a_fault_carry_their_type(fault: Fault) -> None:
    response = wire(Planned(fault, Options()))
    is_page = response.headers["Content-Type"] == "text/html"
    assert is_page == (response.body.startswith(b"<") or fault is Fault.REDIRECT)


def test_a_wrong_json_is_the_beginning_of_a_live_answer() -> None:
    with pytest.raises(json.JSONDecodeError):
        json.loads(wire(Planned(Fault.WRONG_JSON, Options())).body)
