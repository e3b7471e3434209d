"""Start git as hostile input asks for: scrubbed environment, nothing configurable run, stderr drained, a timeout.

Not ``subprocess``: importing it costs 4 ms of a hook's 60, and ``os.posix_spawn`` does all that is needed here. Where
it is not available (Windows), ``git_popen`` does the same with ``subprocess``.
"""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING, NamedTuple, Protocol, Self

from cf_secret_guard.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SILENCE_SECONDS = 120.0
"""How long git may say nothing before it is killed. A streaming reader may take its own time between reads."""
READ_BYTES = 256 * 1024
STDERR_BYTES = 16 * 1024
"""How much of git's stderr is kept, from its beginning; all of it is read."""

# `signal` costs 3 ms to import; POSIX fixes these two numbers on every platform that Python supports.
_SIGKILL, _SIGPIPE = 9, 13

# What git sets for hooks, `git commit -a` and `git commit FILE`, and what the user (never the repository) decides about
# where configuration lies. The rest of GIT_* is dropped: tracing, pagers, ssh, diff programs, pathspec modes, authors.
_KEPT = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_CEILING_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG_COUNT",  # safe.directory in containers; our own -c options come after it and win
        "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_NOSYSTEM",
        "GIT_CONFIG_PARAMETERS",  # git -c core.commentChar=… commit
        "GIT_CONFIG_SYSTEM",
        "GIT_DIR",
        "GIT_DISCOVERY_ACROSS_FILESYSTEM",
        "GIT_EXEC_PATH",
        "GIT_INDEX_FILE",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_WORK_TREE",
    }
)
_KEPT_PREFIXES = ("GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_")
_FORCED = {
    "GIT_ALLOW_PROTOCOL": "none",  # no lazy fetch even where GIT_NO_LAZY_FETCH is unknown (before 2.39.4)
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_PAGER": "cat",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
# Everything in a repository's own configuration that starts a program on the commands that we use.
OVERRIDES = (
    *("-c", "core.fsmonitor=false"),
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.pager=cat"),
    *("-c", "core.sshCommand=false"),
    *("-c", "credential.helper="),
    *("-c", "core.bigFileThreshold=32m"),  # git itself streams what is larger, instead of holding it in memory
    "--no-pager",
)
"""Options in front of every command, except ``git config``, which must tell what is configured."""


class Result(NamedTuple):
    """A finished git."""

    code: int
    out: bytes
    err: str
    """The beginning of stderr, printable ASCII on one line: safe to show."""


class Process(Protocol):
    """A running git; a context manager that leaves neither process nor descriptor behind."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_exc: object) -> None: ...

    def write(self, data: bytes) -> None:
        """Send ``data`` (at most 4 KiB unanswered) to git's stdin; what git no longer reads is dropped."""

    def read(self, limit: int) -> bytes:
        """Return 1 to ``limit`` bytes of stdout, or ``b""`` at its end; GitError if git is silent for too long."""

    def finish(self) -> tuple[int, str]:
        """Close stdin, drain the rest and return the exit code and stderr (see :attr:`Result.err`)."""


def environment(source: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return the environment that git gets.

    Args:
        source: the environment to scrub; this process's own by default.
    """
    kept = {
        name: value
        for name, value in (os.environ if source is None else source).items()
        if not name.startswith("GIT_") or name in _KEPT or name.startswith(_KEPT_PREFIXES)
    }
    return kept | _FORCED


def start(arguments: Sequence[str | bytes], *, directory: str | None = None, guarded: bool = True) -> Process:
    """Start git.

    Args:
        arguments: what follows ``git``.
        directory: where to run it; None: the current directory.
        guarded: put OVERRIDES in front.

    Raises:
        GitError: there is no git.
    """
    place = () if directory is None else ("-C", directory)
    argv = ("git", *place, *(OVERRIDES if guarded else ()), *arguments)
    try:
        if hasattr(os, "posix_spawnp"):
            return _Spawned(argv)
        from cf_secret_guard.git_popen import Popened

        return Popened(argv, environment())
    except FileNotFoundError:
        raise GitError("git was not found", "Install git, or put its directory on PATH.") from None
    except OSError as error:
        raise GitError(f"git could not be started: {error.strerror}", "Check the git on PATH.") from error


def run(arguments: Sequence[str | bytes], *, directory: str | None = None, guarded: bool = True) -> Result:
    """Run git to its end; see :func:`start`. A failing exit code is the caller's to judge."""
    with start(arguments, directory=directory, guarded=guarded) as process:
        out = b"".join(chunks(process))
        return Result(process.finish()[0], out, process.finish()[1])


def chunks(process: Process) -> Iterator[bytes]:
    """Yield git's stdout piece by piece."""
    while piece := process.read(READ_BYTES):
        yield piece


def printable(text: bytes) -> str:
    """Return git's words without anything that a terminal could obey, on one line."""
    line = " ".join(text.decode("ascii", "replace").split())
    return "".join(char if " " <= char <= "~" else "?" for char in line).removeprefix("fatal: ").removeprefix("error: ")


class _Spawned:
    """git through ``os.posix_spawn``: stdout and stderr are polled together, so neither can fill up and stop it."""

    def __init__(self, argv: tuple[str | bytes, ...]) -> None:
        descriptors: list[int] = []
        try:
            for _ in range(3):
                descriptors += _pipe()
            child_in, self._in, self._out, child_out, self._err, child_err = descriptors
            actions = [(os.POSIX_SPAWN_DUP2, end, n) for n, end in enumerate((child_in, child_out, child_err))]
            self._pid = os.posix_spawnp("git", argv, environment(), file_actions=actions, setsigdef=(_SIGPIPE,))
        except BaseException:
            for descriptor in descriptors:
                os.close(descriptor)
            raise
        for descriptor in (child_in, child_out, child_err):
            os.close(descriptor)
        self._open = {self._in, self._out, self._err}
        self._poll = select.poll()
        self._poll.register(self._out, select.POLLIN)
        self._poll.register(self._err, select.POLLIN)
        self._stderr = b""
        self._code: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._code is None:
            os.kill(self._pid, _SIGKILL)
            self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
        for descriptor in tuple(self._open):
            self._close(descriptor)

    def write(self, data: bytes) -> None:
        try:
            while data:
                data = data[os.write(self._in, data) :]
        except BrokenPipeError:
            return  # git died; the reader finds out, with its stderr

    def read(self, limit: int) -> bytes:
        while self._out in self._open:
            ready = [descriptor for descriptor, _events in self._poll.poll(SILENCE_SECONDS * 1000)]
            if not ready:
                raise GitError(f"git said nothing for {SILENCE_SECONDS:.0f} seconds", "Run the same command again.")
            if self._err in ready:
                self._drain(self._err)
            if self._out in ready:
                piece = os.read(self._out, limit)
                if piece:
                    return piece
                self._close(self._out)
        return b""

    def finish(self) -> tuple[int, str]:
        self._close(self._in)
        while self.read(READ_BYTES):
            pass
        while self._err in self._open:
            if not self._poll.poll(SILENCE_SECONDS * 1000):
                raise GitError("git closed its output but does not end", "Run the same command again.")
            self._drain(self._err)
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(self._wait())
        return self._code, printable(self._stderr)

    def _drain(self, descriptor: int) -> None:
        piece = os.read(descriptor, READ_BYTES)
        self._stderr += piece[: STDERR_BYTES - len(self._stderr)]
        if not piece:
            self._close(descriptor)

    def _close(self, descriptor: int) -> None:
        if descriptor in self._open:
            self._open.remove(descriptor)
            if descriptor != self._in:
                self._poll.unregister(descriptor)
            os.close(descriptor)

    def _wait(self) -> int:
        """Reap a git whose outputs are at their end; it is about to exit, but nothing guarantees it."""
        delay, deadline = 0.00005, time.monotonic() + SILENCE_SECONDS
        while True:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                return status
            if time.monotonic() > deadline:
                raise GitError("git closed its output but does not end", "Run the same command again.")
            time.sleep(delay)
            delay = min(delay * 2, 0.02)


def _pipe() -> tuple[int, int]:
    """Return a pipe's ends, never among 0, 1 and 2 (which may be closed here), where the child's own go."""
    ends = os.pipe()
    if min(ends) > 2:  # noqa: PLR2004 - the three standard descriptors
        return ends
    import fcntl

    moved = tuple(fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 3) for end in ends)
    for end in ends:
        os.close(end)
    return moved[0], moved[1]
