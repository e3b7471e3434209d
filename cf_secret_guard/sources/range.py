"""What a part of the history brings in: every blob, message and tag, whether a later commit takes it away or not."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import origins
from cf_secret_guard.git.index import GITLINK
from cf_secret_guard.git.revisions import TreeEntry
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.base import WINDOW_BYTES, Introduction, Origins
from cf_secret_guard.sources.blobs import SUBMODULE
from cf_secret_guard.sources.commit_texts import facts, feed_ref_name
from cf_secret_guard.sources.objects import Names, Reader, Sifter, sweep
from cf_secret_guard.sources.windows import take

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.changes import Change, Commit
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink
    from cf_secret_guard.sources.salvage import Salvaged
    from cf_secret_guard.sources.selection import Selection

_SHORT_ID = 12
_CUT = "its parents are not in this shallow clone: all its files were scanned, but not the commits before it"
_CUT_STEP = "Fetch them (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout) and run again."


class RangeSource:
    """The commits of a selection, each compared with its parents.

    A blob that was in the repository before is looked at again where a commit brings it in at another path: a rename
    can move it out of an ignored folder.

    Args:
        repository: whose history.
        selection: which commits, tags and objects.
        mode: the report's word: ``range`` or ``push``.
        within: says if a path lies in what was asked for; None: everything does. Messages lie nowhere.
        excluded: says for a path from the root why it is not wanted, or None.
        max_size: bytes; larger blobs are skipped and named. None: no limit.
        jobs: workers; 0: one a core.
    """

    def __init__(
        self,
        repository: Repository,
        selection: Selection,
        *,
        mode: str,
        within: Callable[[bytes], bool] | None = None,
        excluded: Callable[[bytes], str | None] | None = None,
        max_size: int | None = None,
        jobs: int = 0,
    ) -> None:
        self.mode = mode
        self.label = selection.label
        self.remark = selection.remark
        self.commits = 0
        """How many there are; known behind :meth:`each`."""
        self.within = within
        self._repository = repository
        self._selection = selection
        self._excluded = excluded
        self._max_size = max_size
        self._jobs = jobs or os.cpu_count() or 1
        self._salvaged: Salvaged | None = None

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each."""
        listing = _Listing(self._excluded, self.within, sink)
        try:
            self._list(listing, self._repository.changes(self._selection.tips, self._selection.excluded))
        except GitError:
            from cf_secret_guard.sources.salvage import salvage

            self._salvaged = salvage(self._repository, self._selection.tips, self._selection.excluded, sink)
            listing.commits, listing.roots = [], []
            self._list(listing, self._salvaged.changes)
            listing.commits = [*self._salvaged.commits]
        self._list_loose(listing)
        self.commits = len(listing.commits)
        self._note_cuts(listing.roots, sink)
        for name in self._selection.refs if self.within is None else ():
            feed_ref_name(name, sink)
        texts = [*listing.commits, *self._selection.tags] if self.within is None else []
        lines = listing.lines(texts)
        sink.expect(len(lines))
        names = Names(self._repository.digits, listing.other_paths())
        sifter = Sifter(names, sieve, self._repository.directory, self._max_size, archives=sink.archives)
        reader = Reader(self._repository, names, sieve, sink, self._max_size)
        try:
            sweep(lines, sifter, self._jobs, reader.take)
        finally:  # an interrupted scan reports what it came upon
            reader.flush()

    def origins(self, blobs: Collection[str]) -> Origins:
        """See HistoricSource."""
        selected, directory = self._selection, self._repository.directory
        order: dict[str, int] = {}
        introduced: dict[str, list[Introduction]] = {}
        if self._salvaged is not None:
            introduced = self._salvaged.introduced(blobs)
            order = {oid: number for number, oid in enumerate(reversed(self._salvaged.commits))}
        else:
            for found in origins.bringings(blobs, selected.tips, directory, selected.excluded):
                introduced.setdefault(found.blob, []).append(Introduction(found.commit, found.time, found.path))
                order.setdefault(found.commit, len(order))
        for entry in self._loose():
            if entry.oid in blobs:
                introduced.setdefault(entry.oid, []).append(Introduction("", 0, entry.path))
        at_head = frozenset(entry.oid for entry in self._repository.tree() if entry.oid in blobs)
        return Origins(introduced, at_head, order)

    def _list(self, listing: _Listing, pairs: Iterable[tuple[Commit, Change | None]]) -> None:
        for commit, change in pairs:
            if change is None:
                listing.commits.append(commit.oid)
                if not commit.parents:
                    listing.roots.append(commit.oid)
            elif change.is_new:
                listing.add(change.path, change.mode, change.oid)

    def _list_loose(self, listing: _Listing) -> None:
        try:
            for entry in self._loose():
                listing.add(*entry)
        except GitError as error:
            listing.sink.skip(Skipped("<history>", error.message, incomplete=True, next_step="Run `git fsck`."))

    def _loose(self) -> Iterator[TreeEntry]:
        """Yield what tags and refs name without a commit about it."""
        for tree in self._selection.trees:
            yield from self._repository.tree(tree)
        for name, oid in self._selection.blobs:
            yield TreeEntry(name, "100644", oid)

    def _note_cuts(self, roots: Sequence[str], sink: Sink) -> None:
        """Name the commits that look like the first of a history, and are not."""
        for found in self._repository.read_blobs(roots):
            if facts(take(found.read, WINDOW_BYTES)).parents:
                name = f"<commit {found.oid[:_SHORT_ID]}>"
                sink.skip(Skipped(name, _CUT, incomplete=True, next_step=_CUT_STEP))


class _Listing:
    """What there is to look at: commits, and blobs with all the paths that they are brought in at."""

    def __init__(
        self, excluded: Callable[[bytes], str | None] | None, within: Callable[[bytes], bool] | None, sink: Sink
    ) -> None:
        self.commits: list[str] = []
        self.roots: list[str] = []
        self.blobs: dict[str, dict[bytes, None]] = {}
        """Paths as keys, because they keep their order and come once."""
        self._paths: dict[bytes, bytes | None] = {}
        """Each path to the one object that stands for it everywhere; to None if it is not wanted."""
        self._excluded = excluded
        self._within = within
        self.sink = sink

    def lines(self, texts: Sequence[str]) -> list[bytes]:
        """Return ``<oid> <path>`` for every object, first the commits and tags ``texts``, which have no path.

        git stores the versions of a file as differences to one another: neighbours are fast to read.
        """
        found = [b"%s %s" % (oid.encode(), next(iter(paths))) for oid, paths in self.blobs.items()]
        found.sort(key=lambda line: line.partition(b" ")[2])
        return [b"%s " % oid.encode() for oid in texts] + found

    def other_paths(self) -> dict[bytes, list[bytes]]:
        """Return by id what :meth:`lines` leave out."""
        return {oid.encode(): [*paths][1:] for oid, paths in self.blobs.items() if len(paths) > 1}

    def add(self, path: bytes, mode: str, oid: str | None) -> None:
        """Add what stands at a path, unless it is not wanted there."""
        if path not in self._paths:
            self._paths[path] = path if self._is_wanted(path) else None
        place = self._paths[path]
        if place is None:
            return
        if mode == GITLINK:
            self.sink.skip(Skipped(display_path(place), SUBMODULE, incomplete=False, next_step="Scan it there, too."))
        elif oid is not None:
            self.blobs.setdefault(oid, {})[place] = None

    def _is_wanted(self, path: bytes) -> bool:
        if self._within is not None and not self._within(path):
            return False
        reason = self._excluded(path) if self._excluded is not None else None
        if reason is not None:
            self.sink.skip(Skipped(display_path(path), reason, incomplete=False))
        return reason is None
