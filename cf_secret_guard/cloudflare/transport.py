"""Asks Cloudflare's API: paced, patient within a budget, and quiet about every secret.

One place decides what is asked again. Nothing is raised for what the API or the network does: it is in the answer.
"""

from __future__ import annotations

import random
import time
from threading import Event
from typing import TYPE_CHECKING, Self

from cf_secret_guard.cloudflare.address import checked_base
from cf_secret_guard.cloudflare.base import Answer
from cf_secret_guard.cloudflare.envelope import read
from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.connection.pace import SPACING, Pace

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from cf_secret_guard.cloudflare.base import Call, Credential
    from cf_secret_guard.connection.wire import Exchange, Timeouts

BUDGET = 60.0
"""Seconds that one call may take, with every wait and retry."""
ATTEMPTS = 3
_TOO_MANY = 429
_SERVER_ERROR = range(500, 600)
_BACKOFF = 0.5
_NOT_SENT = {Fault.CONNECT, Fault.DNS}
_MAYBE_SENT = {Fault.TIMEOUT, Fault.RESET, Fault.TRUNCATED, Fault.EMPTY}


class Transport:
    """Sends calls to one API base.

    Args:
        base_url: https, or http to a loopback address, ending in ``/client/v4``.
        timeouts: for one request.
        budget: seconds that one call may take, with every wait and retry.
        spacing: seconds between the starts of two requests.
        clock: seconds, monotonic; for tests.
        sleep: for tests.
        wire: for tests.

    Raises:
        UsageError: the base, or the proxy that the environment names, cannot be used.
    """

    def __init__(
        self,
        base_url: str,
        *,
        timeouts: Timeouts | None = None,
        budget: float = BUDGET,
        spacing: float = SPACING,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        wire: Exchange | None = None,
    ) -> None:
        self.base_url = checked_base(base_url)
        self.stopped = ""
        """Why nothing more is asked in this run; empty while all is well."""
        self.requests = 0
        """How many requests were sent."""
        self.unanswered = 0
        """How many calls in a row got no answer of any kind, after every retry."""
        self._budget = budget
        self._clock = clock
        self._ended = Event()
        self._sleep = sleep or self._ended.wait
        self._pace = Pace(clock, self._sleep, spacing)
        self._wire = wire or _wire(self.base_url, timeouts)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    def abandon(self, reason: str) -> None:
        """Ask nothing more, and end every wait for a retry: Ctrl-C, or an error of ours, ends the run."""
        self._stop(reason)
        self._ended.set()

    def send(self, call: Call, credential: Credential) -> Answer:
        """Ask, and ask again where that is safe and there is time.

        Args:
            call: what to ask.
            credential: goes into the headers of these requests and nowhere else.

        Returns:
            The last answer. A throttle that outlasts us, "Max auth failures" and code 971 set :attr:`stopped`, and
            every later call is answered by :attr:`Fault.STOPPED` without a request.
        """
        if not call.is_sendable(credential):
            return Answer(None, Fault.UNSENDABLE)
        deadline = self._clock() + self._budget
        answer = Answer(None, Fault.STOPPED)
        for attempt in range(ATTEMPTS):
            if self.stopped:
                return Answer(None, Fault.STOPPED)
            if not self._pace.admit(deadline):
                self._stop("Cloudflare asks for a longer pause than we may wait")
                return answer
            answer = self._once(call, credential, deadline)
            self._heed(answer)
            pause = self._pause(call, answer, attempt)
            if pause is None or self._clock() + pause > deadline:
                break
            if attempt + 1 < ATTEMPTS:
                self._sleep(pause)
        self.unanswered = self.unanswered + 1 if answer.status is None else 0
        if answer.status == _TOO_MANY:
            self._stop("Cloudflare answers that we ask too often (HTTP 429)")
        return answer

    def _once(self, call: Call, credential: Credential, deadline: float) -> Answer:
        from cf_secret_guard.connection.wire import Outgoing

        content = _content(call)
        if isinstance(content, Fault):
            return Answer(None, content)
        outgoing = Outgoing(call.method, self.base_url + call.path, call.params, credential.headers(), content)
        with self._pace.slots:
            if self.stopped:
                return Answer(None, Fault.STOPPED)
            remaining = deadline - self._clock()
            if remaining <= 0:
                return Answer(None, Fault.BUDGET)
            self.requests += 1
            response = self._wire.exchange(outgoing, remaining)
        return read(response, call, time.time()) if isinstance(response, Response) else Answer(None, response)

    def _heed(self, answer: Answer) -> None:
        """Let everybody wait if the API asks for it, and stop for good if it says that we are abusive."""
        if answer.throttled_for_good:
            self._stop("Cloudflare throttles us (too many failed or too fast requests)")
        elif answer.status == _TOO_MANY and answer.retry_after:
            self._pace.hold(answer.retry_after)
        elif answer.rate_limit and answer.rate_limit.remaining == 0:
            self._pace.hold(answer.rate_limit.reset)

    def _stop(self, reason: str) -> None:
        self.stopped = self.stopped or reason

    def _pause(self, call: Call, answer: Answer, attempt: int) -> float | None:
        """Seconds to wait before the next attempt; None if there must not be one."""
        if self.stopped:
            return None
        # A request that was turned away by 429, or never left, changed nothing: even a change may be sent again.
        unchanged = answer.status == _TOO_MANY or answer.fault in _NOT_SENT
        failed = answer.status in _SERVER_ERROR or answer.fault in _MAYBE_SENT
        if not (unchanged or (failed and call.may_repeat)):
            return None
        backoff = _BACKOFF * (1 << attempt) * (1 + random.random())  # noqa: S311 - jitter, not cryptography
        return max(answer.retry_after or 0.0, backoff)


def _wire(base_url: str, timeouts: Timeouts | None) -> Exchange:
    from cf_secret_guard.connection.wire import Timeouts, Wire

    return Wire(base_url, timeouts or Timeouts())


def _content(call: Call) -> bytes | Fault | None:
    import json

    if call.body is None:
        return None
    try:
        return json.dumps(call.body, default=_reveal, ensure_ascii=False).encode()
    except (TypeError, ValueError):
        return Fault.UNSENDABLE


def _reveal(value: object) -> str:
    from cf_secret_guard.secret import Secret

    if isinstance(value, Secret):
        return value.reveal()
    raise TypeError("only JSON and Secret can be sent")
