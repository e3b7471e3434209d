from __future__ import annotations

import json
import logging
import threading
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare.base import Call
from cf_secret_guard.cloudflare.transport import ATTEMPTS, Transport
from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.errors import UsageError
from cf_secret_guard.secret import Secret
from tests.cloudflare.broken import CREDENTIAL, LIVE, TOKEN, Server, envelope, http, refused, reset, say, transport
from tests.connection.test_pace import Clock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.connection.wire import Outgoing

BASE = "http://127.0.0.1:9/client/v4"
GET = Call("GET", ("user", "tokens", "verify"), keep=("id", "status"))
ROLL = Call("PUT", ("user", "tokens", "0" * 32, "value"), body={})
DELETE = Call("DELETE", ("user", "tokens", "0" * 32), repeatable=True)


class Script:
    """A wire that gives what it is told, and takes no time."""

    def __init__(self, *answers: Response | Fault) -> None:
        self.answers = list(answers)
        self.sent: list[Outgoing] = []
        self.seconds: list[float] = []
        self.closed = False

    def exchange(self, outgoing: Outgoing, seconds: float) -> Response | Fault:
        self.sent.append(outgoing)
        self.seconds.append(seconds)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def close(self) -> None:
        self.closed = True


def good() -> Response:
    return Response(200, {}, json.dumps(LIVE).encode())


def bad(status: int, code: int = 0, message: str = "x", headers: Mapping[str, str] | None = None) -> Response:
    body = {"success": False, "errors": [{"code": code, "message": message}], "result": None}
    return Response(status, headers or {}, json.dumps(body).encode())


def asked(script: Script, clock: Clock, budget: float = 60.0) -> Transport:
    return Transport(BASE, clock=clock, sleep=clock.sleep, wire=script, budget=budget)


@pytest.mark.parametrize(
    "trouble",
    [
        bad(500),
        bad(502),
        bad(503),
        bad(504, 1000, "Request timeout"),
        Fault.TIMEOUT,
        Fault.RESET,
        Fault.CONNECT,
        Fault.DNS,
        Response(200, {}, b"", Fault.TRUNCATED),
        Response(200, {}, b""),
        Response(503, {"content-type": "text/html"}, b"<html>"),
        bad(429, 10100, "rate"),
    ],
)
def test_a_passing_trouble_is_asked_through(trouble: Response | Fault) -> None:
    clock, script = Clock(), Script(trouble, trouble, good())
    answer = asked(script, clock).send(GET, CREDENTIAL)
    assert answer.ok
    assert len(script.sent) == 3
    first, second = (pause for pause in clock.slept if pause > 0.4)
    assert 0.5 <= first <= 1.0 <= second <= 2.0


@pytest.mark.parametrize(
    "trouble",
    [
        bad(401, 1000, "Invalid API Token"),
        bad(403, 9109, "Invalid access token"),
        bad(400, 6003),
        bad(404),
        Response(403, {"content-type": "text/html"}, b"<html>error code: 1010"),
        Response(302, {}, b""),
        Response(200, {}, b"{"),
        Fault.TLS,
        Fault.PROXY,
        Fault.UNSENDABLE,
        Response(200, {}, b"", Fault.TOO_LARGE),
    ],
)
def test_what_another_question_would_not_change_is_asked_once(trouble: Response | Fault) -> None:
    clock, script = Clock(), Script(trouble, good())
    assert not asked(script, clock).send(GET, CREDENTIAL).ok
    assert len(script.sent) == 1


@pytest.mark.parametrize(
    ("call", "trouble", "times"),
    [
        (ROLL, Fault.TIMEOUT, 1),
        (ROLL, Fault.RESET, 1),
        (ROLL, bad(500), 1),
        (ROLL, bad(429, 10100), 2),
        (ROLL, Fault.CONNECT, 2),
        (ROLL, Fault.DNS, 2),
        (DELETE, Fault.TIMEOUT, 2),
        (DELETE, bad(500), 2),
    ],
)
def test_a_change_is_sent_again_only_if_nothing_can_have_happened_or_nothing_can_happen_twice(
    call: Call, trouble: Response | Fault, times: int
) -> None:
    clock, script = Clock(), Script(trouble, good())
    asked(script, clock).send(call, CREDENTIAL)
    assert len(script.sent) == times


@pytest.mark.parametrize(
    "sign",
    [
        bad(429, 971, "Please wait and consider throttling your request speed", {"retry-after": "1"}),
        bad(403, 971, "x"),
        bad(200, 971, "x"),
        bad(403, 9109, "Max auth failures reached, please check your Authorization header"),
        bad(429, 9109, "max auth failures reached", {"retry-after": "1"}),
        bad(503, 971, "x"),
    ],
)
def test_a_sign_of_abuse_ends_the_run_without_another_request(sign: Response) -> None:
    clock, script = Clock(), Script(sign, good())
    one = asked(script, clock)
    one.send(GET, CREDENTIAL)
    assert one.stopped
    later = one.send(GET, CREDENTIAL)
    assert later.fault is Fault.STOPPED
    assert later.status is None
    assert len(script.sent) == 1
    assert one.requests == 1


def test_retry_after_is_kept() -> None:
    clock, script = Clock(), Script(bad(429, 10100, headers={"retry-after": "30"}), good())
    one = asked(script, clock)
    assert one.send(GET, CREDENTIAL).ok
    assert 30 <= sum(clock.slept) <= 31
    assert not one.stopped


def test_retry_after_of_503_is_kept_too() -> None:
    clock, script = Clock(), Script(bad(503, headers={"retry-after": "7"}), good())
    assert asked(script, clock).send(GET, CREDENTIAL).ok
    assert clock.slept == [7]


@pytest.mark.parametrize("wait", ["61", "300", "999999999", "Wed, 21 Oct 2099 07:28:00 GMT"])
def test_a_wait_beyond_the_budget_is_not_begun(wait: str) -> None:
    clock, script = Clock(), Script(bad(429, 10100, headers={"retry-after": wait}), good())
    one = asked(script, clock)
    answer = one.send(GET, CREDENTIAL)
    assert answer.status == 429
    assert clock.slept == []
    assert one.stopped
    assert one.send(GET, CREDENTIAL).fault is Fault.STOPPED


def test_a_throttle_that_outlasts_us_ends_the_run() -> None:
    clock, script = Clock(), Script(bad(429, 10100))
    one = asked(script, clock)
    assert one.send(GET, CREDENTIAL).status == 429
    assert len(script.sent) == ATTEMPTS
    assert one.stopped
    assert one.send(GET, CREDENTIAL).fault is Fault.STOPPED


def test_no_call_takes_longer_than_its_budget() -> None:
    clock, script = Clock(), Script(Fault.TIMEOUT)
    exchange = script.exchange

    def slowly(outgoing: Outgoing, seconds: float) -> Response | Fault:
        clock.now += min(seconds, 30)
        return exchange(outgoing, seconds)

    script.exchange = slowly  # type: ignore[method-assign]
    began = clock.now
    assert asked(script, clock, budget=40).send(GET, CREDENTIAL).fault is Fault.TIMEOUT
    assert clock.now - began <= 40
    assert script.seconds[0] == 40
    assert script.seconds[1] < 10


def test_an_empty_allowance_is_waited_for() -> None:
    full = Response(200, {"ratelimit": '"default";r=0;t=12'}, json.dumps(LIVE).encode())
    clock, script = Clock(), Script(full, good())
    one = asked(script, clock)
    one.send(GET, CREDENTIAL)
    one.send(GET, CREDENTIAL)
    assert clock.slept == [12]


def test_an_allowance_that_is_empty_for_too_long_ends_the_run() -> None:
    full = Response(200, {"ratelimit": '"default";r=0;t=300'}, json.dumps(LIVE).encode())
    clock, script = Clock(), Script(full, good())
    one = asked(script, clock)
    assert one.send(GET, CREDENTIAL).ok
    assert one.send(GET, CREDENTIAL).fault is Fault.STOPPED
    assert one.stopped
    assert len(script.sent) == 1


def test_calls_without_any_answer_are_counted_until_one_comes() -> None:
    clock, script = Clock(), Script(Fault.TLS, Fault.TLS, good())
    one = asked(script, clock)
    one.send(GET, CREDENTIAL)
    one.send(GET, CREDENTIAL)
    assert one.unanswered == 2
    one.send(GET, CREDENTIAL)
    assert one.unanswered == 0


def test_an_abandoned_run_ends_every_wait_and_asks_nothing_more() -> None:
    script = Script(bad(429, 10100, headers={"retry-after": "86400"}), good())
    one = Transport(BASE, wire=script, budget=100_000.0)
    timer = threading.Timer(0.1, one.abandon, ("Ctrl-C",))
    timer.start()
    one.send(GET, CREDENTIAL)
    assert len(script.sent) == 1
    assert one.stopped == "Ctrl-C"
    timer.join()


def test_a_stop_while_somebody_waits_for_a_slot_holds_for_him_too() -> None:
    script = Script(good())
    one = asked(script, Clock())
    one._pace.slots.acquire()
    one._pace.slots.acquire()
    waiting = threading.Thread(target=one.send, args=(GET, CREDENTIAL))
    waiting.start()
    time.sleep(0.05)
    one.abandon("Ctrl-C")
    one._pace.slots.release()
    waiting.join(10)
    assert not script.sent


def test_nothing_is_sent_when_the_time_is_over() -> None:
    clock, script = Clock(), Script(good())
    one = asked(script, clock, budget=0.0)
    assert one.send(GET, CREDENTIAL).fault is Fault.BUDGET
    assert not script.sent


def test_a_new_secret_in_a_body_is_revealed_to_the_wire_only() -> None:
    clock, script = Clock(), Script(good())
    call = Call("PATCH", ("x",), body={"tunnel_secret": Secret("new-secret-value")})
    asked(script, clock).send(call, CREDENTIAL)
    assert script.sent[0].content == b'{"tunnel_secret": "new-secret-value"}'
    assert "new-secret-value" not in repr(call) + repr(script.sent[0])
    assert TOKEN not in repr(script.sent[0])


@pytest.mark.parametrize("body", [{"x": object()}, {"x": b"bytes"}, {"x": "\ud800"}])
def test_a_body_that_is_not_json_is_not_sent(body: dict[str, object]) -> None:
    clock, script = Clock(), Script(good())
    assert asked(script, clock).send(Call("PUT", ("x",), body=body), CREDENTIAL).fault is Fault.UNSENDABLE
    assert not script.sent


def test_closing_closes_the_wire() -> None:
    script = Script(good())
    with asked(script, Clock()):
        pass
    assert script.closed


def test_a_base_that_is_not_safe_is_refused() -> None:
    with pytest.raises(UsageError):
        Transport("http://example.com/client/v4")


def test_at_most_two_are_asked_at_once_on_real_sockets() -> None:
    under_way, most, lock = 0, 0, threading.Lock()

    def behave(connection: object, _ending: threading.Event) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        connection.sendall(http(200, json.dumps(LIVE).encode()))  # type: ignore[attr-defined]

    with Server(behave) as server, transport(server) as one:
        threads = [threading.Thread(target=one.send, args=(GET, CREDENTIAL)) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert most == 2
    assert len(server.received) == 6


def test_requests_on_real_sockets_keep_their_distance() -> None:
    began = time.monotonic()
    with Server(envelope(200, LIVE)) as server, Transport(server.base, spacing=0.1) as one:
        for _ in range(3):
            one.send(GET, CREDENTIAL)
    assert time.monotonic() - began >= 0.2


def test_a_server_that_recovers_is_heard_on_real_sockets(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    script = (reset, refused(500, 1, "x"), envelope(200, LIVE))
    with Server(*script) as server, transport(server) as one:
        assert one.send(GET, CREDENTIAL).ok
    assert len(server.received) == 3
    assert not caplog.records


def test_a_refused_connection_is_no_answer() -> None:
    with Server(say(b"")) as server:
        base = server.base
    one = Transport(base, spacing=0, sleep=lambda _seconds: None)
    answer = one.send(GET, CREDENTIAL)
    one.close()
    assert answer.fault is Fault.CONNECT
    assert one.requests == ATTEMPTS
