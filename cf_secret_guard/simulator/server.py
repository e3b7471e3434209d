"""The simulator: a local Cloudflare API on the standard library's HTTP server, on a loopback address only."""

from __future__ import annotations

import json
import socketserver
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import parse_qsl, unquote

from cf_secret_guard.simulator import api
from cf_secret_guard.simulator.faults import Fault, Faults, Options, Planned
from cf_secret_guard.simulator.log import Request, request_of
from cf_secret_guard.simulator.playing import head, play
from cf_secret_guard.simulator.routing import Call
from cf_secret_guard.simulator.state import State

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable
    from types import TracebackType

PREFIX = "/client/v4"
ADDRESS_HEADER = "X-Simulator-Client-IP"
_LOOPBACK = "127.0.0.1"
_POLL = 0.01


class Simulator:
    """A Cloudflare on this machine. Use it as a context manager.

    Args:
        port: to listen on; 0 for a free one.
        state: what it knows at the start; without it nothing.
    """

    def __init__(self, *, port: int = 0, state: State | None = None) -> None:
        self.state = state or State()
        self.requests: list[Request] = []
        """Everything that was asked, in the order of arrival."""
        self.most_at_once = 0
        """The highest number of requests that were under way together."""
        self.faults = Faults()
        self._ending = threading.Event()
        self._lock = threading.Lock()
        self._under_way = 0
        self._errors: list[BaseException] = []
        self._server = _Server((_LOOPBACK, port), self)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(_POLL,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.stop()
        if error is None and self._errors:
            raise self._errors[0]

    def stop(self) -> None:
        """End every connection and the server; leaving the context does it too."""
        self._ending.set()
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.stop()

    @property
    def origin(self) -> str:
        """``http://127.0.0.1:PORT``: what stands for the other hosts, ``/turnstile/v0`` and ``/oauth2``."""
        return f"http://{_LOOPBACK}:{self._server.server_address[1]}"

    @property
    def base_url(self) -> str:
        """What ``CF_SECRET_GUARD_API_BASE`` takes."""
        return self.origin + PREFIX

    def fault(self, match: str, fault: Fault, *, times: int | None = 1, options: Options | None = None) -> None:
        """Let requests fail.

        Args:
            match: ``METHOD path``, for instance ``PUT /user/tokens/*``; the path is without ``/client/v4`` and query,
                ``*`` stands for any characters, and without a method all methods are meant.
            fault: what happens.
            times: to how many requests; None for all. Faults of one pattern happen in the order they were added.
            options: how; see :class:`Options`.
        """
        self.faults.add(match, Planned(fault, options or Options()), times)

    def before(self, match: str, action: Callable[[Call], None], *, times: int | None = 1) -> None:
        """Call ``action`` when a matching request arrived and before anything is done."""
        self.faults.hook(match, action, times, after=False)

    def after(self, match: str, action: Callable[[Call], None], *, times: int | None = 1) -> None:
        """Call ``action`` when a matching request was acted upon and before the client gets its answer."""
        self.faults.hook(match, action, times, after=True)

    def serve(self, call: Call, target: str, connection: socket.socket) -> bool:
        """Log, answer or fail, and tell whether the connection can be used again."""
        with self._lock:
            self.requests.append(request_of(call, target))
            self._under_way += 1
            self.most_at_once = max(self.most_at_once, self._under_way)
        try:
            return self._answer(call, connection)
        finally:
            with self._lock:
                self._under_way -= 1

    def _answer(self, call: Call, connection: socket.socket) -> bool:
        self.faults.run_hooks(call, after=False)
        planned = self.faults.take(call)
        if planned is not None and not planned.options.applied:
            return play(connection, planned, self._ending)
        with self.state.lock:
            answer = api.answer(call)
        self.faults.run_hooks(call, after=True)
        if planned is not None:
            return play(connection, planned, self._ending)
        body = b"" if answer.body is None else json.dumps(answer.body).encode()
        headers = {"Content-Type": "application/json", **answer.headers}
        connection.sendall(head(answer.status, headers, len(body)) + body)
        return True

    def broke(self, error: BaseException) -> None:
        """Keep an error of a handler or hook; leaving the context raises it."""
        self._errors.append(error)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, query = self.path.partition("?")
        simulator = self.server.simulator
        call = Call(
            state=simulator.state,
            method=self.command,
            path=unquote(path).removeprefix(PREFIX),
            pairs=parse_qsl(query, keep_blank_values=True),
            headers=headers,
            body=body,
            address=headers.get(ADDRESS_HEADER.lower(), simulator.state.client_ip),
        )
        if not simulator.serve(call, self.path, self.connection):
            self.close_connection = True

    do_DELETE = do_GET = do_PATCH = do_POST = do_PUT = _serve  # noqa: N815 - the names that the base class calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Print nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], simulator: Simulator) -> None:
        self.simulator = simulator
        self._open: dict[threading.Thread, socket.socket] = {}
        super().__init__(address, _Handler)

    def server_bind(self) -> None:
        # The base class asks the name service for our name, which can take seconds.
        socketserver.TCPServer.server_bind(self)

    def process_request(
        self, request: socket.socket | tuple[bytes, socket.socket], client_address: tuple[str, int]
    ) -> None:
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        connection = cast("socket.socket", request)  # only a server of datagrams gets a tuple
        self._open = {known: other for known, other in self._open.items() if known.is_alive()} | {thread: connection}
        thread.start()

    def handle_error(self, _request: object, _client_address: object) -> None:
        import sys

        error = sys.exc_info()[1]
        if error is not None and not isinstance(error, OSError):
            self.simulator.broke(error)

    def stop(self) -> None:
        """End every connection and wait for its thread."""
        import contextlib
        import socket as sockets

        for thread, connection in self._open.items():
            with contextlib.suppress(OSError):  # it is closed already
                connection.shutdown(sockets.SHUT_RDWR)
            thread.join()
        self.server_close()
