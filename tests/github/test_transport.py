from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.github.address import Place
from cf_secret_guard.github.base import GRAPHQL, Call, Repo, Trouble
from cf_secret_guard.github.transport import ATTEMPTS, Transport
from cf_secret_guard.secret import Secret
from tests.cloudflare.broken import FAULTS, PATIENT, QUICK, http, say
from tests.cloudflare.test_transport import Script
from tests.connection.test_pace import Clock
from tests.github.hub import ISSUES, TOKEN, refusal

if TYPE_CHECKING:
    from tests.github.hub import Hub

REPO = Repo("octo", "app")
GET = Call("GET", REPO.path())
POST = Call("POST", REPO.path("issues"), body={"title": "t", "body": "b"}, repeatable=False)
PATCH = Call("PATCH", REPO.path("issues", "1"), body={"body": "b"})


def good(document: object = None) -> Response:
    return Response(200, {}, json.dumps(document or {}).encode())


def bad(status: int, message: str = "x", headers: dict[str, str] | None = None) -> Response:
    return Response(status, headers or {}, json.dumps({"message": message}).encode())


def asked(script: Script, clock: Clock, base: str = "https://api.github.com") -> Transport:
    place = Place(base, Secret(TOKEN), REPO)
    return Transport(place, clock=clock, sleep=clock.sleep, wire=script)


@pytest.mark.parametrize(
    ("call", "trouble", "times"),
    [
        (GET, Fault.TIMEOUT, 2),
        (GET, Fault.RESET, 2),
        (GET, bad(502), 2),
        (GET, Response(200, {}, b"{", Fault.TRUNCATED), 2),
        (GET, bad(404), 1),
        (GET, bad(401), 1),
        (GET, Fault.TLS, 1),
        (PATCH, Fault.TIMEOUT, 2),
        (PATCH, bad(500), 2),
        (POST, Fault.CONNECT, 2),
        (POST, Fault.DNS, 2),
        (POST, bad(403, "secondary rate limit", {"retry-after": "9"}), 2),
        (POST, bad(429), 2),
        (POST, Fault.TIMEOUT, 1),
        (POST, Fault.RESET, 1),
        (POST, bad(502), 1),
        (POST, Response(201, {}, b"{", Fault.TRUNCATED), 1),
    ],
)
def test_what_may_be_made_twice_is_never_sent_again_if_it_may_have_arrived(
    call: Call, trouble: Response | Fault, times: int
) -> None:
    script = Script(trouble, good())
    answer = asked(script, Clock()).send(call)
    assert len(script.sent) == times
    assert answer.ok is (times == 2)


def test_a_pause_is_kept_to_the_second() -> None:
    clock, script = Clock(), Script(bad(403, "secondary rate limit"), good())
    assert asked(script, clock).send(GET).ok
    assert 60 <= sum(clock.slept) <= 61


def test_a_pause_that_is_too_long_is_not_begun_and_nothing_more_is_asked() -> None:
    clock = Clock()
    limits = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(clock()) + 1800)}
    script = Script(bad(403, "API rate limit exceeded", limits), good())
    one = asked(script, clock)
    assert one.send(GET).trouble is Trouble.LIMIT
    assert one.send(POST).trouble is Trouble.LIMIT
    assert len(script.sent) == 1
    assert not clock.slept


def test_a_limit_that_stays_ends_the_run() -> None:
    clock, script = Clock(), Script(bad(429, "x", {"retry-after": "10"}))
    one = asked(script, clock)
    assert one.send(GET).trouble is Trouble.SECONDARY
    assert len(script.sent) == ATTEMPTS
    one.send(GET)
    assert len(script.sent) == ATTEMPTS


def test_who_did_not_answer_is_asked_once_a_call_until_there_is_an_answer() -> None:
    script = Script(*[Fault.TIMEOUT] * (ATTEMPTS + 1), good(), Fault.TIMEOUT, good())
    one = asked(script, Clock())
    assert [one.send(GET).ok for _ in range(4)] == [False, False, True, True]
    assert len(script.sent) == ATTEMPTS + 4


def test_changes_are_a_second_apart() -> None:
    clock, script = Clock(), Script(good())
    one = asked(script, clock)
    for call in (PATCH, GET, PATCH, POST):
        one.send(call)
    assert sum(clock.slept) == pytest.approx(2.0)


def test_the_time_for_a_call_is_bounded() -> None:
    clock, script = Clock(), Script(Fault.TIMEOUT)
    one = Transport(Place("https://x", Secret(TOKEN), REPO), clock=clock, sleep=clock.sleep, wire=script, budget=0.0)
    assert one.send(GET).fault is Fault.BUDGET
    assert not script.sent


@pytest.mark.parametrize(
    ("location", "follows"),
    [
        ("https://api.github.com/repositories/1", True),
        ("https://api.github.com.evil.example/repositories/1", False),
        ("https://evil.example/", False),
        ("http://api.github.com/repositories/1", False),
        ("https://api.github.com:444/x", False),
        ("https://api.github.com/x/../y", False),
        ("https://api.github.com/\\evil", False),
        ("https://user@api.github.com/x", False),
        ("/repositories/1", False),
    ],
)
def test_a_redirect_is_followed_only_to_the_same_github(location: str, follows: bool) -> None:  # noqa: FBT001 - a table
    script = Script(Response(301, {"location": location}, b"{}"), good())
    answer = asked(script, Clock()).send(GET)
    assert answer.ok is follows
    assert [sent.url for sent in script.sent][1:] == ([location] if follows else [])
    if not follows:
        assert answer.trouble is Trouble.MOVED


def test_no_change_follows_a_redirect_and_no_redirect_goes_on_for_ever() -> None:
    away = Response(307, {"location": "https://api.github.com/x"}, b"{}")
    script = Script(away)
    assert asked(script, Clock()).send(POST).trouble is Trouble.MOVED
    assert len(script.sent) == 1
    script = Script(away)
    assert asked(script, Clock()).send(GET).trouble is Trouble.MOVED
    assert len(script.sent) == 4


def test_a_page_elsewhere_is_not_asked_for() -> None:
    script = Script(good())
    assert asked(script, Clock()).send(Call("GET", (), url="https://evil.example/x")).trouble is Trouble.MOVED
    assert asked(script, Clock()).send(Call("GET", ("..",))).fault is Fault.UNSENDABLE
    assert not script.sent


@pytest.mark.parametrize(
    ("base", "url"),
    [
        ("https://api.github.com", "https://api.github.com/graphql"),
        ("https://github.example/api/v3", "https://github.example/api/graphql"),
    ],
)
def test_graphql_stands_beside_the_rest(base: str, url: str) -> None:
    script = Script(good())
    asked(script, Clock(), base).send(Call("POST", GRAPHQL, body={}))
    assert script.sent[0].url == url


def test_a_request_carries_our_name_the_token_and_the_version(hub: Hub) -> None:
    hub.user(TOKEN)
    with hub.transport(TOKEN) as transport:
        assert transport.send(GET).ok
    headers = hub.requests[0].headers
    assert headers["authorization"] == f"Bearer {TOKEN}"
    assert headers["user-agent"].startswith("cf-secret-guard/")
    assert set(headers) == {
        "host",
        "connection",
        "user-agent",
        "accept",
        "accept-encoding",
        "authorization",
        "x-github-api-version",
    }


@pytest.mark.parametrize("fault", [name for name, (_, kind) in FAULTS.items() if kind is not Fault.NOT_ENVELOPE])
@pytest.mark.parametrize("call", [GET, POST, PATCH], ids=lambda call: call.method)
def test_no_fault_raises_or_shows_the_token(
    hub: Hub, fault: str, call: Call, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    behaviour, kind = FAULTS[fault]
    hub.user(TOKEN, ISSUES)
    hub.fault("*", behaviour, None)
    with hub.transport(TOKEN, QUICK if kind is Fault.TIMEOUT else PATIENT) as transport:
        answer = transport.send(call)
    assert not answer.ok or answer.status == 204
    assert TOKEN not in caplog.text + "".join(capfd.readouterr()) + repr(answer) + repr(transport)
    assert len(hub.changes()) <= (1 if call is POST else 3)


def test_the_servers_echo_of_the_token_goes_nowhere(hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    hub.user(TOKEN)
    hub.fault("*", say(http(403, json.dumps({"message": TOKEN}).encode(), {"X-Echo": TOKEN}, why=TOKEN)))
    hub.fault("*", refusal(422, TOKEN, errors=[{"field": TOKEN, "code": TOKEN}]))
    with hub.transport(TOKEN) as transport:
        answers = [transport.send(GET), transport.send(GET)]
    assert [answer.trouble for answer in answers] == [Trouble.FORBIDDEN, Trouble.INVALID]
    assert TOKEN not in caplog.text + repr(answers)
