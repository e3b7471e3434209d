"""Progress of a long scan: the Protocol that the pipeline reports to, and a bar with an ETA for terminals."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TextIO

    from rich.progress import Progress as RichProgress
    from rich.progress import TaskID

PATIENCE_SECONDS = 1.0
"""Scans shorter than this show nothing."""

_REDRAW_SECONDS = 0.25


class Progress(Protocol):
    """Takes the state of a scan. Every method may be called from several threads at once."""

    def total(self, files: int | None, size: int | None) -> None:
        """Say how much there is: files and bytes, None where nobody knows."""

    def advance(self, files: int, size: int) -> None:
        """Say that ``files`` more files and ``size`` more bytes are done."""

    def close(self) -> None:
        """Take the bar away; nothing is shown afterwards."""


class TerminalProgress:
    """A bar that appears after ``PATIENCE_SECONDS``.

    Args:
        stream: the terminal.
        noun: what is counted, in the plural.
        now: a clock, in seconds.
    """

    def __init__(self, stream: TextIO, noun: str = "files", now: Callable[[], float] = time.monotonic) -> None:
        import threading

        self._lock = threading.Lock()
        self._stream = stream
        self._noun = noun
        self._drawn = 0.0
        self._now = now
        self._begin = now()
        self._goal: tuple[int | None, int | None] = (None, None)
        self._done = (0, 0)
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._closed = False

    def total(self, files: int | None, size: int | None) -> None:
        """See :class:`Progress`."""
        with self._lock:
            self._goal = (files, size)
            self._refresh()

    def advance(self, files: int, size: int) -> None:
        """See :class:`Progress`."""
        with self._lock:
            self._done = (self._done[0] + files, self._done[1] + size)
            if not self._closed and self._now() - self._begin >= PATIENCE_SECONDS:
                self._show()
                self._refresh()

    def close(self) -> None:
        """See :class:`Progress`."""
        with self._lock:
            self._closed = True
            if self._bar is not None:
                self._bar.stop()
                self._bar = None

    def _show(self) -> None:
        if self._bar is not None:
            return
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("ETA"), TimeRemainingColumn())
        # It would refresh itself in a thread, beside which no worker can be forked.
        self._bar = Progress(*columns, console=Console(file=self._stream), transient=True, auto_refresh=False)
        self._task = self._bar.add_task("scanning", total=None)
        self._bar.start()

    def _refresh(self) -> None:
        if self._bar is None or self._task is None:
            return
        (files, size), (goal_files, goal_size) = self._done, self._goal
        # Bytes tell the time that is left better than files do; the elapsed time before the bar counts too.
        done, goal = (size, goal_size) if goal_size else (files, goal_files)
        of = f" of {goal_files:,}" if goal_files else ""
        text = f"{files:,}{of} {self._noun}, {size / 1e6:,.0f} MB"
        self._bar.update(self._task, completed=done, total=goal, description=text)
        if self._now() - self._drawn >= _REDRAW_SECONDS:
            self._drawn = self._now()
            self._bar.refresh()
