"""git through ``subprocess``, where ``os.posix_spawn`` and ``poll`` on pipes do not exist (Windows)."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

import cf_secret_guard.git.base as git_base

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import BinaryIO


class Popened:
    """A running git; see :class:`cf_secret_guard.git.base.Process`. stderr goes to a file, which never fills up."""

    def __init__(
        self,
        argv: tuple[str | bytes, ...],
        environment: Mapping[str, str],
        patience: float | None = None,
        stdin: int | None = None,
    ) -> None:
        self._patience = git_base.SILENCE_SECONDS if patience is None else patience
        self._stderr = tempfile.TemporaryFile()  # noqa: SIM115 - closed in __exit__
        try:
            self._child = subprocess.Popen(  # noqa: S603 - a fixed program, no shell
                (_program(os.fsdecode(argv[0]), environment), *argv[1:]),
                stdin=subprocess.PIPE if stdin is None else stdin,
                stdout=subprocess.PIPE,
                stderr=self._stderr,
                env=environment,
                bufsize=0,
            )
        except BaseException:
            self._stderr.close()
            raise
        # Popen's types leave out that a pipe that was asked for is there.
        self._stdin = cast("BinaryIO", self._child.stdin) if stdin is None else io.BytesIO()
        self._stdout = cast("BinaryIO", self._child.stdout)
        self._silent = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        if self._child.poll() is None:
            self._child.kill()
        self._child.wait()
        for stream in (self._stdin, self._stdout, self._stderr):
            stream.close()

    def close_input(self) -> None:
        """See Process."""
        self._stdin.close()

    def write(self, data: bytes) -> None:
        """See Process."""
        with suppress(OSError):  # git died; the reader finds out, with its stderr
            self._stdin.write(data)

    def read(self, limit: int) -> bytes:
        """See Process."""
        watchdog = threading.Timer(self._patience, self._give_up)
        watchdog.start()
        try:
            piece = self._stdout.read(limit)
        finally:
            watchdog.cancel()
        if self._silent:
            raise git_base.silent(self._patience)
        return piece

    def read_into(self, buffer: memoryview) -> int:
        """See Process."""
        piece = self.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def enlarge(self, size: int) -> None:
        """See Process; here nothing can be done."""

    def stop(self) -> None:
        """See Process."""
        self._child.kill()

    def finish(self) -> tuple[int, str]:
        """See Process."""
        self.close_input()
        while self.read(git_base.READ_BYTES):
            pass
        try:
            code = self._child.wait(self._patience)
        except subprocess.TimeoutExpired:
            raise git_base.silent(self._patience) from None
        self._stderr.seek(0)
        return code, git_base.printable(self._stderr.read(git_base.STDERR_BYTES))

    def _give_up(self) -> None:
        self._silent = True
        self._child.kill()


def _program(name: str, environment: Mapping[str, str]) -> str:
    """Find ``name`` on PATH. Windows itself would look into the current directory first, which may be a hostile one."""
    for folder in map(Path, environment.get("PATH", "").split(os.pathsep)):
        for candidate in (folder / name, folder / f"{name}.exe"):
            if folder.is_absolute() and candidate.is_file() and os.access(candidate, os.X_OK):
                return str(candidate)
    raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), name)
