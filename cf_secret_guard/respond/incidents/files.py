"""The directory of incident notes: nothing in it is followed, and a file is there as a whole or not at all."""

from __future__ import annotations

import os
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from cf_secret_guard.errors import IncompleteError

if TYPE_CHECKING:
    from collections.abc import Iterator

SUFFIX = ".md"
LOCK_SECONDS = 30.0
"""How long a run waits for another one that writes."""
_LOCK = ".lock"
_UNFINISHED = ".unfinished-"
_LARGEST = 16 * 1024 * 1024
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
_PRIVATE_FILE, _PRIVATE_DIRECTORY = 0o600, 0o700


def check_directory(directory: str) -> Path:
    """Return the directory of notes, which must exist.

    Raises:
        IncompleteError: it does not, is none, or others may replace what is in it.
    """
    path = Path(directory)
    try:
        found = path.lstat()
    except OSError as error:
        raise refused(path, error.strerror or "it cannot be looked at", "Name the directory of your notes.") from None
    if stat.S_ISLNK(found.st_mode):
        raise refused(path, "it is a symbolic link", "Name the directory itself.")
    if not stat.S_ISDIR(found.st_mode):
        raise refused(path, "it is not a directory", "Name a directory, or one that does not exist yet.")
    if found.st_mode & stat.S_IWOTH and not found.st_mode & stat.S_ISVTX and os.name == "posix":
        raise refused(path, "everybody may write to it", "Take that away with `chmod o-w`, or name another one.")
    return path


def make_directory(directory: str) -> Path:
    """Return the directory of notes; it is made, for this user alone, if it is missing.

    Raises:
        IncompleteError: it cannot be made or used.
    """
    path = Path(directory)
    missing = []
    while not os.path.lexists(path) and path != path.parent:
        missing.append(path)
        path = path.parent
    for folder in reversed(missing):
        try:
            folder.mkdir(mode=_PRIVATE_DIRECTORY)
        except FileExistsError:  # another run was faster
            continue
        except OSError as error:
            raise _not_written(folder, error) from None
    return check_directory(directory)


@contextmanager
def locked(directory: Path) -> Iterator[None]:
    """Be the only run that writes to a directory. The lock ends with the process, however that ends.

    Raises:
        IncompleteError: it cannot be taken.
    """
    import time

    try:
        handle = os.open(directory / _LOCK, os.O_RDWR | os.O_CREAT | _NO_FOLLOW, _PRIVATE_FILE)
    except OSError as error:
        raise _not_written(directory, error) from None
    try:
        deadline = time.monotonic() + LOCK_SECONDS
        while not _take(handle):
            if time.monotonic() > deadline:
                raise IncompleteError(
                    f"Another run has been writing to {shown(directory)} for {LOCK_SECONDS:g} seconds",
                    "Nothing was changed. Run again when it has finished.",
                )
            time.sleep(0.05)
        for left in directory.glob(f"{_UNFINISHED}*"):  # of a run that was killed: only the holder of the lock writes
            with suppress(OSError):
                left.unlink()
        yield
    finally:
        os.close(handle)


def note_files(directory: Path) -> list[Path]:
    """Return the files that may be notes, sorted by name; symbolic links are among them."""
    try:
        return sorted(path for path in directory.iterdir() if path.suffix == SUFFIX and not path.name.startswith("."))
    except OSError as error:
        raise refused(directory, error.strerror or "it cannot be read", "Make it readable.") from None


def read(path: Path) -> bytes:
    """Return a file's content.

    Raises:
        IncompleteError: it cannot be read, or is not a regular file of moderate size.
    """
    step = "Move it out of the directory, or put the note itself in its place."
    flags = os.O_RDONLY | _NO_FOLLOW | getattr(os, "O_NONBLOCK", 0)  # opening a FIFO would wait
    try:
        handle = os.open(path, flags)
    except OSError as error:
        why = "it is a symbolic link" if path.is_symlink() else error.strerror or "it cannot be opened"
        raise refused(path, why, step) from None
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise refused(path, "it is not a regular file", step)
        pieces, size = [], 0
        while size <= _LARGEST and (piece := os.read(handle, _LARGEST)):
            pieces.append(piece)
            size += len(piece)
    except OSError as error:
        raise refused(path, error.strerror or "it cannot be read", step) from None
    finally:
        os.close(handle)
    if size > _LARGEST:
        raise refused(path, "it is larger than 16 MiB", "Shorten it, or move it out of the directory.")
    return b"".join(pieces)


def write(path: Path, text: str) -> None:
    """Put ``text`` in the place of a file, at once: readers see the old or the new one, after a crash too.

    Raises:
        IncompleteError: it could not be written; what was there is as it was.
    """
    import secrets

    if path.is_symlink():
        raise refused(path, "it is a symbolic link", "Remove the link, or put the note itself in its place.")
    unfinished = path.with_name(f"{_UNFINISHED}{secrets.token_hex(8)}")
    try:
        handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, _PRIVATE_FILE)
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)  # noqa: PTH105 - the name says what it does to the old file
        _sync(path.parent)
    except OSError as error:
        raise _not_written(path, error) from None
    finally:
        with suppress(OSError):
            unfinished.unlink()


def _take(handle: int) -> bool:
    try:
        if os.name == "posix":
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        else:
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True


def _sync(directory: Path) -> None:
    """Make a rename last over a power failure, where directories can be synced."""
    with suppress(OSError):
        handle = os.open(directory, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def shown(path: Path) -> str:
    """Return a path as text that is safe to show."""
    from cf_secret_guard.report.neutral import neutral
    from cf_secret_guard.report.sweep import Sweeper

    return neutral(Sweeper(()).clean(str(path)))


def refused(path: Path, why: str, next_step: str) -> IncompleteError:
    """Return the error for a file or directory that will not do."""
    return IncompleteError(f"{shown(path)} cannot be used for incident notes: {why}", next_step)


def _not_written(path: Path, error: OSError) -> IncompleteError:
    return IncompleteError(
        f"The incident note {shown(path)} could not be written: {error.strerror or type(error).__name__}",
        "What was there is unchanged. Make room or make it writable, or name another directory; then run again.",
    )
