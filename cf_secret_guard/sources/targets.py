"""What the paths of a command line stand for: which files, how reports spell them, whose ignore rules hold."""
# ruff: noqa: PTH116, PTH118, PTH120 - paths are bytes, which pathlib does not take

from __future__ import annotations

import errno
import os
import stat
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.listing import SPECIAL, Listing, unreadable_directory
from cf_secret_guard.sources.reader import READ_STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.git import Repository

GITS_OWN = "git's own directory, which is not scanned"


class Targets:
    """Gathers the files of several paths, each of which may be a file, a directory, or in another repository.

    Args:
        repo: the repository whose files are spelled from its root, if any.
        gitignore: False to take the files that git ignores as well.
        skip: takes a note on what is not scanned.
    """

    def __init__(self, repo: Repository | None, *, gitignore: bool, skip: Callable[[Skipped], None]) -> None:
        self.inside = Listing(b"" if repo is None else os.path.join(repo.root, b""), skip)
        """What belongs to the repository, from its root."""
        self.outside = Listing(b"", skip)
        """All else, from the current directory."""
        self._repo = repo
        self._gitignore = gitignore
        self._skip = skip

    def add(self, path: str) -> None:
        """Add one path, relative to the current directory.

        Raises:
            UsageError: it does not exist.
            GitError: git could not list its files.
        """
        # Absolute, because the repository may have been discovered from another directory than this one.
        place = os.path.join(os.getcwdb(), os.fsencode(path))  # noqa: PTH109 - bytes
        try:
            mode = os.lstat(place).st_mode
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise UsageError(f"{path!r} does not exist", "Check how the path is written.") from error
        except OSError as error:
            self._refuse(place, f"could not be read: {error.strerror}", READ_STEP)
            return
        if stat.S_ISLNK(mode):
            self._add_link(place)
        else:
            self._add_real(place, mode)

    def _add_real(self, place: bytes, mode: int) -> None:
        """Add what is no symlink."""
        if stat.S_ISREG(mode):
            name, listing = self._spelled(place)
            listing.files.append(name)
        elif stat.S_ISDIR(mode):
            self._add_directory(place)
        else:
            self._refuse(place, SPECIAL, "Pipe its content into `cf-secret-guard scan -`.")

    def _add_link(self, place: bytes) -> None:
        """Add a symlink's text and what it points to, wherever that is: who names a symlink means its target."""
        name, listing = self._spelled(place)
        listing.links.append(name)
        try:
            mode = os.stat(place).st_mode
        except (FileNotFoundError, NotADirectoryError):
            return  # it points to nothing: its text is all there is
        except OSError as error:
            if error.errno == errno.ELOOP:
                self._refuse(place, "a symlink that leads back to itself", "Name the file itself to scan it.")
            else:
                self._refuse(place, f"what this symlink points to could not be read: {error.strerror}", READ_STEP)
            return
        self._add_real(os.path.realpath(place), mode)

    def _add_directory(self, place: bytes) -> None:
        name, listing = self._spelled(place)
        if b".git" in os.path.realpath(place).split(os.sep.encode()):
            self._refuse(place, GITS_OWN, "Name single files in it to scan them.")
            return
        try:
            os.stat(os.path.join(place, b"."))  # may it be entered? git would blame the repository
        except PermissionError as error:
            self._refuse(place, unreadable_directory(error.strerror), READ_STEP)
            return
        from cf_secret_guard.git.places import is_bare

        owner = self._owner(place, is_inside=listing is self.inside)
        if owner is not None:
            top = self._spelled(owner.root)[0]
            warnings: list[str] = []
            paths = owner.list_worktree((place,), ignored=not self._gitignore, warned=warnings.append)
            listing.select(paths, top)
            self._note_unlisted(warnings, top)
        elif is_bare(place):
            self._refuse(place, GITS_OWN, "Clone it and scan the clone, or name single files in it.")
        else:
            listing.walk(name)

    def _note_unlisted(self, warnings: list[str], top: bytes) -> None:
        """Note the directories that git could not list: it warns of them, and leaves them out."""
        import re

        for name, why in re.findall(r"could not open directory '(.*?)/?': ([A-Z][a-z ]+)", " ".join(warnings)):
            path = display_path(os.path.join(top, name.encode()))
            reason = unreadable_directory(why.removesuffix(" warning").strip())
            self._skip(Skipped(path, reason, incomplete=True, next_step=READ_STEP))

    def _owner(self, directory: bytes, *, is_inside: bool) -> Repository | None:
        """Return the repository whose files a directory holds: ours, one nested in it, or another one."""
        if is_inside and self._repo is not None:
            place, root = os.path.realpath(directory), os.path.realpath(self._repo.root)
            while place != root and not os.path.lexists(os.path.join(place, b".git")):
                place = os.path.dirname(place)
            if place == root:
                return self._repo
        from cf_secret_guard.git import Repository

        found = Repository.discover(os.fsdecode(directory))
        return found if found is not None and found.holds(directory) else None

    def _spelled(self, place: bytes) -> tuple[bytes, Listing]:
        """Return how reports spell a path, and the listing that it belongs to."""
        name = self._repo.relative(place) if self._repo is not None else None
        if name is not None:
            return name, self.inside
        head, tail = os.path.split(place)
        whole = tail in {b"", b".", b".."}
        place = os.path.realpath(place) if whole else os.path.join(os.path.realpath(head), tail)
        try:
            place = os.path.relpath(place, os.path.realpath(b"."))
        except ValueError:  # another drive
            return place.replace(os.sep.encode(), b"/"), self.outside
        return (b"" if place == b"." else place.replace(os.sep.encode(), b"/")), self.outside

    def _refuse(self, place: bytes, reason: str, step: str) -> None:
        name = display_path(self._spelled(place)[0]) or "."
        self._skip(Skipped(name, reason, incomplete=True, next_step=step))
