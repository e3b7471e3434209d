"""Contents of git objects, streamed from one ``git cat-file --batch``."""

from __future__ import annotations

from collections import deque
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError
from cf_secret_guard.git.base import READ_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cf_secret_guard.git.base import Process

# Requests are written ahead of their answers, but never more than any system's pipe holds (POSIX: 4096 bytes), so that
# git and we cannot both wait for the other. 60 object ids of 64 digits and their newlines stay below.
_AHEAD = 60
_MISSING = "the object is missing from this repository, or damaged"


class Blob(NamedTuple):
    """An object that was asked for."""

    oid: str
    size: int | None
    """Bytes; None if it cannot be read here."""
    read: Callable[[int], bytes]
    """Return 1 to n further bytes, ``b""`` at the end; GitError if git fails on the way. Valid until the next Blob."""
    problem: str = ""
    """Why ``size`` is None."""
    kind: str = ""
    """``blob``, ``commit``, ``tag`` or ``tree``; empty if ``size`` is None."""


def read_blobs(oids: Iterable[str], *, directory: str | None = None) -> Iterator[Blob]:
    """Yield the objects in the order asked for; what the caller does not read of one is passed over.

    One process serves all. Where an object is so broken that git dies of it, another takes up the rest.

    Args:
        oids: full object ids.
        directory: where git runs; None: the current directory.

    Raises:
        GitError: git does not start.
    """
    source = iter(oids)
    unanswered = deque(islice(source, _AHEAD))
    while unanswered:
        with git_process.start(("cat-file", "--batch"), directory=directory) as process:
            yield from _serve(_Answers(process), unanswered, source)


def _serve(answers: _Answers, unanswered: deque[str], source: Iterator[str]) -> Iterator[Blob]:
    """Yield blobs from one process until all are answered or it is dead; ``unanswered`` is what is left then."""
    answers.ask(unanswered)
    while unanswered:
        yield answers.next(unanswered.popleft())
        answers.pass_over()
        if not unanswered:
            unanswered.extend(islice(source, _AHEAD))
            if not answers.dead:
                answers.ask(unanswered)
        if answers.dead:
            return


class _Answers:
    """Reads one answer after the other from ``git cat-file --batch``."""

    def __init__(self, process: Process) -> None:
        self.dead = False
        self._process = process
        self._buffer = b""
        self._left = 0

    def ask(self, oids: Iterable[str]) -> None:
        """Send requests."""
        self._process.write("".join(f"{oid}\n" for oid in oids).encode())

    def next(self, oid: str) -> Blob:
        """Read the header of the answer for ``oid``."""
        try:
            words = self._line().split(b" ")
        except GitError as error:
            return Blob(oid, None, self._read, error.message)
        if len(words) != 3:  # noqa: PLR2004 - "<oid> blob <size>"; otherwise "<oid> missing"
            return Blob(oid, None, self._read, _MISSING)
        self._left = int(words[2])
        if not self._left:
            self._end_of_object()
        return Blob(oid, self._left, self._read, kind=words[1].decode("ascii", "replace"))

    def pass_over(self) -> None:
        """Read what is left of the current answer and the newline behind it."""
        try:
            while not self.dead and self._read(READ_BYTES):
                pass
        except GitError:
            return  # whoever wanted this object has had the error from its own read

    def _read(self, limit: int) -> bytes:
        if not self._left:
            return b""
        piece = self._take(min(limit, self._left))
        self._left -= len(piece)
        if not self._left:
            self._end_of_object()
        return piece

    def _end_of_object(self) -> None:
        self._take(1)  # the newline behind the content

    def _line(self) -> bytes:
        while b"\n" not in self._buffer:
            self._buffer += self._receive(READ_BYTES)
        line, _, self._buffer = self._buffer.partition(b"\n")
        return line

    def _take(self, limit: int) -> bytes:
        if not self._buffer:
            return self._receive(limit)
        piece, self._buffer = self._buffer[:limit], self._buffer[limit:]
        return piece

    def _receive(self, limit: int) -> bytes:
        """Return bytes from git, at least one."""
        try:
            piece = self._process.read(min(limit, READ_BYTES))
            if piece:
                return piece
            words = self._process.finish()[1]
        except GitError:
            self.dead = True
            raise
        self.dead = True
        self._left = 0
        if "promisor remote" in words:  # of a partial clone: git would fetch it, and dies where it must not
            raise GitError(_MISSING, "Fetch it.")
        raise GitError(f"git cannot read the object ({words})", "Run `git fsck` to see what is damaged.")
