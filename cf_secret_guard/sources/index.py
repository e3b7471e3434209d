"""What the next commit would contain: blobs of the index, read by object id, never the work tree."""
# ruff: noqa: PTH118 - paths are bytes, which pathlib does not take; it would also cost every commit 7 ms

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.blobs import SUBMODULE, scan_blob
from cf_secret_guard.sources.feeder import Feeder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.index import StagedEntry
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

_GITLINK = "160000"
_BASE = 1  # the stage of an unmerged path's common ancestor


class StagedSource:
    """The index of a repository.

    Args:
        repository: whose index.
        paths: files or directories, relative to the current directory: their entries, whether they differ from HEAD or
            not. None: all entries that differ from HEAD, of the whole repository.
        excluded: says for a path from the root why it is not wanted, or None.
        max_size: bytes; larger blobs are skipped and named. None: no limit.
    """

    mode = "staged"

    def __init__(
        self,
        repository: Repository,
        paths: Sequence[str] | None = None,
        *,
        excluded: Callable[[bytes], str | None] | None = None,
        max_size: int | None = None,
    ) -> None:
        self._repository = repository
        self._paths = paths
        self._excluded = excluded
        self._max_size = max_size

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each.

        Raises:
            GitError: git could not list the index.
            UsageError: a given path is outside of the repository, or exists neither in the index nor on disk.
        """
        by_oid: dict[str, list[bytes]] = {}
        for entry in self._wanted(self._listed(sink), sink):
            by_oid.setdefault(entry.oid, []).append(entry.path)
        files = sum(map(len, by_oid.values()))
        sink.expect(files)
        sink.count(files, 0, 0)
        feeder = Feeder(sieve, sink)
        for blob in self._repository.read_blobs(by_oid):
            scan_blob(blob, by_oid[blob.oid], feeder, sink, self._max_size)

    def _listed(self, sink: Sink) -> list[StagedEntry]:
        if self._paths is None:
            return self._repository.staged()
        named: dict[bytes, str] = {}
        for path in self._paths:
            inside = self._repository.relative(path)
            if inside is None:
                raise UsageError(f"{path!r} is outside of the repository", "Name a path inside it, or scan it alone.")
            named[inside] = path
        entries = self._repository.staged(tuple(named))
        have = _with_parents((entry.path for entry in entries), named.keys())
        self._explain({path: name for path, name in named.items() if path not in have and path}, sink)
        return entries

    def _explain(self, absent: dict[bytes, str], sink: Sink) -> None:
        """Say of each path that was asked for and is not in the index, why."""
        deleted = self._repository.in_head(tuple(absent))
        for path, name in absent.items():
            if path in deleted:
                sink.skip(Skipped(display_path(path), "the next commit deletes it", incomplete=False))
            elif os.path.lexists(os.path.join(self._repository.root, path)):
                step = f"Run `git add` first, or scan the file on disk: cf-secret-guard scan {name}"
                sink.skip(Skipped(display_path(path), "not in the index", incomplete=True, next_step=step))
            else:
                raise UsageError(f"{name!r} is neither in the index nor on disk", "Check how the path is written.")

    def _wanted(self, entries: Sequence[StagedEntry], sink: Sink) -> Iterator[StagedEntry]:
        """Leave out what is not wanted or has no content here, with a note for each."""
        unmerged = {entry.path: entry.stage for entry in entries if entry.stage}  # its highest stage
        for entry in entries:
            reason, step = self._reason_against(entry)
            if reason:
                sink.skip(Skipped(display_path(entry.path), reason, incomplete=False, next_step=step))
                continue
            if entry.stage and entry.stage == unmerged[entry.path]:
                reason = "unmerged: both sides are scanned, but what the commit will contain is not decided yet"
                sink.skip(
                    Skipped(
                        display_path(entry.path), reason, incomplete=False, next_step="Resolve it and `git add` it."
                    )
                )
            # The common ancestor is in HEAD's history already; it counts only where neither side has the path.
            if entry.stage != _BASE or unmerged[entry.path] == _BASE:
                yield entry

    def _reason_against(self, entry: StagedEntry) -> tuple[str, str]:
        """Return why an entry is not scanned and what to do about it, or two empty strings."""
        reason = self._excluded(entry.path) if self._excluded is not None else None
        if reason is not None:
            return reason, ""
        if entry.mode == _GITLINK:
            return SUBMODULE, "Install the hook there, too."
        if entry.intent_to_add:
            return "its content is not staged yet (--intent-to-add)", "Run `git add` to stage it."
        return "", ""


def _with_parents(paths: Iterable[bytes], among: Iterable[bytes]) -> set[bytes]:
    """Return those of ``among`` that are one of ``paths`` or a directory above one."""
    wanted, found = frozenset(among), set()
    for path in paths:
        place = path
        while place and place not in found:
            if place in wanted:
                found.add(place)
            place = place.rpartition(b"/")[0]
    return found
