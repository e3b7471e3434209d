"""All that a repository's refs reach: every blob once, and what people wrote into commits and tags.

Paths come last: a blob may stand at many, and only for the few that hold something git is asked for all of them.
"""

from __future__ import annotations

import os
from collections import deque
from itertools import islice
from typing import TYPE_CHECKING

from cf_secret_guard.git import origins
from cf_secret_guard.sources.base import Introduction, Origins
from cf_secret_guard.sources.inventory import Inventory, head
from cf_secret_guard.sources.objects import Names, Reader, Sifter, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping

    from cf_secret_guard.git import Repository
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

_PIECE = 4096
"""Lines of the listing that are kept as one string until their turn comes."""
_ROUND = 64
"""Pieces that are sorted and swept together: each of their lines is an object of its own then."""
_AHEAD_BYTES = 96 * 1024 * 1024
"""How far the listing is read ahead, so that one knows how much there is."""


class HistorySource:
    """Everything that git keeps, from all refs.

    Args:
        repository: whose history; it needs no work tree.
        unreachable: look at the stored objects that nothing reaches, too.
        jobs: workers; 0: one a core.
        max_size: bytes; larger blobs are skipped and named. None: no limit.
        within: says if a path lies in what was asked for; None: everything does. Messages lie nowhere.
    """

    mode = "history"

    def __init__(
        self,
        repository: Repository,
        *,
        unreachable: bool = False,
        jobs: int = 0,
        max_size: int | None = None,
        within: Callable[[bytes], bool] | None = None,
    ) -> None:
        self.within = within
        self._repository = repository
        self._unreachable = unreachable
        self._jobs = jobs or os.cpu_count() or 1
        self._max_size = max_size
        self._tips: list[str] = []
        self._listed: Mapping[str, bytes] = {}

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each."""
        inventory = Inventory(self._repository, sink, messages=self.within is None, unreachable=self._unreachable)
        inventory.enter(sieve)
        self._tips = inventory.commits
        names = Names(self._repository.digits, inventory.at_head)
        sifter = Sifter(names, sieve, self._repository.directory, self._max_size)
        reader = Reader(self._repository, names, sieve, sink, self._max_size)
        self._listed = reader.listed
        try:
            for lines in rounds(inventory.lines(), sink.expect):
                # git stores the versions of a file as differences to one another: neighbours are fast to read.
                lines.sort(key=names.listed)
                sweep(lines, sifter, self._jobs, reader.take)
        finally:  # an interrupted scan reports what it came upon
            reader.flush()

    def origins(self, blobs: Collection[str]) -> Origins:
        """See HistoricSource.origins."""
        directory = self._repository.directory
        introduced: dict[str, list[Introduction]] = {}
        order: dict[str, int] = {}
        for found in origins.bringings(blobs, self._tips, directory):
            introduced.setdefault(found.blob, []).append(Introduction(found.commit, found.time, found.path))
            order.setdefault(found.commit, len(order))
        for blob in blobs:
            if blob not in introduced and blob in self._listed:
                introduced[blob] = [Introduction("", 0, self._listed[blob])]
        at_head = frozenset(entry.oid for entry in head(directory) if entry.oid in blobs)
        return Origins(introduced, at_head, order)


def rounds(lines: Iterator[bytes], expect: Callable[[int], None]) -> Iterator[list[bytes]]:
    """Cut a listing of any length into lists that fit into memory.

    Args:
        lines: without newlines.
        expect: told how many there are, as soon as that is known.
    """
    waiting: deque[bytes] = deque()
    count = size = 0
    is_known = False
    while True:
        while size < _AHEAD_BYTES and (piece := list(islice(lines, _PIECE))):
            waiting.append(b"\n".join(piece))
            count, size = count + len(piece), size + len(waiting[-1])
        if size < _AHEAD_BYTES and not is_known:
            is_known = True
            expect(count)
        if not waiting:
            return
        taken = [waiting.popleft() for _ in range(min(_ROUND, len(waiting)))]
        size -= sum(map(len, taken))
        yield b"\n".join(taken).split(b"\n")
