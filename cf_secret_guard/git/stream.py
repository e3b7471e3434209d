"""Very many objects, as fast as git can give them: for a sieve that only tells which of them need a closer look.

Unlike :func:`cf_secret_guard.git.objects.read_blobs` it lets git answer into a full pipe, and reads into one buffer
that is used again and again. It needs files that exist in memory only, as Linux has them.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.git.base import Process

BUFFER_BYTES = 1024 * 1024
"""What is held of an object at once; a multiple of 4, so that UTF-32 stays aligned."""
_PIPE_BYTES = 1024 * 1024


class Piece(NamedTuple):
    """All of an object, or a part of one that is larger than the buffer."""

    number: int
    """Its place in the list that was asked for."""
    kind: bytes
    """``blob``, ``commit``, ``tag`` or ``tree``; empty: git does not have it, or cannot read it."""
    size: int
    """Of the whole object, in bytes."""
    data: memoryview
    """Valid until the next piece. Parts of one object overlap."""


def stream(oids: Sequence[bytes], directory: str | None, overlap: int) -> Iterator[Piece]:
    """Yield objects in the order asked for; where git dies of a broken one, another takes up the rest.

    Args:
        oids: full object ids, in hexadecimal.
        directory: where git runs.
        overlap: how many bytes parts of a large object share; a multiple of 4.

    Raises:
        GitError: git does not start.
    """
    buffer = memoryview(bytearray(BUFFER_BYTES))
    done = 0
    while done < len(oids):
        before = done
        for piece in _Answers(buffer, overlap).read(oids[done:], directory):
            yield piece._replace(number=before + piece.number)
            done = before + piece.number + 1


def _start(oids: Sequence[bytes], directory: str | None) -> Process:
    """Start git with all it is asked for in a file: nobody has to feed it."""
    asked = os.memfd_create("objects")
    try:
        with open(asked, "wb", closefd=False) as file:
            file.write(b"\n".join((*oids, b"")))
        os.lseek(asked, 0, os.SEEK_SET)
        process = git_process.start(("cat-file", "--batch", "--buffer"), directory=directory, stdin=asked)
    finally:
        os.close(asked)
    process.enlarge(_PIPE_BYTES)
    return process


class _Answers:
    """Reads what one ``git cat-file --batch`` says, until it has answered everything or is dead.

    ``buffer[begin:end]`` is what was read and not used.
    """

    def __init__(self, buffer: memoryview, overlap: int) -> None:
        self._buffer = buffer
        self._overlap = overlap
        self._begin = self._end = 0

    def read(self, oids: Sequence[bytes], directory: str | None) -> Iterator[Piece]:
        """Yield the answers; the last one, if git died of it, without a kind."""
        with _start(oids, directory) as process:
            for number in range(len(oids)):
                try:
                    yield from self._answer(process, number)
                except (GitError, ValueError):  # it died, or what it says is no answer
                    yield _unreadable(number)
                    return

    def _answer(self, process: Process, number: int) -> Iterator[Piece]:
        words = self._line(process).split(b" ")
        if len(words) != 3:  # noqa: PLR2004 - "<oid> blob <size>"; otherwise "<oid> missing"
            yield _unreadable(number)
            return
        kind, size = words[1], int(words[2])
        left, kept = size, 0
        while True:
            room = len(self._buffer)
            wanted = min(left + 1, room - kept)  # with the newline behind it
            self._need(process, kept + wanted)
            is_last = wanted == left + 1
            stop = self._begin + kept + wanted - is_last
            yield Piece(number, kind, size, self._buffer[self._begin : stop])
            left -= wanted - is_last
            if is_last:
                self._begin = stop + 1
                return
            kept = self._overlap
            self._begin = stop - kept

    def _line(self, process: Process) -> bytes:
        size = 0
        while True:
            data = bytes(self._buffer[self._begin : min(self._end, self._begin + 128)])
            place = data.find(b"\n")
            if place >= 0:
                self._begin += place + 1
                return data[:place]
            size = max(size + 1, len(data) + 1)
            self._need(process, size)

    def _need(self, process: Process, size: int) -> None:
        """Have ``size`` bytes, at most the buffer's, lie at ``begin``."""
        have = self._end - self._begin
        if have >= size:
            return
        if self._begin + size > len(self._buffer):
            self._buffer[:have] = self._buffer[self._begin : self._end]
            self._begin, self._end = 0, have
        while self._end - self._begin < size:
            more = process.read_into(self._buffer[self._end :])
            if not more:
                raise GitError("git ended before its answer", "Run `git fsck` to see what is damaged.")
            self._end += more


def _unreadable(number: int) -> Piece:
    return Piece(number, b"", 0, memoryview(b""))
