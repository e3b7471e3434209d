"""A server on a raw socket that answers as badly as a test wants: one behaviour a connection, the last one for ever."""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from typing import TYPE_CHECKING, Self

from cf_secret_guard.cloudflare.base import Bearer
from cf_secret_guard.cloudflare.transport import Transport
from cf_secret_guard.connection.base import Fault
from cf_secret_guard.connection.wire import Timeouts
from cf_secret_guard.secret import Secret
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Behaviour = Callable[[socket.socket, threading.Event], None]

TOKEN = tokens.user_token("broken")
CREDENTIAL = Bearer(Secret(TOKEN))
QUICK = Timeouts(connect=2.0, read=0.05, whole=0.12)
"""For servers that hang."""
PATIENT = Timeouts(connect=5.0, read=10.0, whole=20.0)
LIVE = {"success": True, "errors": [], "messages": [], "result": {"id": "0" * 31 + "1", "status": "active"}}


class Server:
    """Listens on a loopback address; remembers every request as bytes."""

    def __init__(self, *behaviours: Behaviour) -> None:
        self.received: list[bytes] = []
        self._behaviours = list(behaviours)
        self._ending = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self.base = f"http://127.0.0.1:{self._listener.getsockname()[1]}/client/v4"

    def __enter__(self) -> Self:
        self._threads[0].start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ending.set()
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
                self._threads.append(thread)
                thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            request = _request(connection)
            if request:
                self.received.append(request)
                behaviour = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
                behaviour(connection, self._ending)


def _request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            return b""
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    lines = head.lower().split(b"\r\n")
    length = next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http(
    status: int,
    body: bytes,
    headers: Mapping[str, str] | None = None,
    *,
    length: int | None = None,
    why: str = "Reason",
) -> bytes:
    fields = {
        "Content-Type": "application/json",
        "Content-Length": str(len(body) if length is None else length),
        **(headers or {}),
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} {why}\r\n{lines}\r\n".encode() + body


def envelope(status: int, document: object, headers: Mapping[str, str] | None = None) -> Behaviour:
    return say(http(status, json.dumps(document).encode(), headers))


def refused(status: int, code: int, message: str, headers: Mapping[str, str] | None = None) -> Behaviour:
    errors = [{"code": code, "message": message}]
    return envelope(status, {"success": False, "errors": errors, "messages": [], "result": None}, headers)


def say(data: bytes) -> Behaviour:
    def behave(connection: socket.socket, _ending: threading.Event) -> None:
        connection.sendall(data)

    return behave


def hang(_connection: socket.socket, ending: threading.Event) -> None:
    ending.wait(20)


def reset(connection: socket.socket, _ending: threading.Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def then(data: bytes, behaviour: Behaviour) -> Behaviour:
    def behave(connection: socket.socket, ending: threading.Event) -> None:
        connection.sendall(data)
        time.sleep(0.02)
        behaviour(connection, ending)

    return behave


def drip(data: bytes, pause: float = 0.03) -> Behaviour:
    def behave(connection: socket.socket, ending: threading.Event) -> None:
        for byte in data:
            if ending.wait(pause):
                return
            connection.sendall(bytes([byte]))

    return behave


_LIVE = json.dumps(LIVE).encode()
FAULTS: dict[str, tuple[Behaviour, Fault]] = {
    "hangs before the headers": (hang, Fault.TIMEOUT),
    "hangs in the body": (then(http(200, _LIVE[:9], length=len(_LIVE)), hang), Fault.TIMEOUT),
    "drips its headers": (drip(http(200, _LIVE)), Fault.TIMEOUT),
    "drips its body": (then(http(200, b"", length=len(_LIVE)), drip(_LIVE)), Fault.TIMEOUT),
    "is reset before the headers": (reset, Fault.RESET),
    "is reset in the body": (then(http(200, _LIVE[:9], length=len(_LIVE)), reset), Fault.TRUNCATED),
    "closes without a word": (say(b""), Fault.RESET),
    "is cut": (say(http(200, _LIVE[:9], length=len(_LIVE))), Fault.TRUNCATED),
    "is half a document": (say(http(200, _LIVE[: len(_LIVE) // 2])), Fault.NOT_JSON),
    "is empty": (say(http(200, b"")), Fault.EMPTY),
    "is 204": (say(b"HTTP/1.1 204 No Content\r\n\r\n"), Fault.EMPTY),
    "is a web page": (say(http(200, b"<html>hello", {"Content-Type": "text/html"})), Fault.HTML),
    "is a challenge": (say(http(403, b"<!DOCTYPE html>error code: 1010", {"Content-Type": "text/html"})), Fault.HTML),
    "is a page that calls itself JSON": (say(http(200, b" <html>")), Fault.HTML),
    "is a list": (say(http(200, b'["active"]')), Fault.NOT_ENVELOPE),
    "has no success": (say(http(200, b'{"result": {"status": "active"}}')), Fault.NOT_ENVELOPE),
    "has a success that is a word": (say(http(200, b'{"success": "true"}')), Fault.NOT_ENVELOPE),
    "is nested without end": (say(http(200, b"[" * 200_000)), Fault.NOT_JSON),
    "is not UTF-8": (say(http(200, b'{"success": true, "x": "\xff"}')), Fault.NOT_JSON),
    "is too large": (say(http(200, b" " * (1024 * 1024 + 1))), Fault.TOO_LARGE),
    "is compressed": (say(http(200, b"\x1f\x8b", {"Content-Encoding": "gzip"})), Fault.ENCODED),
    "is not HTTP": (say(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), Fault.RESET),
    "is a redirect": (say(http(307, b"", {"Location": "https://elsewhere.invalid/client/v4/user"})), Fault.REDIRECT),
    "is a redirect to nowhere": (say(http(302, b"")), Fault.REDIRECT),
}

EVERYWHERE = (
    "hangs before the headers",
    "hangs in the body",
    "is reset before the headers",
    "is reset in the body",
    "is cut",
    "is half a document",
    "is a challenge",
    "is a list",
    "is a redirect",
)
"""What every call is tried with; the rest only concerns the reader, which all calls share."""
WORDS: dict[str, tuple[Behaviour, int | None]] = {
    "429 with Retry-After": (refused(429, 10100, "More than 1200 requests", {"Retry-After": "300"}), 1),
    "429 without Retry-After": (refused(429, 10100, "More than 1200 requests"), 3),
    "429 on a web page": (say(http(429, b"<html>slow down", {"Content-Type": "text/html"})), 3),
    "971": (refused(429, 971, "Please wait and consider throttling your request speed", {"Retry-After": "1"}), 1),
    "Max auth failures": (refused(403, 9109, "Max auth failures reached, please check your Authorization header"), 1),
    "500": (refused(500, 10001, "internal error"), None),
    "503 on a web page": (say(http(503, b"<html>", {"Content-Type": "text/html"})), None),
    "504": (refused(504, 1000, "Request timeout"), None),
}
"""Refusals, and how many requests one call makes; None if that depends on the call."""


def transport(server: Server, timeouts: Timeouts = PATIENT) -> Transport:
    """One that does not wait between requests."""
    return Transport(server.base, timeouts=timeouts, spacing=0.0, sleep=lambda _seconds: None)
