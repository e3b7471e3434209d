"""A copy, to go back and forth in, of what can be read only once: small in memory, larger in a nameless file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import ContainerError

if TYPE_CHECKING:
    from typing import IO, Self

MEMORY_BYTES = 4 * 1024 * 1024
"""The most of a copy that is held in memory."""


class NoRoomError(ContainerError):
    """There is no room for a copy."""


class Spool:
    """A Stream to write first and to read then; a context manager that throws the copy away."""

    def __init__(self) -> None:
        self._file: IO[bytes] = BytesIO()
        self._left = MEMORY_BYTES

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Throw the copy away."""
        self._file.close()

    def write(self, data: bytes) -> None:
        """Add ``data`` at the end.

        Raises:
            NoRoomError: there is no room for all of it; what was there before can be read.
        """
        try:
            if 0 <= self._left < len(data):
                self._move_out()
            self._left -= len(data)
            _write_all(self._file, data)
        except OSError as error:
            reason = f"no room for a temporary copy: {error.strerror}"
            raise NoRoomError(reason, "Make room there, or set TMPDIR to a place with more.") from None

    def read(self, count: int, /) -> bytes:
        """See Stream."""
        return self._file.read(count)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """See Stream."""
        self._file.seek(offset, whence)
        return self._file.tell()

    def _move_out(self) -> None:
        """Go on in a file. It has no name on any system that can do without: nothing is left behind."""
        from tempfile import TemporaryFile  # imports a good deal, and most containers are small

        # Without a buffer: one that cannot be emptied would stand in the way of reading what is there.
        file = TemporaryFile(buffering=0)  # noqa: SIM115 - closed by __exit__
        try:
            self._file.seek(0)
            _write_all(file, self._file.read())
        except OSError:
            file.close()
            raise
        self._file = file


def _write_all(file: IO[bytes], data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[file.write(left) :]
