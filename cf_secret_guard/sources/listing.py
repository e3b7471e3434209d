"""Which files there are to read: told apart by type before anything is opened, symlinks never followed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.model import Skipped, display_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_REPOSITORY_STEP = "Run `cf-secret-guard scan` on it by its own path."
SPECIAL = "a FIFO, socket or device: never opened"


class Listing:
    """Regular files and symlinks below one directory, by their paths as reports spell them.

    Args:
        prefix: what stands before such a path to open it: empty for the current directory, else ending with ``/``.
        skip: takes a note on what is not listed.
    """

    def __init__(self, prefix: bytes, skip: Callable[[Skipped], None]) -> None:
        self.prefix = prefix
        self.files: list[bytes] = []
        self.links: list[bytes] = []
        self._skip = skip
        self._is_real: dict[bytes, bool] = {b"": True}

    def walk(self, top: bytes) -> None:
        """Add everything below a directory; ``.git`` is noted and not entered.

        Args:
            top: the directory's path; empty for the one that the prefix names.
        """
        pending = [top]
        while pending:
            directory = pending.pop()
            start = directory + b"/" if directory else b""
            for entry in self._entries(directory):
                path = start + entry.name
                if entry.name == b".git":
                    reason = "a repository's own directory: its files are scanned, its history is not"
                    self._skip(Skipped(display_path(path), reason, incomplete=False))
                elif entry.is_file(follow_symlinks=False):
                    self.files.append(path)
                elif entry.is_dir(follow_symlinks=False):
                    pending.append(path)
                else:
                    self._add_other(entry, path)

    def select(self, paths: Iterable[bytes]) -> None:
        """Add those of ``paths`` that exist.

        Args:
            paths: as git lists them; one that ends with ``/`` is another repository, and only noted.
        """
        by_directory: dict[bytes, set[bytes]] = {}
        for path in paths:
            directory, _, name = path.rpartition(b"/")
            if name:
                by_directory.setdefault(directory, set()).add(name)
            else:
                self._note_repository(directory)
        for directory, names in by_directory.items():
            if self._is_real_directory(directory):
                self._select_in(directory, names)

    def _select_in(self, directory: bytes, names: set[bytes]) -> None:
        start = directory + b"/" if directory else b""
        for entry in self._entries(directory):
            if entry.name not in names:
                continue
            names.discard(entry.name)
            if entry.is_file(follow_symlinks=False):
                self.files.append(start + entry.name)
            elif entry.is_dir(follow_symlinks=False):
                self._note_repository(start + entry.name)
            else:
                self._add_other(entry, start + entry.name)
        # Deleted, or spelled otherwise on disk (case, Unicode normal form): the file system knows.
        self.files += [start + name for name in names if os.path.isfile(self._place(start + name))]  # noqa: PTH113 - bytes

    def _entries(self, directory: bytes) -> list[os.DirEntry[bytes]]:
        try:
            with os.scandir(self._place(directory)) as entries:
                return list(entries)
        except FileNotFoundError:  # went away meanwhile
            return []
        except OSError as error:
            reason = f"the directory could not be read: {error.strerror}"
            step = "Make it readable, or exclude it, then run again."
            self._skip(Skipped(display_path(directory) or ".", reason, incomplete=True, next_step=step))
            return []

    def _add_other(self, entry: os.DirEntry[bytes], path: bytes) -> None:
        if entry.is_symlink():
            self.links.append(path)
        else:
            self._skip(Skipped(display_path(path), SPECIAL, incomplete=False))

    def _note_repository(self, path: bytes) -> None:
        reason = "another repository (a submodule or a clone): its files are not part of this one"
        self._skip(Skipped(display_path(path), reason, incomplete=False, next_step=_REPOSITORY_STEP))

    def _is_real_directory(self, directory: bytes) -> bool:
        """Say if no part of the path is a symlink: git's index may still list files behind one."""
        known = self._is_real.get(directory)
        if known is None:
            place = self._place(directory)
            known = self._is_real_directory(directory.rpartition(b"/")[0]) and not os.path.islink(place)  # noqa: PTH114 - bytes
            self._is_real[directory] = known
        return known

    def _place(self, path: bytes) -> bytes:
        return self.prefix + path or b"."
