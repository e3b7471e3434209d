from __future__ import annotations

import builtins
import socket
import ssl

import httpcore
import httpx
import pytest

from cf_secret_guard.connection.base import Fault
from cf_secret_guard.connection.faults import TRANSLATED, TRANSLATION, fault_of


def subclasses(kind: type[BaseException]) -> set[type[BaseException]]:
    return {kind}.union(*(subclasses(child) for child in kind.__subclasses__()))


def exceptions_of_httpx() -> set[type[BaseException]]:
    public = {value for value in vars(httpx).values() if isinstance(value, type) and issubclass(value, BaseException)}
    return {kind for root in public for kind in subclasses(root) if kind.__module__.startswith("httpx")}


@pytest.mark.parametrize("kind", sorted(exceptions_of_httpx(), key=str))
def test_every_exception_of_httpx_is_translated(kind: type[BaseException]) -> None:
    assert issubclass(kind, TRANSLATED)
    assert any(issubclass(kind, known) for known, _ in TRANSLATION)


def test_the_walk_sees_the_whole_hierarchy() -> None:
    assert {httpx.InvalidURL, httpx.CookieConflict, httpx.StreamClosed, httpx.PoolTimeout} <= exceptions_of_httpx()
    assert len(exceptions_of_httpx()) >= 25


def test_what_is_more_specific_stands_first() -> None:
    kinds = [kind for kind, _ in TRANSLATION]
    hidden = [late for at, late in enumerate(kinds) if any(issubclass(late, early) for early in kinds[:at])]
    # OSError is an ancestor of SSLError, so only the order makes the difference.
    assert not hidden


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (httpx.ConnectTimeout("x"), Fault.TIMEOUT),
        (httpx.ReadTimeout("x"), Fault.TIMEOUT),
        (httpx.WriteTimeout("x"), Fault.TIMEOUT),
        (httpx.PoolTimeout("x"), Fault.TIMEOUT),
        (httpx.ProxyError("x"), Fault.PROXY),
        (httpx.ConnectError("x"), Fault.CONNECT),
        (httpx.ReadError("x"), Fault.RESET),
        (httpx.WriteError("x"), Fault.RESET),
        (httpx.CloseError("x"), Fault.RESET),
        (httpx.RemoteProtocolError("x"), Fault.RESET),
        (httpx.LocalProtocolError("x"), Fault.UNSENDABLE),
        (httpx.DecodingError("x"), Fault.ENCODED),
        (httpx.TooManyRedirects("x"), Fault.REDIRECT),
        (httpx.InvalidURL("x"), Fault.UNSENDABLE),
        (httpx.StreamClosed(), Fault.RESET),
        (UnicodeEncodeError("ascii", "x", 0, 1, "x"), Fault.UNSENDABLE),
        (ssl.SSLCertVerificationError("x"), Fault.TLS),
        (BrokenPipeError(), Fault.RESET),
        (builtins.KeyError("x"), Fault.PROTOCOL),
    ],
)
def test_an_exception_becomes_its_fault(error: Exception, fault: Fault) -> None:
    assert fault_of(error) is fault


@pytest.mark.parametrize(
    ("cause", "fault"),
    [
        (socket.gaierror(-2, "Name or service not known"), Fault.DNS),
        (ssl.SSLCertVerificationError("self-signed certificate"), Fault.TLS),
        (ConnectionRefusedError(111, "refused"), Fault.CONNECT),
    ],
)
def test_the_cause_tells_why_there_is_no_connection(cause: Exception, fault: Fault) -> None:
    middle = httpcore.ConnectError("x")
    middle.__cause__ = cause
    error = httpx.ConnectError("x")
    error.__cause__ = middle
    assert fault_of(error) is fault


def test_a_circle_of_causes_ends() -> None:
    one, two = httpx.ConnectError("x"), httpx.ConnectError("y")
    one.__context__, two.__context__ = two, one
    assert fault_of(one) is Fault.CONNECT
