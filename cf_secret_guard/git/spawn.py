"""git through ``os.posix_spawn``: importing ``subprocess`` instead would cost 4 ms of the 60 that a commit has."""

from __future__ import annotations

import os
import select
import time
from typing import TYPE_CHECKING, Self

import cf_secret_guard.git.base as git_base

if TYPE_CHECKING:
    from collections.abc import Mapping

# `signal` costs 3 ms to import; POSIX fixes these two numbers on every platform that Python supports.
_SIGKILL, _SIGPIPE = 9, 13


class Spawned:
    """git through ``os.posix_spawn``: stdout and stderr are polled together, so neither can fill up and stop it.

    Args:
        argv: program and arguments.
        environment: all of its environment.
        patience: how long it may say nothing, in seconds; see SILENCE_SECONDS.
        stdin: a file for it to read instead of what is written.
    """

    def __init__(
        self,
        argv: tuple[str | bytes, ...],
        environment: Mapping[str, str],
        patience: float | None = None,
        stdin: int | None = None,
    ) -> None:
        self._patience = git_base.SILENCE_SECONDS if patience is None else patience
        descriptors: list[int] = []
        try:
            for _ in range(3):
                descriptors += _pipe()
            child_in, self._in, self._out, child_out, self._err, child_err = descriptors
            given = (child_in if stdin is None else stdin, child_out, child_err)
            actions = [(os.POSIX_SPAWN_DUP2, end, n) for n, end in enumerate(given)]
            self._pid = os.posix_spawnp(argv[0], argv, environment, file_actions=actions, setsigdef=(_SIGPIPE,))
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

    def close_input(self) -> None:
        """See Process."""
        self._close(self._in)

    def write(self, data: bytes) -> None:
        """See Process."""
        try:
            while data:
                data = data[os.write(self._in, data) :]
        except BrokenPipeError:
            return  # git died; the reader finds out, with its stderr

    def read(self, limit: int) -> bytes:
        """See Process."""
        while self._wait_for_output():
            piece = os.read(self._out, limit)
            if piece:
                return piece
            self._close(self._out)
        return b""

    def read_into(self, buffer: memoryview) -> int:
        """See Process."""
        while self._wait_for_output():
            size = os.readv(self._out, (buffer,))
            if size:
                return size
            self._close(self._out)
        return 0

    def enlarge(self, size: int) -> None:
        """See Process."""
        import fcntl
        from contextlib import suppress

        if hasattr(fcntl, "F_SETPIPE_SZ"):
            with suppress(OSError):  # more than this user may have
                fcntl.fcntl(self._out, fcntl.F_SETPIPE_SZ, size)

    def stop(self) -> None:
        """See Process."""
        if self._code is None:
            os.kill(self._pid, _SIGKILL)

    def finish(self) -> tuple[int, str]:
        """See Process."""
        self.close_input()
        while self.read(git_base.READ_BYTES):
            pass
        while self._err in self._open:
            if not self._poll.poll(self._patience * 1000):
                raise git_base.silent(self._patience)
            self._drain(self._err)
        if self._code is None:
            self._code = os.waitstatus_to_exitcode(self._wait())
        return self._code, git_base.printable(self._stderr)

    def _wait_for_output(self) -> bool:
        """Wait until there is something on stdout, or its end; False if that was seen already."""
        while self._out in self._open:
            ready = [descriptor for descriptor, _events in self._poll.poll(self._patience * 1000)]
            if not ready:
                raise git_base.silent(self._patience)
            if self._err in ready:
                self._drain(self._err)
            if self._out in ready:
                return True
        return False

    def _drain(self, descriptor: int) -> None:
        piece = os.read(descriptor, git_base.READ_BYTES)
        self._stderr += piece[: git_base.STDERR_BYTES - len(self._stderr)]
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
        delay, deadline = 0.00005, time.monotonic() + self._patience
        while True:
            pid, status = os.waitpid(self._pid, os.WNOHANG)
            if pid:
                return status
            if time.monotonic() > deadline:
                raise git_base.silent(self._patience)
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
