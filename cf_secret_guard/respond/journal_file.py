"""The journal's file: lines that are on the disk when ``append`` returns, and locks that die with their process."""

from __future__ import annotations

import os
import stat
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cf_secret_guard.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_PRIVATE_FILE = 0o600
_PRIVATE_FOLDER = 0o700
_POLL = 0.05  # seconds between two looks at a held lock
_MOST_BYTES = 64 * 1024 * 1024
_ROOM = "Nothing was sent. Make room or name another state directory, then run again."


class JournalError(IncompleteError):
    """The journal cannot be read or written: without it nothing may be done (exit code 3)."""


class LockedError(IncompleteError):
    """Another run holds the lock (exit code 3)."""


def append(path: Path, line: bytes) -> None:
    """Add one line and wait until the disk has it.

    A line that an interrupted run left unfinished is ended first, so that this one stands alone.

    Args:
        path: created with mode 0600 if it is not there.
        line: without a line feed.

    Raises:
        JournalError: the line is not safely on the disk.
    """
    try:
        descriptor = _open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            size = os.fstat(descriptor).st_size
            lead = b"\n" if size and _byte_at(descriptor, size - 1) != b"\n" else b""
            data = lead + line + b"\n"
            if os.write(descriptor, data) != len(data):
                raise JournalError(f"The journal {path} took only a part of a line", _ROOM)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        _sync_folder(path.parent)
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be written: {_why(error)}", _ROOM) from error


def read(path: Path) -> bytes:
    """Return everything in the journal; nothing if there is none yet.

    Raises:
        JournalError: it is there and cannot be read.
    """
    try:
        descriptor = _open(path, os.O_RDONLY)
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise JournalError(f"The journal {path} cannot be read: {_why(error)}", _ROOM) from error
    with os.fdopen(descriptor, "rb") as stream:
        return stream.read(_MOST_BYTES)


@contextmanager
def locked(path: Path, patience: float) -> Iterator[None]:
    """Hold a lock that ends with the process, however it ends.

    The lock file stays: to remove it would let two runs lock two different files of one name.

    Args:
        path: of the lock file; its folder is created.
        patience: seconds to wait for another run.

    Raises:
        LockedError: another run still holds it.
        JournalError: the lock file cannot be made.
    """
    try:
        path.parent.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
        descriptor = _open(path, os.O_RDWR | os.O_CREAT)
    except OSError as error:
        raise JournalError(f"The lock {path} cannot be made: {_why(error)}", _ROOM) from error
    try:
        deadline = time.monotonic() + patience
        while not _try_lock(descriptor):
            if time.monotonic() >= deadline:
                raise LockedError("Another run is acting on it now", "Wait until it has ended, then run again.")
            time.sleep(_POLL)
        yield
    finally:
        os.close(descriptor)  # gives the lock back


def make_folder(path: Path) -> None:
    """Create the state directory, readable by its owner only.

    Raises:
        JournalError: it cannot be created.
    """
    try:
        path.mkdir(mode=_PRIVATE_FOLDER, parents=True, exist_ok=True)
    except OSError as error:
        raise JournalError(f"The state directory {path} cannot be created: {_why(error)}", _ROOM) from error


def _open(path: Path, flags: int) -> int:
    descriptor = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0), _PRIVATE_FILE)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(None, "it is not a regular file")
    return descriptor


def _byte_at(descriptor: int, offset: int) -> bytes:
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, 1)


def _sync_folder(path: Path) -> None:
    """Make a new file's name last through a power cut; Windows does that by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


if sys.platform == "win32":

    def _try_lock(descriptor: int) -> bool:
        import msvcrt

        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:

    def _try_lock(descriptor: int) -> bool:
        import fcntl

        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def _why(error: OSError) -> str:
    return error.strerror or "it is not accessible"
