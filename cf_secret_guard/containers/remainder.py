"""The bytes of a container that no member gave: headers, names, comments, what stands between members or behind them.

They are looked at like any blob, because something may be hidden there. Bytes that a member gave are looked at as that
member; twice would cost as much again, and most of the time of a scan of archives with ordinary text.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Protocol

from cf_secret_guard.containers.base import HEAD_BYTES, ContainerError, LimitError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.containers.base import Stream, Take

PIECE_BYTES = 256 * 1024


class Outer(Protocol):
    """A Stream of a container that can tell the bytes of its members from its own."""

    is_inside: bool
    """Whether what is read now is what a member gives, as it stands in the container."""

    def read(self, count: int, /) -> bytes:
        """See Stream."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """See Stream."""


class Marking:
    """An Outer that can go back, and remembers what members gave.

    Args:
        stream: the container, which can be read from any place.
    """

    def __init__(self, stream: Stream) -> None:
        self.is_inside = False
        self._stream = stream
        self._at = 0
        self._spans = array("Q")  # where what members gave begins and ends, in turn

    def read(self, count: int, /) -> bytes:
        """See Stream."""
        data = self._stream.read(count)
        begin, self._at = self._at, self._at + len(data)
        if self.is_inside and data:
            if self._spans and self._spans[-1] == begin:
                self._spans[-1] = self._at
            else:
                self._spans.extend((begin, self._at))
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """See Stream."""
        self._at = self._stream.seek(offset, whence)
        return self._at

    def give_rest(self, take: Take) -> None:
        """Give ``take`` all that no member gave."""
        self._stream.seek(0)
        at = 0
        for begin, end in self._merged():
            at += self._give(take, begin - at, _kept)
            at += self._give(take, end - at, _left_out)
        self._give(take, None, _kept)

    def _merged(self) -> Iterator[tuple[int, int]]:
        """Yield what members gave, in order; members may stand in each other."""
        at = 0
        for begin, end in sorted(zip(self._spans[::2], self._spans[1::2], strict=True)):
            if end > at:
                yield max(begin, at), end
                at = end

    def _give(self, take: Take, count: int | None, shown: Callable[[bytes], bytes]) -> int:
        given = 0
        while data := self._stream.read(PIECE_BYTES if count is None else min(PIECE_BYTES, count - given)):
            take.push(shown(data))
            given += len(data)
        return given


class Passing:
    """An Outer of a member, buffered; it cannot go back, but shows its beginning first.

    Args:
        read: of the member.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self.is_inside = False
        self._read = read
        self._take: Take | None = None
        self._buffer = b""
        self._at = 0
        self._end: ContainerError | LimitError | None = None

    def peek(self) -> bytes:
        """Return its first HEAD_BYTES; fewer only if no more can be read."""
        try:
            while len(self._buffer) < HEAD_BYTES and (data := self._read(PIECE_BYTES)):
                self._buffer += data
        except (ContainerError, LimitError) as error:  # what came before it counts
            self._end = error
        return self._buffer[:HEAD_BYTES]

    def give_rest_to(self, take: Take) -> None:
        """Give ``take`` from now on what is read and no member inside gives."""
        self._take = take

    def finish(self) -> None:
        """Give what was fetched and not read, because nobody went on to the end."""
        if self._take is not None:
            self._take.push(self._buffer[self._at :])

    def read(self, count: int, /) -> bytes:
        """See Stream."""
        if self._at >= len(self._buffer):
            if self._end is not None:
                raise self._end
            self._buffer, self._at = self._read(PIECE_BYTES), 0
        data = self._buffer[self._at : self._at + count]
        self._at += len(data)
        if self._take is not None and data:
            self._take.push(_left_out(data) if self.is_inside else data)
        return data

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """See Stream: nothing that reads from here goes back."""
        raise NotImplementedError(offset, whence)


def _kept(data: bytes) -> bytes:
    return data


def _left_out(data: bytes) -> bytes:
    """What stands for bytes that are looked at elsewhere: their line ends, so that lines count on."""
    return b"\n" * data.count(b"\n") or b"\0"
