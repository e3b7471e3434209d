"""Asks GitHub's REST API: one request after another, patient within a budget, and quiet about the token.

https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api. Nothing is raised for what the
API or the network does: it is in the answer.
"""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Self

from cf_secret_guard.connection.base import Fault, Response
from cf_secret_guard.connection.pace import Pace
from cf_secret_guard.github.answers import read
from cf_secret_guard.github.base import GRAPHQL, Answer, Trouble

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from cf_secret_guard.connection.wire import Exchange, Timeouts
    from cf_secret_guard.github.address import Place
    from cf_secret_guard.github.base import Call

VERSION = "2022-11-28"
"""Of the API: the older one of two, because servers of an enterprise know it too. Supported until March 2028 at least
(https://github.blog/changelog/2026-03-12-rest-api-version-2026-03-10-is-now-available)."""
BUDGET = 90.0
"""Seconds that one call may take, with every wait and retry: room for one pause of a secondary rate limit."""
ATTEMPTS = 3
SPACING = 1.0
"""Seconds between two changes, as GitHub asks for."""
MAX_BYTES = 32 * 1024 * 1024
"""Of an answer: a page may hold a hundred bodies of 65,536 characters."""
_BACKOFF = 1.0
_MOST_REDIRECTS = 3
_ENTERPRISE = "/api/v3"
_PASSING = {Trouble.NO_ANSWER, Trouble.SERVER}


class Transport:
    """Sends calls to one GitHub. Use it as a context manager.

    Args:
        place: where, and with whose token.
        timeouts: for one request.
        budget: seconds that one call may take, with every wait and retry.
        spacing: seconds between two changes.
        clock: seconds since the epoch; for tests.
        sleep: for tests.
        wire: for tests.

    Raises:
        UsageError: the proxy that the environment names cannot be used.
    """

    def __init__(
        self,
        place: Place,
        *,
        timeouts: Timeouts | None = None,
        budget: float = BUDGET,
        spacing: float | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], object] = time.sleep,
        wire: Exchange | None = None,
    ) -> None:
        self._base = place.base_url
        self._token = place.token
        self._budget = budget
        self._clock = clock
        self._sleep = sleep
        # Plain http is taken for this machine only: what answers here is not GitHub, and need not be spared.
        default = 0.0 if place.base_url.startswith("http:") else SPACING
        self._pace = Pace(clock, sleep, default if spacing is None else spacing)
        self._wire = wire or _wire(place.base_url, timeouts)
        self._limited: Answer | None = None
        self._attempts = ATTEMPTS

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._wire.close()

    def send(self, call: Call) -> Answer:
        """Ask, and ask again where that is safe and there is time.

        Returns:
            The last answer. After a rate limit that outlasts us, every later call is answered with it and without a
            request: who asks on gets banned.
        """
        if self._limited is not None:
            return self._limited
        if not call.is_sendable:
            return Answer(None, Trouble.NO_ANSWER, Fault.UNSENDABLE)
        deadline = self._clock() + self._budget
        answer = Answer(None, Trouble.NO_ANSWER, Fault.BUDGET)
        for attempt in range(self._attempts):
            if call.method != "GET" and not self._pace.admit(deadline):
                break
            answer = self._followed(call, deadline)
            pause = self._pause(call, answer, attempt)
            if pause is None or attempt + 1 == self._attempts or self._clock() + pause > deadline:
                break
            self._sleep(pause)
        self._heed(answer, attempt + 1)
        return answer

    def _heed(self, answer: Answer, attempts: int) -> None:
        """Ask nothing more after a limit; and do not wait anew with each incident for who was silent three times."""
        if answer.trouble is not None and answer.trouble.is_limit:
            self._limited = answer
        if answer.trouble not in _PASSING:
            self._attempts = ATTEMPTS
        elif attempts == ATTEMPTS:
            self._attempts = 1

    def _followed(self, call: Call, deadline: float) -> Answer:
        """Follow redirects of a GET, as after a rename, as long as they stay with this GitHub."""
        answer = self._once(call, deadline)
        for _ in range(_MOST_REDIRECTS):
            if call.method != "GET" or not answer.location or not self.is_ours(answer.location):
                break
            call = call._replace(url=answer.location, params=())
            answer = self._once(call, deadline)
        return answer

    def is_ours(self, url: str) -> bool:
        """Say if an address is below the base: only there may the token go."""
        if not (url.isascii() and url.isprintable()) or "\\" in url or "/.." in url:
            return False
        return url.startswith(f"{self._base}/")

    def _once(self, call: Call, deadline: float) -> Answer:
        from cf_secret_guard.connection.wire import Outgoing

        if call.url and not self.is_ours(call.url):
            return Answer(None, Trouble.MOVED)
        remaining = deadline - self._clock()
        if remaining <= 0:
            return Answer(None, Trouble.NO_ANSWER, Fault.BUDGET)
        headers = {
            "Authorization": f"Bearer {self._token.reveal()}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": VERSION,
        }
        outgoing = Outgoing(call.method, self._url(call), call.params, headers, _content(call))
        response = self._wire.exchange(outgoing, remaining)
        if isinstance(response, Response):
            return read(response, self._clock())
        return Answer(None, Trouble.NO_ANSWER, response)

    def _url(self, call: Call) -> str:
        if call.segments == GRAPHQL:
            # https://docs.github.com/en/enterprise-server/graphql/guides/forming-calls-with-graphql
            on_server = self._base.endswith(_ENTERPRISE)
            return f"{self._base.removesuffix('/v3') if on_server else self._base}/graphql"
        return call.url or f"{self._base}/{'/'.join(call.segments)}"

    def _pause(self, call: Call, answer: Answer, attempt: int) -> float | None:
        """Seconds to wait before the next attempt; None if there must not be one."""
        if answer.ok:
            return None
        if answer.retry_at is not None:  # what a limit turned away changed nothing
            return max(answer.retry_at - self._clock(), 0.0) + random.random()  # noqa: S311 - jitter
        was_not_sent = answer.fault in {Fault.CONNECT, Fault.DNS}
        if not (was_not_sent or (call.repeatable and answer.is_unclear)):
            return None
        return _BACKOFF * (1 << attempt) * (1 + random.random())  # noqa: S311 - jitter, not cryptography


def _wire(base_url: str, timeouts: Timeouts | None) -> Exchange:
    from cf_secret_guard.connection.wire import Timeouts, Wire

    return Wire(base_url, timeouts or Timeouts(), MAX_BYTES)


def _content(call: Call) -> bytes | None:
    import json

    return None if call.body is None else json.dumps(call.body).encode()
