"""Files on disk: in a git work tree those that git knows or would add, elsewhere everything below a directory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.reader import Reader
from cf_secret_guard.sources.sweep import Sifter, sweep
from cf_secret_guard.sources.targets import Targets

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
        repo: the repository whose files are spelled from its root, if any.
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
        targets = Targets(self._repo, gitignore=self._gitignore, skip=sink.skip)
        for path in self._paths:
            targets.add(path)
        listings = [
            (listing.prefix, self._wanted(listing.files, sink), self._wanted(listing.links, sink))
            for listing in (targets.inside, targets.outside)
        ]
        sink.expect(sum(len(files) + len(links) for _, files, links in listings))
        for prefix, files, links in listings:
            reader = Reader(prefix, sieve, sink, self._max_size)
            for link in links:
                reader.read_link(link)
            sifter = Sifter(prefix, sieve, self._max_size, archives=sink.archives)
            sweep(files, sifter, self._jobs, reader.take)

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
                sink.skip(Skipped(display_path(path), reason, incomplete=False))
        return wanted


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1
