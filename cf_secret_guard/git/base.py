"""A running git, what it may cost, and its words made safe to show."""

from __future__ import annotations

from typing import Protocol, Self

from cf_secret_guard.errors import GitError

SILENCE_SECONDS = 120.0
"""How long git may say nothing before it is killed. A streaming reader may take its own time between reads."""
SEARCH_SECONDS = 3600.0
"""The same for a search of the whole history, which says nothing until it has found something."""
READ_BYTES = 256 * 1024
STDERR_BYTES = 16 * 1024
"""How much of git's stderr is kept, from its beginning; all of it is read."""


class Process(Protocol):
    """A running git; a context manager that leaves neither process nor descriptor behind."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_exc: object) -> None: ...

    def close_input(self) -> None:
        """End git's stdin, so that nothing that it may start waits for it."""

    def write(self, data: bytes) -> None:
        """Send ``data`` (at most 4 KiB unanswered) to git's stdin; what git no longer reads is dropped."""

    def read(self, limit: int) -> bytes:
        """Return 1 to ``limit`` bytes of stdout, or ``b""`` at its end; GitError if git is silent for too long."""

    def read_into(self, buffer: memoryview) -> int:
        """Read 1 or more bytes of stdout into ``buffer``; return how many, 0 at its end. It raises what read does."""

    def enlarge(self, size: int) -> None:
        """Let git be ``size`` bytes ahead of whoever reads its stdout, where the system has that."""

    def stop(self) -> None:
        """Kill git, from any thread; whoever reads sees the end of stdout."""

    def finish(self) -> tuple[int, str]:
        """Close stdin, drain the rest and return the exit code and stderr (see :func:`printable`)."""


def printable(text: bytes) -> str:
    """Return git's words without anything that a terminal could obey, on one line."""
    line = " ".join(text.decode("ascii", "replace").split())
    return "".join(char if " " <= char <= "~" else "?" for char in line).removeprefix("fatal: ").removeprefix("error: ")


def silent(patience: float | None = None) -> GitError:
    """Return the error for a git that was given up after ``patience`` seconds; None: SILENCE_SECONDS."""
    seconds = SILENCE_SECONDS if patience is None else patience
    return GitError(f"git said nothing for {seconds:g} seconds", "Run the same command again.")
