"""Plays a fault on an open connection."""

from __future__ import annotations

import socket
import struct
from typing import TYPE_CHECKING

from cf_secret_guard.simulator.faults import Fault, wire

if TYPE_CHECKING:
    import threading
    from collections.abc import Mapping

    from cf_secret_guard.simulator.faults import Planned, Wire

_CHUNK = 256 * 1024
_REASON = "Simulated"


def head(status: int, headers: Mapping[str, str], length: int) -> bytes:
    """Return status line and headers."""
    lines = [f"HTTP/1.1 {status} {_REASON}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, "Server: cloudflare", f"Content-Length: {length}", "", ""]).encode()


def play(connection: socket.socket, planned: Planned, ending: threading.Event) -> bool:
    """Answer with a fault.

    Args:
        connection: where the request came from.
        planned: what to do.
        ending: set when the simulator stops; ends what takes long.

    Returns:
        Whether the connection can be used for another request.
    """
    match planned.fault:
        case Fault.HANG:
            ending.wait(planned.options.seconds)
            return False
        case Fault.RESET_BEFORE_HEADERS:
            reset(connection)
            return False
        case Fault.HUGE:
            _huge(connection, planned.options.size, ending)
            return False
        case Fault.TRUNCATED | Fault.RESET_AFTER_HEADERS | Fault.SLOW_DRIP:
            _broken(connection, planned, wire(planned), ending)
            return False
        case _:
            status, body, headers = wire(planned)
            connection.sendall(head(status, headers, len(body)) + body)
            return True


def _broken(connection: socket.socket, planned: Planned, response: Wire, ending: threading.Event) -> None:
    status, body, headers = response
    connection.sendall(head(status, headers, len(body)))
    if planned.fault is Fault.RESET_AFTER_HEADERS:
        reset(connection)
    elif planned.fault is Fault.TRUNCATED:
        connection.sendall(body[: len(body) // 2])
    else:
        for byte in body:
            if ending.wait(planned.options.seconds):
                return
            connection.sendall(bytes([byte]))


def _huge(connection: socket.socket, size: int, ending: threading.Event) -> None:
    start, end = b'{"success":true,"errors":[],"messages":[],"result":"', b'"}'
    connection.sendall(head(200, {"Content-Type": "application/json"}, size) + start)
    left = size - len(start) - len(end)
    while left > 0 and not ending.is_set():
        connection.sendall(b"a" * min(_CHUNK, left))
        left -= _CHUNK
    connection.sendall(end)


def reset(connection: socket.socket) -> None:
    """Close a connection so that the peer gets a reset instead of an end."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    # The request's file objects still hold the socket, so that its own close() would only count down.
    socket.close(connection.detach())
