"""git through ``subprocess``, where ``os.posix_spawn`` and ``poll`` on pipes do not exist (Windows)."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from typing import TYPE_CHECKING, Self

import cf_secret_guard.git.base as git_base

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Popened:
    """A running git; see :class:`cf_secret_guard.git.base.Process`. stderr goes to a file, which never fills up."""

    def __init__(self, argv: Sequence[str | bytes], environment: Mapping[str, str]) -> None:
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        try:
            self._child = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
                argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._stderr, env=environment, bufsize=0
            )
        except BaseException:
            self._stderr.close()
            raise
        self._silent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        for stream in (self._child.stdin, self._child.stdout, self._stderr):
            if stream is not None:
                stream.close()

    def close_input(self) -> None:
        """See Process."""
        if self._child.stdin is not None:
            self._child.stdin.close()

    def write(self, data: bytes) -> None:
        """See Process."""
        if self._child.stdin is not None:
            try:
                self._child.stdin.write(data)
            except OSError:
                return  # git died; the reader finds out, with its stderr

    def read(self, limit: int) -> bytes:
        """See Process."""
        stdout = self._child.stdout
        if stdout is None or stdout.closed:
            return b""
        watchdog = threading.Timer(git_base.SILENCE_SECONDS, self._give_up)
        watchdog.start()
        try:
            piece: bytes = stdout.read(limit) or b""
        finally:
            watchdog.cancel()
        if self._silent:
            raise git_base.silent()
        return piece

    def finish(self) -> tuple[int, str]:
        """See Process."""
        self.close_input()
        while self.read(git_base.READ_BYTES):
            pass
        try:
            code = self._child.wait(git_base.SILENCE_SECONDS)
        except subprocess.TimeoutExpired:
            raise git_base.silent() from None
        self._stderr.seek(0)
        return code, git_base.printable(self._stderr.read(git_base.STDERR_BYTES))

    def _give_up(self) -> None:
        self._silent = True
        self._child.kill()
