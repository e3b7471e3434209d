"""Files on disk: in a git work tree those that git knows or would add, elsewhere everything below a directory."""
# ruff: noqa: PTH112, PTH113, PTH118, PTH120 - paths are bytes, which pathlib does not take

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Skipped
from cf_secret_guard.sources.listing import Listing
from cf_secret_guard.sources.reader import READ_STEP, Reader
from cf_secret_guard.sources.sweep import Sifter, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink


class WorktreeSource:
    """Files and directories on disk.

    Args:
        paths: as given; relative ones from the current directory.
        gitignore: False to take the files that git ignores as well.
        jobs: how many processes to use at most; 0: one a core.
        excluded: says for a path as reports spell it why it is not wanted, or None.
        max_size: bytes; larger files are skipped and named. None: no limit.
        repo: the repository that the current directory belongs to, if any.
    """

    mode = "worktree"

    def __init__(
        self,
        paths: Sequence[str],
        *,
        gitignore: bool = True,
        jobs: int = 0,
        excluded: Callable[[bytes], str | None] | None = None,
        max_size: int | None = None,
        repo: Repository | None = None,
    ) -> None:
        self._paths = paths
        self._gitignore = gitignore
        self._jobs = jobs or _cores()
        self._excluded = excluded
        self._max_size = max_size
        self._repo = repo

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each.

        Raises:
            UsageError: a path does not exist.
            GitError: git could not list its files.
        """
        here = Listing(b"", sink.skip)
        inside = Listing(os.path.join(self._repo.root, b"") if self._repo else b"", sink.skip)
        for path in self._paths:
            self._add(os.fsencode(path), here, inside, sink)
        for listing in (inside, here):
            reader = Reader(listing.prefix, sieve, sink, self._max_size)
            files, links = (self._wanted(paths, sink) for paths in (listing.files, listing.links))
            for link in links:
                reader.read_link(link)
            sweep(files, Sifter(listing.prefix, sieve, self._max_size), self._jobs, reader.take)

    def _wanted(self, paths: list[bytes], sink: Sink) -> list[bytes]:
        if len(self._paths) > 1:
            paths = list(dict.fromkeys(paths))
        if self._excluded is None:
            return paths
        wanted = []
        for path in paths:
            reason = self._excluded(path)
            if reason is None:
                wanted.append(path)
            else:
                sink.skip(Skipped(os.fsdecode(path), reason, incomplete=False))
        return wanted

    def _add(self, given: bytes, here: Listing, inside: Listing, sink: Sink) -> None:
        """Add one path of the command line."""
        name, listing = self._named(given, here, inside)
        try:
            mode = os.lstat(given).st_mode
            if stat.S_ISLNK(mode):
                listing.links.append(name)
                self._add_target(given, here, inside, sink)
                return
        except (FileNotFoundError, NotADirectoryError, ValueError) as error:
            raise UsageError(f"{os.fsdecode(given)!r} does not exist", "Check how the path is written.") from error
        except OSError as error:
            sink.skip(
                Skipped(os.fsdecode(name), f"could not be read: {error.strerror}", incomplete=True, next_step=READ_STEP)
            )
            return
        if stat.S_ISREG(mode):
            listing.files.append(name)
        elif stat.S_ISDIR(mode):
            self._add_directory(given, here, inside, sink)
        else:
            step = "Pipe its content into `cf-secret-guard scan -`."
            sink.skip(
                Skipped(os.fsdecode(name), "a FIFO, socket or device: never opened", incomplete=True, next_step=step)
            )

    def _add_target(self, link: bytes, here: Listing, inside: Listing, sink: Sink) -> None:
        """Add what a symlink of the command line points to: a directory, or a file of this tree."""
        target = os.path.realpath(link)
        name, listing = self._named(target, here, inside)
        if os.path.isdir(target):
            self._add_directory(target, here, inside, sink)
        elif os.path.isfile(target) and not name.startswith((b"../", b"/")):
            listing.files.append(name)
        elif os.path.lexists(target):
            reason = "a symlink to something outside of this directory, which was not followed"
            step = "Name the target itself to scan it."
            sink.skip(Skipped(os.fsdecode(self._named(link, here, inside)[0]), reason, incomplete=True, next_step=step))

    def _add_directory(self, given: bytes, here: Listing, inside: Listing, sink: Sink) -> None:
        name, listing = self._named(given, here, inside)
        if b".git" in os.path.realpath(given).split(os.sep.encode()):
            step = "Name single files in it to scan them."
            sink.skip(
                Skipped(
                    os.fsdecode(name) or ".",
                    "git's own directory, which is not scanned",
                    incomplete=True,
                    next_step=step,
                )
            )
            return
        owner = self._owner(given, listing is inside)
        if owner is None:
            listing.walk(name)
            return
        top = self._named(owner.root, here, inside)[0]
        start = top + b"/" if top else b""
        listing.select(start + path for path in owner.list_worktree((given,), ignored=not self._gitignore))

    def _owner(self, directory: bytes, is_inside: bool) -> Repository | None:  # noqa: FBT001 - private
        """Return the repository whose files a directory holds: ours, one nested in it, or another one."""
        if is_inside and self._repo is not None:
            place, root = os.path.realpath(directory), os.path.realpath(self._repo.root)
            while place != root and not os.path.lexists(os.path.join(place, b".git")):
                place = os.path.dirname(place)
            if place == root:
                return self._repo
        from cf_secret_guard.git import Repository

        return Repository.discover(os.fsdecode(directory))

    def _named(self, given: bytes, here: Listing, inside: Listing) -> tuple[bytes, Listing]:
        """Return how reports spell a path, and the listing that it belongs to."""
        name = self._repo.relative(given) if self._repo is not None else None
        if name is not None:
            return name, inside
        head, tail = os.path.split(given)
        whole = tail in {b"", b".", b".."}
        place = os.path.realpath(given) if whole else os.path.join(os.path.realpath(head or b"."), tail)
        try:
            place = os.path.relpath(place, os.path.realpath(b"."))
        except ValueError:  # another drive
            return place.replace(os.sep.encode(), b"/"), here
        return (b"" if place == b"." else place.replace(os.sep.encode(), b"/")), here


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1
