"""Looks at very many git objects, shared out among workers that only sift, and reads those that need it again."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.stream import stream
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.prefilter.bare import is_vouched_for
from cf_secret_guard.prefilter.literals import path_triggers
from cf_secret_guard.sources import workers
from cf_secret_guard.sources.base import OVERLAP_BYTES
from cf_secret_guard.sources.blobs import ABSENT_STEP, scan_blob
from cf_secret_guard.sources.commit_texts import feed_texts
from cf_secret_guard.sources.feeder import Feeder, is_lfs_pointer
from cf_secret_guard.sources.workers import Sifted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.objects import Blob
    from cf_secret_guard.git.stream import Piece
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

UNREACHABLE = b"<unreachable "
"""How the made-up path of an object begins that nothing reaches."""
_TEXTS = frozenset({"commit", "tag"})
_MOST_RUN, _LEAST_RUN = 4096, 64
"""Objects of a run: git is started for each, and the last ones should end at the same time."""
_WAITING = 512
"""Objects that are collected before they are read again: git is started for each such lot."""


class Names:
    """The paths that the objects are known to stand at, as far as they matter to anybody.

    Args:
        digits: of an object id.
        at_head: by id, the paths of HEAD's tree that speak of Cloudflare.
    """

    def __init__(self, digits: int, at_head: Mapping[bytes, Sequence[bytes]]) -> None:
        self.digits = digits
        self.at_head = at_head

    def oid(self, line: bytes) -> bytes:
        """The id in ``<oid> <path>``."""
        return line[: self.digits]

    def listed(self, line: bytes) -> bytes:
        """The path in ``<oid> <path>``; empty if there is none."""
        return line[self.digits + 1 :]

    def paths(self, line: bytes) -> tuple[bytes, ...]:
        """All paths that are known; at least one, made up if need be."""
        oid = self.oid(line)
        named = (self.listed(line) or b"<blob " + oid + b">", *self.at_head.get(oid, ()))
        return tuple(dict.fromkeys(named))


class Sifter:
    """Lets git stream objects, and tells which of them need a closer look.

    Args:
        names: of the objects.
        sieve: the prefilter.
        directory: where git runs.
        max_size: bytes; larger blobs are marked. None: no limit.
    """

    def __init__(self, names: Names, sieve: Prefilter, directory: str | None, max_size: int | None) -> None:
        self._names = names
        self._triggers = sieve.triggers
        self._directory = directory
        self._max_size = max_size

    def get_ready(self) -> None:
        """Have the prefilter finish what it prepares in a thread: a fork must not happen meanwhile."""
        self._triggers(b"")

    def sift(self, lines: Sequence[bytes]) -> Sifted:
        """Look at each of ``lines`` (``<oid> <path>``); what git cannot give is marked, trees are passed over."""
        if not hasattr(os, "memfd_create"):
            return Sifted(0, 0, list(range(len(lines))))
        names = self._names
        by_name = bool(names.at_head) or path_triggers(b"/".join(map(names.listed, lines)))
        files = size = 0
        marked: list[int] = []
        last = done = -1
        for piece in stream([names.oid(line) for line in lines], self._directory, OVERLAP_BYTES):
            number = piece.number
            if number == last or piece.kind == b"tree":
                continue
            if self._needs_a_look(piece) or (by_name and self._is_vouched_for(lines[number], piece)):
                marked.append(number)
                last = number
                if number == done:  # an earlier part of it seemed harmless
                    files, size = files - 1, size - piece.size
            elif number != done:
                done = number
                files, size = files + 1, size + piece.size
        return Sifted(files, size, marked)

    def _needs_a_look(self, piece: Piece) -> bool:
        if not piece.kind or self._triggers(piece.data):
            return True
        # What looks like a container belongs here as well: piece.data[:n] of its first part is its head.
        is_too_large = self._max_size is not None and piece.size > self._max_size
        return piece.kind == b"blob" and (is_too_large or is_lfs_pointer(piece.data))

    def _is_vouched_for(self, line: bytes, piece: Piece) -> bool:
        if piece.kind != b"blob" or piece.size != len(piece.data):  # a bare credential is small
            return False
        names = self._names
        return any(
            path_triggers(path) and is_vouched_for(path, bytes(piece.data))
            for path in (names.listed(line), *names.at_head.get(names.oid(line), ()))
        )


class Reader:
    """Takes what the sifting marked, reads it properly, and hands on windows and notes.

    Args:
        repository: whose objects they are.
        names: of the objects.
        sieve: the prefilter.
        sink: gets the windows, notes and counts.
        max_size: bytes; larger blobs are skipped and named. None: no limit.
    """

    def __init__(
        self, repository: Repository, names: Names, sieve: Prefilter, sink: Sink, max_size: int | None
    ) -> None:
        self._repository = repository
        self._names = names
        self._sieve = sieve
        self._sink = sink
        self._max_size = max_size
        self._feeder = Feeder(sieve, sink)
        self.listed: dict[str, bytes] = {}
        """By id, the paths that blobs were listed with, of those that were read here."""
        self._waiting: list[bytes] = []

    def take(self, lines: Sequence[bytes], sifted: Sifted) -> None:
        """Take the outcome of a run; see :func:`sweep`."""
        self._sink.count(0, sifted.files, sifted.size)
        for index in sifted.marked:
            self._waiting.append(lines[index])
            if len(self._waiting) >= _WAITING:
                self.flush()

    def flush(self) -> None:
        """Read all that waits."""
        lines = {self._names.oid(line).decode("ascii"): line for line in self._waiting}
        self._waiting = []
        for blob in self._repository.read_blobs(lines):
            path = self._names.listed(lines[blob.oid])
            if path and not path.startswith(UNREACHABLE):
                self.listed[blob.oid] = path
            self._read(blob, self._names.paths(lines[blob.oid]))

    def _read(self, blob: Blob, paths: Sequence[bytes]) -> None:
        if blob.kind in _TEXTS:
            try:
                self._sink.count(0, 1, feed_texts(blob.read, blob.oid, self._sieve, self._sink))
            except GitError as error:
                where = f"<{blob.kind} {blob.oid}>"
                self._sink.skip(Skipped(where, error.message, incomplete=True, next_step=error.next_step))
        elif blob.size is None:
            self._sink.skip(
                Skipped(f"{display_path(paths[0])} ({blob.oid})", blob.problem, incomplete=True, next_step=ABSENT_STEP)
            )
        elif blob.kind != "tree":
            scan_blob(blob, paths, self._feeder, self._sink, self._max_size)


def sweep(lines: Sequence[bytes], sifter: Sifter, jobs: int, take: Callable[[Sequence[bytes], Sifted], None]) -> None:
    """Sift objects in runs, shared out among processes where that pays.

    Args:
        lines: ``<oid> <path>`` each; those whose contents are alike should be neighbours.
        sifter: looks at them.
        jobs: how many workers to use; 1: this process alone.
        take: gets each run and its outcome, in this process, in any order.
    """
    sifter.get_ready()
    run = max(_LEAST_RUN, min(_MOST_RUN, len(lines) // (4 * jobs)))
    if jobs > 1 and len(lines) >= workers.WORTHWHILE_FILES and workers.can_fork():
        workers.sweep(lines, sifter.sift, jobs, take, run)
        return
    for start in range(0, len(lines), run):
        part = lines[start : start + run]
        take(part, sifter.sift(part))
