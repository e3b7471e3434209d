"""Everything that can go wrong between a client and Cloudflare, on demand, and hooks between two steps."""

from __future__ import annotations

import json
import threading
from enum import StrEnum
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.simulator import answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cf_secret_guard.simulator.routing import Call


class Fault(StrEnum):
    """What a fault looks like on the wire."""

    RATE_LIMIT = "429 with code 10100"
    THROTTLE = "429 with code 971"
    ERROR_500 = "500 with an HTML body"
    ERROR_502 = "502 with an HTML body"
    ERROR_503 = "503 with an HTML body"
    GATEWAY_TIMEOUT = "504 with code 1000, Request timeout"
    CHALLENGE_403 = "403 with an HTML page, error code: 1010"
    CHALLENGE_503 = "503 with an HTML page, error code: 1020"
    MAX_AUTH_FAILURES = "403 with code 9109, Max auth failures reached"
    WRONG_JSON = "200 with half a JSON document"
    NOT_AN_ENVELOPE = "200 with JSON that is no envelope"
    EMPTY = "200 with no body"
    REDIRECT = "307 to another host"
    HUGE = "200 with a very large body"
    TRUNCATED = "200 that ends before its Content-Length"
    SLOW_DRIP = "200 that comes one byte at a time"
    HANG = "no answer for a long time"
    RESET_BEFORE_HEADERS = "connection reset before the first byte"
    RESET_AFTER_HEADERS = "connection reset between headers and body"
    ANSWER = "whatever the test says"


class Wire(NamedTuple):
    """A response as bytes."""

    status: int
    body: bytes
    headers: Mapping[str, str]


class Options(NamedTuple):
    """How a fault is played."""

    retry_after: str | None = "30"
    """Of RATE_LIMIT and THROTTLE; None leaves the header out."""
    status: int | None = None
    """Another status than the fault's own: 971 is seen inside other statuses too."""
    seconds: float = 30.0
    """How long HANG lasts; for SLOW_DRIP the pause between two bytes. The simulator's end cuts either short."""
    location: str = "https://elsewhere.invalid/client/v4/user/tokens/verify"
    size: int = 64 * 1024 * 1024
    """Bytes of HUGE."""
    body: bytes = b""
    """Of ANSWER; of NOT_AN_ENVELOPE if given."""
    content_type: str = "application/json"
    """Of ANSWER."""
    failure: answers.Failure | None = None
    """Of ANSWER: a row of the table, or one that the test makes up, instead of ``body`` and ``status``."""
    applied: bool = False
    """Do what was asked first, and only then fail: the answer is lost, the change is not."""


class Planned(NamedTuple):
    """A fault that is about to happen."""

    fault: Fault
    options: Options


class _Rule:
    def __init__(self, match: str, times: int | None) -> None:
        self.method, _, self.path = match.rpartition(" ")
        self.left = times

    def takes(self, method: str, path: str) -> bool:
        if self.left == 0 or self.method not in {"", "*", method} or not fnmatchcase(path, self.path):
            return False
        self.left = None if self.left is None else self.left - 1
        return True


class Faults:
    """The faults and hooks of one simulator. Patterns are ``METHOD path``, the path with ``*`` for any characters."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._faults: list[tuple[_Rule, Planned]] = []
        self._before: list[tuple[_Rule, Callable[[Call], None]]] = []
        self._after: list[tuple[_Rule, Callable[[Call], None]]] = []

    def add(self, match: str, planned: Planned, times: int | None) -> None:
        """Let the next ``times`` matching requests fail, after those that were added before."""
        with self._lock:
            self._faults.append((_Rule(match, times), planned))

    def hook(self, match: str, action: Callable[[Call], None], times: int | None, *, after: bool) -> None:
        """Call ``action`` for the next ``times`` matching requests, before or after they are acted upon."""
        with self._lock:
            (self._after if after else self._before).append((_Rule(match, times), action))

    def clear(self) -> None:
        """Forget all faults and hooks."""
        with self._lock:
            self._faults.clear()
            self._before.clear()
            self._after.clear()

    def take(self, call: Call) -> Planned | None:
        """Return the fault for this call, and count it."""
        with self._lock:
            return next((planned for rule, planned in self._faults if rule.takes(call.method, call.path)), None)

    def run_hooks(self, call: Call, *, after: bool) -> None:
        """Call the hooks for this call, outside every lock."""
        with self._lock:
            hooks = [
                act for rule, act in (self._after if after else self._before) if rule.takes(call.method, call.path)
            ]
        for action in hooks:
            action(call)


_LIVE = json.dumps(answers.ok({"id": "0" * 32, "status": "active"}, messages=[answers.LIVE_MESSAGE]).body).encode()
_TABLE: dict[Fault, tuple[int, bytes, str]] = {
    Fault.ERROR_500: (500, b"<html><title>500 Internal Server Error</title></html>", "text/html"),
    Fault.ERROR_502: (502, b"<html><title>502 Bad Gateway</title>cloudflare</html>", "text/html"),
    Fault.ERROR_503: (503, b"<html><title>503 Service Unavailable</title></html>", "text/html"),
    Fault.CHALLENGE_403: (403, b"<!DOCTYPE html><title>Access denied</title>error code: 1010\n", "text/html"),
    Fault.CHALLENGE_503: (503, b"<!DOCTYPE html><title>Just a moment...</title>error code: 1020\n", "text/html"),
    Fault.WRONG_JSON: (200, _LIVE[: len(_LIVE) // 2], "application/json"),
    Fault.NOT_AN_ENVELOPE: (200, b'["active"]', "application/json"),
    Fault.EMPTY: (200, b"", "application/json"),
    Fault.REDIRECT: (307, b"", "text/html"),
    Fault.TRUNCATED: (200, _LIVE, "application/json"),
    Fault.SLOW_DRIP: (200, _LIVE, "application/json"),
    Fault.RESET_AFTER_HEADERS: (200, _LIVE, "application/json"),
    Fault.ANSWER: (200, b"", "application/json"),
}
_FAILURES = {
    Fault.RATE_LIMIT: answers.RATE_LIMITED,
    Fault.THROTTLE: answers.THROTTLED,
    Fault.GATEWAY_TIMEOUT: answers.GATEWAY_TIMEOUT,
    Fault.MAX_AUTH_FAILURES: answers.MAX_AUTH_FAILURES,
}


def wire(planned: Planned) -> Wire:
    """Return the bytes of a fault that has any: of all but HANG, HUGE and RESET_BEFORE_HEADERS."""
    fault, options = planned
    headers = {"Content-Type": "application/json"}
    failure = options.failure or _FAILURES.get(fault)
    if failure is not None:
        answer = failure.answer()
        if fault in {Fault.RATE_LIMIT, Fault.THROTTLE} and options.retry_after is not None:
            headers["Retry-After"] = options.retry_after
        return Wire(options.status or answer.status, json.dumps(answer.body).encode(), headers)
    status, body, content_type = _TABLE[fault]
    if fault in {Fault.ANSWER, Fault.NOT_AN_ENVELOPE}:
        body = options.body or body
    headers["Content-Type"] = options.content_type if fault is Fault.ANSWER else content_type
    if fault is Fault.REDIRECT:
        headers["Location"] = options.location
    return Wire(options.status or status, body, headers)
