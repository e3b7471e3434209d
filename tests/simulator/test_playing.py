"""Faults on a raw pair of sockets: what leaves, byte for byte."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.faults import Fault, Options, Planned
from cf_secret_guard.simulator.playing import head, play, reset

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDING = threading.Event()


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The server's end and the client's end of one TCP connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        server, _ = listener.accept()
    with client, server:
        client.settimeout(5)
        yield server, client


def read(client: socket.socket) -> bytes:
    data = b""
    while piece := client.recv(65536):
        data += piece
    return data


def test_a_head_ends_with_an_empty_line_and_gives_the_length() -> None:
    assert head(429, {"Retry-After": "30"}, 7) == (
        b"HTTP/1.1 429 Simulated\r\nRetry-After: 30\r\nServer: cloudflare\r\nContent-Length: 7\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("fault", "reusable"),
    [(Fault.THROTTLE, True), (Fault.WRONG_JSON, True), (Fault.EMPTY, True), (Fault.TRUNCATED, False)],
)
def test_only_a_whole_answer_leaves_the_connection_usable(
    pair: tuple[socket.socket, socket.socket],
    fault: Fault,
    reusable: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert play(pair[0], Planned(fault, Options()), ENDING) is reusable


def test_a_truncated_body_is_shorter_than_it_says(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    play(server, Planned(Fault.TRUNCATED, Options()), ENDING)
    server.close()
    top, _, body = read(client).partition(b"\r\n\r\n")
    promised = int(top.rpartition(b": ")[2])
    assert 0 < len(body) < promised


def test_a_hang_sends_nothing(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    assert not play(server, Planned(Fault.HANG, Options(seconds=0.01)), ENDING)
    server.close()
    assert read(client) == b""


def test_a_drip_stops_when_the_simulator_ends(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    ended = threading.Event()
    ended.set()
    play(server, Planned(Fault.SLOW_DRIP, Options(seconds=60)), ended)
    server.close()
    assert read(client).endswith(b"\r\n\r\n")


def test_a_reset_is_not_an_end(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    reset(server)
    with pytest.raises(ConnectionResetError):
        client.recv(1)


def test_a_reset_after_headers_lets_them_through_first(pair: tuple[socket.socket, socket.socket]) -> None:
    server, client = pair
    arrived = threading.Event()
    received: list[bytes] = []

    def listen() -> None:
        try:
            received.append(client.recv(65536))
            arrived.set()
            client.recv(1)
        except ConnectionResetError:
            received.append(b"reset")

    listener = threading.Thread(target=listen)
    listener.start()
    play(server, Planned(Fault.RESET_AFTER_HEADERS, Options()), ENDING)
    listener.join(5)
    assert received[-1] == b"reset"
