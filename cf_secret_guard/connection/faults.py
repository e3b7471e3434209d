"""The only place where httpx's exceptions are translated; tests walk its whole hierarchy."""

from __future__ import annotations

import socket
import ssl

import httpx

from cf_secret_guard.connection.base import Fault

# The first that fits counts, so what is more specific stands first.
TRANSLATION: tuple[tuple[type[Exception], Fault], ...] = (
    (httpx.TimeoutException, Fault.TIMEOUT),
    (httpx.ProxyError, Fault.PROXY),
    (httpx.ConnectError, Fault.CONNECT),
    (httpx.NetworkError, Fault.RESET),
    (httpx.LocalProtocolError, Fault.UNSENDABLE),
    (httpx.RemoteProtocolError, Fault.RESET),
    (httpx.ProtocolError, Fault.PROTOCOL),
    (httpx.UnsupportedProtocol, Fault.UNSENDABLE),
    (httpx.TransportError, Fault.RESET),
    (httpx.DecodingError, Fault.ENCODED),
    (httpx.TooManyRedirects, Fault.REDIRECT),
    (httpx.RequestError, Fault.RESET),
    (httpx.HTTPStatusError, Fault.PROTOCOL),
    (httpx.HTTPError, Fault.PROTOCOL),
    (httpx.InvalidURL, Fault.UNSENDABLE),
    (httpx.CookieConflict, Fault.PROTOCOL),
    (httpx.StreamError, Fault.RESET),
    (UnicodeError, Fault.UNSENDABLE),
    (ssl.SSLError, Fault.TLS),
    (OSError, Fault.RESET),
)
TRANSLATED = tuple(kind for kind, _ in TRANSLATION)

_NO_CAUSE_NEEDED = (httpx.TimeoutException, httpx.ProxyError)


def fault_of(error: BaseException) -> Fault:
    """What an exception of the network means; nothing of its text is kept, because it may quote a header.

    Args:
        error: one of :data:`TRANSLATED`.

    Returns:
        The fault; :attr:`Fault.PROTOCOL` for what nobody expected.
    """
    if not isinstance(error, _NO_CAUSE_NEEDED):
        for cause in _causes(error):
            if isinstance(cause, socket.gaierror):
                return Fault.DNS
            if isinstance(cause, ssl.SSLError):
                return Fault.TLS
    return next((fault for kind, fault in TRANSLATION if isinstance(error, kind)), Fault.PROTOCOL)


def _causes(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    at: BaseException | None = error
    while at is not None and at not in found:
        found.append(at)
        at = at.__cause__ or at.__context__
    return found
