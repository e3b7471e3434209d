"""Which files there are to read: told apart by type before anything is opened, symlinks never followed."""
# ruff: noqa: PTH110, PTH113, PTH114, PTH115, PTH118, PTH120 - paths are bytes, which pathlib does not take

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.model import Skipped, display_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_REPOSITORY_STEP = "Run `cf-secret-guard scan` on it by its own path."
_OUTSIDE = "a symlink to something outside of this tree: followed only where it is named itself"
SPECIAL = "a FIFO, socket or device: never opened"


def unreadable_directory(why: str | None) -> str:
    """Return the note on a directory that cannot be listed."""
    return f"the directory could not be read: {why}"


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
        self._roots: dict[bytes, bytes] = {}
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
                    self._add_other(entry, path, top)

    def select(self, paths: Iterable[bytes], top: bytes = b"") -> None:
        """Add those of ``paths`` that exist.

        Args:
            paths: from ``top``, as git lists them; one that ends with ``/`` is another repository, and only noted.
            top: the top directory of their repository; empty for the one that the prefix names.
        """
        above = top + b"/" if top else b""
        by_directory: dict[bytes, set[bytes]] = {}
        for path in paths:
            directory, _, name = (above + path).rpartition(b"/")
            if name:
                by_directory.setdefault(directory, set()).add(name)
            else:
                self._note_repository(directory)
        for directory, names in by_directory.items():
            if self._is_real_directory(directory):
                self._select_in(directory, names, top)

    def _select_in(self, directory: bytes, names: set[bytes], top: bytes) -> None:
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
                self._add_other(entry, start + entry.name, top)
        # Deleted, or spelled otherwise on disk (case, Unicode normal form): the file system knows.
        self.files += [start + name for name in names if os.path.isfile(self._place(start + name))]

    def _entries(self, directory: bytes) -> list[os.DirEntry[bytes]]:
        try:
            with os.scandir(self._place(directory)) as entries:
                return list(entries)
        except FileNotFoundError:  # went away meanwhile
            return []
        except OSError as error:
            reason = unreadable_directory(error.strerror)
            step = "Make it readable, or exclude it, then run again."
            self._skip(Skipped(display_path(directory) or ".", reason, incomplete=True, next_step=step))
            return []

    def _add_other(self, entry: os.DirEntry[bytes], path: bytes, top: bytes) -> None:
        if entry.is_symlink():
            self.links.append(path)
            if self._leads_out(path, top):
                self._skip(Skipped(display_path(path), _OUTSIDE, incomplete=False))
        else:
            self._skip(Skipped(display_path(path), SPECIAL, incomplete=False))

    def _leads_out(self, path: bytes, top: bytes) -> bool:
        """Say if a symlink leads to something that exists outside of ``top``; its text alone tells of nearly all."""
        place = self._place(path)
        root = self._roots.get(top)
        if root is None:
            root = self._roots[top] = os.path.realpath(self._place(top))
        try:
            target = os.readlink(place)
        except OSError:  # went away meanwhile
            return False
        directory = os.path.dirname(path[len(top) :].lstrip(b"/"))
        if _is_below(os.path.normpath(os.path.join(root, directory, target)), root):
            return False
        return os.path.exists(place) and not _is_below(os.path.realpath(place), root)

    def _note_repository(self, path: bytes) -> None:
        reason = "another repository (a submodule or a clone): its files are not part of this one"
        self._skip(Skipped(display_path(path), reason, incomplete=False, next_step=_REPOSITORY_STEP))

    def _is_real_directory(self, directory: bytes) -> bool:
        """Say if no part of the path is a symlink: git's index may still list files behind one."""
        known = self._is_real.get(directory)
        if known is None:
            place = self._place(directory)
            known = self._is_real_directory(directory.rpartition(b"/")[0]) and not os.path.islink(place)
            self._is_real[directory] = known
        return known

    def _place(self, path: bytes) -> bytes:
        return self.prefix + path or b"."


def _is_below(path: bytes, directory: bytes) -> bool:
    return os.path.join(path, b"").startswith(os.path.join(directory, b""))
