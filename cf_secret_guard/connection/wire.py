"""One request over one connection, on httpx. Everything that could repeat a secret aloud is switched off here.

httpx logs URLs, httpcore logs response headers, h11 quotes an illegal header in its exception: so their loggers are
disabled, headers are checked before they get here, and no exception leaves this module.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from threading import Lock, Timer
from typing import TYPE_CHECKING, NamedTuple, Protocol

import httpx

from cf_secret_guard import __version__
from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.connection.faults import TRANSLATED, fault_of
from cf_secret_guard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

USER_AGENT = f"cf-secret-guard/{__version__}"
MAX_BYTES = 1024 * 1024
_LOGGERS = (
    "httpx",
    "httpcore",
    "httpcore.connection",
    "httpcore.http11",
    "httpcore.http2",
    "httpcore.proxy",
    "httpcore.socks",
)


class Timeouts(NamedTuple):
    """Seconds."""

    connect: float = 5.0
    read: float = 15.0
    """Between two pieces of an answer."""
    whole: float = 30.0
    """For one request, however slowly its answer drips."""


class Outgoing(NamedTuple):
    """One request with its credential; lives only while it is sent."""

    method: str
    url: str
    params: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    content: bytes | None

    def __repr__(self) -> str:
        return f"Outgoing({self.method} {self.url})"


class Exchange(Protocol):
    """What a transport needs of :class:`Wire`."""

    def exchange(self, outgoing: Outgoing, seconds: float) -> Response | Fault:
        """Send one request."""

    def close(self) -> None:
        """Close every connection."""


class Wire:
    """Sends requests; a connection serves one request only, so that no stale one can swallow a change.

    Args:
        base_url: a checked base. For plain http, which is a loopback address, no proxy is used.
        timeouts: see there.
        max_bytes: of an answer that are read.

    Raises:
        UsageError: the environment names a proxy that cannot be used.
    """

    def __init__(self, base_url: str, timeouts: Timeouts, max_bytes: int = MAX_BYTES) -> None:
        self._timeouts = timeouts
        self._max_bytes = max_bytes
        silence()
        try:
            self._client = httpx.Client(
                headers={"User-Agent": USER_AGENT, "Accept": "application/json", "Accept-Encoding": "identity"},
                timeout=httpx.Timeout(timeouts.read, connect=timeouts.connect),
                limits=httpx.Limits(max_keepalive_connections=0),
                follow_redirects=False,
                cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
                # Plain http is only for this machine; a proxy would carry the credential away in the clear.
                trust_env=not base_url.startswith("http:"),
            )
        except (ImportError, ValueError, httpx.InvalidURL, OSError):
            # The text of the exception may hold the proxy's password.
            raise UsageError(
                "The proxy or the certificate file that the environment names cannot be used",
                "Check HTTPS_PROXY, ALL_PROXY, SSL_CERT_FILE and SSL_CERT_DIR; an http:// proxy works.",
            ) from None

    def close(self) -> None:
        """Close every connection."""
        self._client.close()

    def exchange(self, outgoing: Outgoing, seconds: float) -> Response | Fault:
        """Send one request and read its answer, within the time; raises nothing for what the network does.

        Args:
            outgoing: what to send.
            seconds: how long it may take at most; the timeouts hold as well.

        Returns:
            The response, or why there is none.
        """
        silence()  # again: a logging configuration made since then would switch them on
        watch = _Watch()
        response: httpx.Response | None = None
        chunks = bytearray()
        try:
            with watch.over(min(seconds, self._timeouts.whole)), self._stream(outgoing, watch) as response:
                for chunk in response.iter_raw():
                    chunks += chunk
                    if len(chunks) > self._max_bytes:
                        return _response(response, b"", Fault.TOO_LARGE)
            return _response(response, bytes(chunks), None)
        except TRANSLATED as error:
            fault = Fault.TIMEOUT if watch.fired else fault_of(error)
            if response is None:
                return fault
            return _response(response, b"", Fault.TRUNCATED if fault is Fault.RESET else fault)

    @contextmanager
    def _stream(self, outgoing: Outgoing, watch: _Watch) -> Iterator[httpx.Response]:
        headers = dict(outgoing.headers)
        if outgoing.content is not None:
            headers["Content-Type"] = "application/json"
        with self._client.stream(
            outgoing.method,
            outgoing.url,
            params=outgoing.params or None,
            headers=headers,
            content=outgoing.content,
            extensions={"trace": watch.trace},
        ) as response:
            yield response


def silence() -> None:
    """Switch off the loggers of the libraries below us, whatever level the program has set."""
    for name in _LOGGERS:
        logging.getLogger(name).disabled = True


def _response(response: httpx.Response, body: bytes, fault: Fault | None) -> Response:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Response(response.status_code, headers, body, fault)


class _Watch:
    """Cuts a connection whose answer drips too slowly for the timeout between two pieces to notice."""

    def __init__(self) -> None:
        self.fired = False
        self._stream: object = None
        self._lock = Lock()

    def trace(self, name: str, info: Mapping[str, object]) -> None:
        """Called by httpcore: the last stream that was set up is the connection."""
        if name.endswith((".connect_tcp.complete", ".start_tls.complete")):
            with self._lock:
                self._stream = info.get("return_value")

    @contextmanager
    def over(self, seconds: float) -> Iterator[None]:
        timer = Timer(max(seconds, 0.01), self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self) -> None:
        import socket
        from contextlib import suppress

        with self._lock:
            self.fired = True
            extra = getattr(self._stream, "get_extra_info", None)
        connection = extra("socket") if extra else None
        if isinstance(connection, socket.socket):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
