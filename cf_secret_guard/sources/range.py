"""What a part of the history brings in: every blob, message and tag, whether a later commit takes it away or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError, UsageError
from cf_secret_guard.git.index import GITLINK, below
from cf_secret_guard.git.revisions import TreeEntry
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.base import WINDOW_BYTES, Introduction, Origins
from cf_secret_guard.sources.blobs import SUBMODULE, scan_blob
from cf_secret_guard.sources.commit_texts import facts, feed_texts
from cf_secret_guard.sources.feeder import Feeder
from cf_secret_guard.sources.windows import take

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.objects import Blob
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink
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
        paths: files or directories, relative to the current directory; only they count, and no messages. None: all.
        excluded: says for a path from the root why it is not wanted, or None.
        max_size: bytes; larger blobs are skipped and named. None: no limit.

    Raises:
        UsageError: a path is outside of the repository.
    """

    def __init__(
        self,
        repository: Repository,
        selection: Selection,
        *,
        mode: str,
        paths: Sequence[str] | None = None,
        excluded: Callable[[bytes], str | None] | None = None,
        max_size: int | None = None,
    ) -> None:
        self.mode = mode
        self.label = selection.label
        self.remark = selection.remark
        self.commits = 0
        """How many there are; known behind :meth:`each`."""
        self._repository = repository
        self._selection = selection
        self._asked = None if paths is None else frozenset(_inside(repository, path) for path in paths)
        self._excluded = excluded
        self._max_size = max_size

    @property
    def within(self) -> Callable[[bytes], bool] | None:
        """See HistoricSource."""
        asked = self._asked
        return None if asked is None else lambda path: below(path, asked)

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each."""
        listing = _Listing(self._excluded, self.within, sink)
        self._list(listing)
        self.commits = len(listing.commits)
        self._note_cuts(listing.roots, sink)
        sink.expect(listing.files)
        sink.count(listing.files, 0, 0)
        texts = [] if self._asked is not None else [*listing.commits, *self._selection.tags]
        feeder = Feeder(sieve, sink)
        for blob in self._repository.read_blobs([*listing.blobs, *texts]):
            paths = listing.blobs.get(blob.oid)
            if paths is not None:
                scan_blob(blob, [*paths], feeder, sink, self._max_size)
            else:
                _scan_texts(blob, sieve, sink)

    def origins(self, blobs: Collection[str]) -> Origins:
        """See HistoricSource."""
        selected = self._selection
        order: dict[str, int] = {}
        introduced: dict[str, list[Introduction]] = {}
        for commit, change in self._repository.changes(selected.tips, selected.excluded):
            if change is not None and change.is_new and change.oid in blobs:
                order.setdefault(commit.oid, -len(order))
                introduced.setdefault(change.oid, []).append(Introduction(commit.oid, commit.time, change.path))
        oldest_first = {oid: found[::-1] for oid, found in introduced.items()}  # git tells descendants first
        for entry in self._loose():
            if entry.oid in blobs:
                oldest_first.setdefault(entry.oid, []).append(Introduction("", 0, entry.path))
        at_head = frozenset(entry.oid for entry in self._repository.tree() if entry.oid in blobs)
        return Origins(oldest_first, at_head, order)

    def _list(self, listing: _Listing) -> None:
        selected = self._selection
        for commit, change in self._repository.changes(selected.tips, selected.excluded):
            if change is None:
                listing.commits.append(commit.oid)
                if not commit.parents:
                    listing.roots.append(commit.oid)
            elif change.is_new:
                listing.add(change.path, change.mode, change.oid)
        for entry in self._loose():
            listing.add(*entry)

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
                sink.skip(Skipped(_named(found.oid), _CUT, incomplete=True, next_step=_CUT_STEP))


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
        self._sink = sink

    @property
    def files(self) -> int:
        """How many paths there are."""
        return sum(path is not None for path in self._paths.values())

    def add(self, path: bytes, mode: str, oid: str | None) -> None:
        """Add what stands at a path, unless it is not wanted there."""
        if path not in self._paths:
            self._paths[path] = path if self._is_wanted(path) else None
        place = self._paths[path]
        if place is None:
            return
        if mode == GITLINK:
            self._sink.skip(Skipped(display_path(place), SUBMODULE, incomplete=False, next_step="Scan it there, too."))
        elif oid is not None:
            self.blobs.setdefault(oid, {})[place] = None

    def _is_wanted(self, path: bytes) -> bool:
        if self._within is not None and not self._within(path):
            return False
        reason = self._excluded(path) if self._excluded is not None else None
        if reason is not None:
            self._sink.skip(Skipped(display_path(path), reason, incomplete=False))
        return reason is None


def _scan_texts(blob: Blob, sieve: Prefilter, sink: Sink) -> None:
    """Look at a commit or a tag."""
    problem, step = blob.problem, ""
    if blob.size is not None:
        try:
            sink.count(0, 0, feed_texts(blob.read, blob.oid, sieve, sink))
        except GitError as error:
            problem, step = error.message, error.next_step
    if problem:
        sink.skip(Skipped(_named(blob.oid), problem, incomplete=True, next_step=step or "Run `git fsck`."))


def _named(commit: str) -> str:
    return f"<commit {commit[:_SHORT_ID]}>"


def _inside(repository: Repository, path: str) -> bytes:
    found = repository.relative(path)
    if found is None:
        raise UsageError(f"{path!r} is outside of the repository", "Name a path inside it.")
    return found
