"""Reading the guard's own files: from disk, where nothing may be what it seems, or from a git revision."""

from __future__ import annotations

# ruff: noqa: PTH118 - paths are bytes here, and pathlib costs start-up time
import os
import stat
from typing import NamedTuple, Protocol

from cf_secret_guard.errors import ConfigError

MAX_BYTES = 1024 * 1024
_KINDS = {stat.S_IFDIR: "a directory", stat.S_IFIFO: "a FIFO", stat.S_IFSOCK: "a socket"}
_OWN_STEP = "Put a regular file in its place, or run with --no-config."
_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Revisions(Protocol):
    """What is needed of a git repository; ``cf_secret_guard.git.Repository`` is one."""

    def show(self, revision: str, path: bytes) -> bytes | None:
        """Read a regular file as it is in a revision; None if there is none."""


class Files(NamedTuple):
    """Where the guard's own files are read from."""

    root: bytes
    """Top of the work tree, or the current directory outside of git."""
    repo: Revisions | None = None
    revision: str | None = None
    """Read from this revision instead of the disk."""

    def label(self, name: str) -> str:
        """How messages call a file: with its revision, if it comes from one."""
        return f"{self.revision}:{name}" if self.revision is not None else name

    def read(self, name: str) -> bytes | None:
        """Read a file that the repository itself brings.

        Args:
            name: from the root, with ``/``.

        Returns:
            Its content; None if there is none.

        Raises:
            ConfigError: it is no regular file inside of the root, too large, or cannot be read.
        """
        path = os.fsencode(name)
        if self.revision is not None:
            data = self._repo().show(self.revision, path)
            return None if data is None else _bounded(data, self.label(name))
        place = os.path.join(self.root, path)
        try:
            found = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unreadable(name, error) from error
        if stat.S_ISLNK(found.st_mode) or b"/" in path:
            place = self.inside(place, name)
        return _read_regular(place, name)

    def read_named(self, path: str, option: str) -> bytes:
        """Read a file that the user named on the command line.

        One that stands in the repository comes from the revision too, if there is one: a branch under judgement could
        have changed it.

        Args:
            path: relative to the current directory.
            option: that named it, for messages.

        Raises:
            ConfigError: there is none, it is no regular file, too large, or cannot be read.
        """
        inside = self.relative(path) if self.revision is not None else None
        data = self.read(inside) if inside is not None else _read_regular(os.fsencode(path), path, missing_ok=True)
        if data is None:
            shown = path if inside is None else self.label(inside)
            raise ConfigError(f"{option}: there is no file {shown!r}", "Check the path.")
        return data

    def relative(self, path: str) -> str | None:
        """Translate a path of the current directory into one from the root; None if it is outside."""
        place, root = os.path.realpath(os.fsencode(path)), os.path.join(os.path.realpath(self.root), b"")
        return os.fsdecode(place[len(root) :]).replace(os.sep, "/") if place.startswith(root) else None

    def inside(self, place: bytes, name: str) -> bytes:
        """Follow symlinks, but not out of the root, nor into ``.git``.

        Raises:
            ConfigError: it leads out.
        """
        real, root = os.path.realpath(place), os.path.join(os.path.realpath(self.root), b"")
        if not real.startswith(root) or b".git" in real[len(root) :].split(os.sep.encode()):
            raise ConfigError(f"{name} is a symlink that leads out of the repository's files", _OWN_STEP)
        return real

    def _repo(self) -> Revisions:
        if self.repo is None:
            raise ConfigError("--config-from needs a git repository", "Run it inside of one, or leave the option out.")
        if not self.revision:
            raise ConfigError("--config-from is empty", "Name the base revision, such as origin/main.")
        return self.repo


def decode(data: bytes, name: str) -> str:
    """Read a file's text: UTF-8, with or without a byte order mark.

    Raises:
        ConfigError: it is not UTF-8.
    """
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{name}:{line}: not UTF-8", "Save the file as UTF-8.") from None


def _read_regular(place: bytes, name: str, *, missing_ok: bool = False) -> bytes | None:
    try:
        descriptor = os.open(place, _OPEN)  # O_NONBLOCK: opening a FIFO must not wait
    except OSError as error:
        if missing_ok and isinstance(error, FileNotFoundError | NotADirectoryError):
            return None
        raise _unreadable(name, error) from error
    try:
        mode = os.fstat(descriptor).st_mode
        if not stat.S_ISREG(mode):
            raise ConfigError(f"{name} is {_KINDS.get(stat.S_IFMT(mode), 'a device')}, not a regular file", _OWN_STEP)
        data = b""
        while len(data) <= MAX_BYTES and (more := os.read(descriptor, MAX_BYTES + 1)):
            data += more
    except OSError as error:
        raise _unreadable(name, error) from error
    finally:
        os.close(descriptor)
    return _bounded(data, name)


def _bounded(data: bytes, name: str) -> bytes:
    if len(data) > MAX_BYTES:
        raise ConfigError(f"{name} is larger than {MAX_BYTES // 1024} KiB", "Make it smaller.")
    return data


def _unreadable(name: str, error: OSError) -> ConfigError:
    reason = error.strerror or type(error).__name__
    return ConfigError(f"{name} cannot be read: {reason}", "Correct its permissions, or run with --no-config.")
