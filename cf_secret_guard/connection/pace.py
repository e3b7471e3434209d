"""How fast we may ask: at most two questions at a time, some time between two, and pauses that everybody keeps."""

from __future__ import annotations

from threading import BoundedSemaphore, Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

PARALLEL = 2
SPACING = 0.25
"""Seconds between the starts of two requests."""


class Pace:
    """Lets requests through one by one.

    Args:
        clock: seconds, monotonic.
        sleep: waits for some seconds.
        spacing: seconds between the starts of two requests.
    """

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], object], spacing: float = SPACING) -> None:
        self.slots = BoundedSemaphore(PARALLEL)
        """Held while a request is on its way."""
        self._clock = clock
        self._sleep = sleep
        self._spacing = spacing
        self._lock = Lock()
        self._next = float("-inf")

    def admit(self, deadline: float) -> bool:
        """Wait for our turn.

        Args:
            deadline: on the clock.

        Returns:
            False, without waiting, if our turn would come behind the deadline.
        """
        with self._lock:
            now = self._clock()
            turn = max(now, self._next)
            if turn > deadline:
                return False
            self._next = turn + self._spacing
        if turn > now:
            self._sleep(turn - now)
        return True

    def hold(self, seconds: float) -> None:
        """Let nobody through for so long."""
        with self._lock:
            self._next = max(self._next, self._clock() + seconds)
