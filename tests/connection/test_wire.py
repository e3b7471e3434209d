from __future__ import annotations

import logging
import re
import socket
import threading
from typing import TYPE_CHECKING

import httpx
import pytest

from cf_secret_guard import __version__
from cf_secret_guard.cloudflare.base import Bearer, Call, KeyPair, Reply
from cf_secret_guard.cloudflare.transport import Transport
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.connection.wire import MAX_BYTES, Outgoing, Timeouts, Wire, _Watch, silence
from cf_secret_guard.errors import UsageError
from cf_secret_guard.secret import Secret
from tests import tokens
from tests.cloudflare.broken import (
    CREDENTIAL,
    EVERYWHERE,
    FAULTS,
    LIVE,
    PATIENT,
    QUICK,
    TOKEN,
    WORDS,
    Server,
    envelope,
    http,
    say,
    transport,
)
from tests.cloudflare.endpoints import ENDPOINTS

if TYPE_CHECKING:
    from pathlib import Path

VERIFY = Call("GET", ("user", "tokens", "verify"), keep=("id", "status"))
DEFAULT = "https://api.cloudflare.com/client/v4"


@pytest.mark.parametrize(
    ("name", "fault"),
    [(name, fault) for name in ENDPOINTS for fault in FAULTS if fault in EVERYWHERE or name in {"get", "roll"}],
)
def test_no_fault_of_any_call_raises_or_gives_a_value(
    name: str, fault: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    behaviour, expected = FAULTS[fault]
    caplog.set_level(logging.DEBUG)
    with Server(behaviour) as server, transport(server, QUICK if expected is Fault.TIMEOUT else PATIENT) as asked:
        outcome = ENDPOINTS[name].call(asked)
        answer = outcome.answer if isinstance(outcome, Reply) else outcome
        assert answer.fault is expected
        assert not answer.ok
        assert getattr(outcome, "value", None) is None
        repeats = expected in {Fault.TIMEOUT, Fault.RESET, Fault.TRUNCATED, Fault.EMPTY}
        # Counted on our side: a busy machine may take longer to read a request than we wait for its answer.
        assert asked.requests == (3 if repeats and ENDPOINTS[name].again else 1) >= len(server.received)
        assert all(TOKEN.encode() not in request.split(b"\r\n")[0] for request in server.received)
    shown = caplog.text + "".join(capfd.readouterr()) + repr(outcome)
    assert TOKEN not in shown


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("name", ENDPOINTS)
def test_no_refusal_of_any_call_gives_a_value_and_a_throttle_ends_the_run(name: str, words: str) -> None:
    behaviour, requests = WORDS[words]
    with Server(behaviour) as server, transport(server) as asked:
        outcome = ENDPOINTS[name].call(asked)
        answer = outcome.answer if isinstance(outcome, Reply) else outcome
        assert not answer.ok
        assert getattr(outcome, "value", None) is None
        assert len(server.received) == (requests or (3 if ENDPOINTS[name].again else 1))
        assert bool(asked.stopped) is (requests is not None)


@pytest.mark.parametrize("name", ENDPOINTS)
def test_each_call_asks_what_it_is_named_for(name: str) -> None:
    with Server(envelope(200, LIVE)) as server, transport(server) as asked:
        ENDPOINTS[name].call(asked)
    first = server.received[0].split(b"\r\n")[0].decode()
    assert first == f"{ENDPOINTS[name].request} HTTP/1.1"


def test_a_request_carries_our_name_its_credential_and_nothing_else() -> None:
    with Server(envelope(200, LIVE)) as server, transport(server) as asked:
        asked.send(VERIFY, CREDENTIAL)
    head = server.received[0].decode().lower()
    names = set(re.findall(r"^([a-z-]+):", head, re.MULTILINE))
    assert names == {"host", "connection", "user-agent", "accept", "accept-encoding", "authorization"}
    assert f"user-agent: cf-secret-guard/{__version__}" in head
    assert "accept-encoding: identity" in head


def test_credentials_of_a_netrc_file_are_never_added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("default login somebody password else\nmachine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    pair = KeyPair(Secret(tokens.global_key()), "a@example.com")
    with Server(envelope(200, LIVE)) as server, transport(server) as asked:
        asked.send(VERIFY, pair)
    assert b"authorization" not in server.received[0].lower()
    wire = Wire(DEFAULT, Timeouts())
    assert not isinstance(wire._client.auth, httpx.NetRCAuth)
    wire.close()


def test_cookies_of_one_answer_do_not_reach_the_next_request() -> None:
    with (
        Server(envelope(200, LIVE, {"Set-Cookie": "__cf_bm=1; Path=/"})) as server,
        transport(server) as asked,
    ):
        asked.send(VERIFY, CREDENTIAL)
        asked.send(VERIFY, CREDENTIAL)
    assert not [request for request in server.received if b"cookie" in request.lower()]


def test_no_proxy_gets_what_is_meant_for_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with Server(envelope(200, LIVE)) as server, transport(server) as asked:
        assert asked.send(VERIFY, CREDENTIAL).ok


def test_the_proxy_of_the_environment_is_asked_and_never_sees_the_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    with Server(say(http(407, b"", why="Go away"))) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.base.removesuffix("/client/v4"))
        wire = Wire(DEFAULT, Timeouts())
        outcome = wire.exchange(Outgoing("GET", f"{DEFAULT}/user", (), CREDENTIAL.headers(), None), 5.0)
        wire.close()
    assert outcome is Fault.PROXY
    assert proxy.received[0].startswith(b"CONNECT api.cloudflare.com:443 ")
    assert TOKEN.encode() not in proxy.received[0]


@pytest.mark.parametrize("proxy", ["socks5://user:sesame@127.0.0.1:1", "gopher://sesame@127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_refused_without_its_password(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(UsageError) as error:
        Wire(DEFAULT, Timeouts())
    assert "sesame" not in str(error.value)
    assert "HTTPS_PROXY" in error.value.next_step


def test_certificates_are_verified() -> None:
    wire = Wire(DEFAULT, Timeouts())
    context = wire._client._transport._pool._ssl_context  # type: ignore[attr-defined]
    assert context.check_hostname
    assert context.verify_mode.name == "CERT_REQUIRED"
    wire.close()


def test_an_answer_of_exactly_the_cap_is_read() -> None:
    padded = b'{"success": true, "errors": []' + b" " * (MAX_BYTES - 31) + b"}"
    assert len(padded) == MAX_BYTES
    with Server(say(http(200, padded))) as server, transport(server) as asked:
        assert asked.send(VERIFY, CREDENTIAL).ok


def test_a_body_that_never_ends_is_left_at_the_cap() -> None:
    with Server(say(http(200, b" " * (4 * MAX_BYTES), length=10**12))) as server, transport(server) as asked:
        assert asked.send(VERIFY, CREDENTIAL).fault is Fault.TOO_LARGE


@pytest.mark.parametrize("level", [logging.NOTSET, logging.DEBUG, logging.INFO])
def test_nothing_is_logged_even_if_the_server_repeats_our_headers(
    level: int, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(level)
    for name in ("httpx", "httpcore", "httpcore.http11", "httpcore.connection"):
        logging.getLogger(name).setLevel(logging.DEBUG)
    echo = say(http(200, b'{"success": true}', {"X-Echo": TOKEN, "Set-Cookie": TOKEN}, why=TOKEN))
    with Server(echo) as server, transport(server) as asked:
        answer = asked.send(VERIFY, CREDENTIAL)
    assert answer.ok
    assert not [record for record in caplog.records if record.name.startswith("http")]
    assert TOKEN not in caplog.text + "".join(capfd.readouterr()) + repr(answer)


def test_the_loggers_below_us_are_all_known() -> None:
    import httpcore

    Wire(DEFAULT, Timeouts()).close()
    assert httpcore.__version__
    silence()
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in {"httpx", "httpcore", "h11"}]
    assert names
    loud = [
        name
        for name in names
        if isinstance(logging.root.manager.loggerDict[name], logging.Logger) and not logging.getLogger(name).disabled
    ]
    assert not loud


@pytest.mark.parametrize(
    "credential",
    [
        Bearer(Secret(tokens.user_token() + "\n")),
        Bearer(Secret("with space")),
        Bearer(Secret("\u00e9" * 40)),
        Bearer(Secret("")),
        KeyPair(Secret(tokens.global_key()), "a@b\r\nX-Evil: 1"),
    ],
)
def test_what_no_header_can_hold_is_not_sent(credential: Bearer | KeyPair) -> None:
    with Server(envelope(200, LIVE)) as server, transport(server) as asked:
        assert asked.send(VERIFY, credential).fault is Fault.UNSENDABLE
    assert not server.received


def test_plain_text_where_tls_should_be_is_a_fault_of_tls() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    received: list[bytes] = []

    def answer() -> None:
        connection, _ = listener.accept()
        with connection:
            received.append(connection.recv(65536))
            connection.sendall(http(400, b"plain text"))

    thread = threading.Thread(target=answer)
    thread.start()
    one = Transport(f"https://127.0.0.1:{listener.getsockname()[1]}/client/v4")
    assert one.send(VERIFY, CREDENTIAL).fault is Fault.TLS
    one.close()
    thread.join()
    listener.close()
    assert TOKEN.encode() not in received[0]


def test_a_name_that_nobody_knows_is_a_fault_of_dns(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_arguments: object, **_options: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    one = Transport(DEFAULT, spacing=0, sleep=lambda _seconds: None)
    assert one.send(VERIFY, CREDENTIAL).fault is Fault.DNS
    one.close()


def test_a_connection_that_does_not_stand_yet_cannot_be_cut() -> None:
    watch = _Watch()
    watch._cut()
    assert watch.fired


def test_no_thread_is_left_behind() -> None:
    before = threading.active_count()
    with Server(envelope(200, LIVE)) as server, transport(server) as asked:
        asked.send(VERIFY, CREDENTIAL)
    assert threading.active_count() <= before + 1
