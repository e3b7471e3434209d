"""Goes through a container and all that is inside of it, within limits, and tells a visitor what comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.containers.base import (
    HEAD_BYTES,
    Allowance,
    ContainerError,
    LimitError,
    Limits,
    NotAContainerError,
    Unread,
    identify,
)
from cf_secret_guard.containers.budget import UNPACK_STEP, Budget
from cf_secret_guard.containers.registry import load
from cf_secret_guard.containers.spool import Spool

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.containers.base import Format, Member, Stream, Take, Visitor

PIECE_BYTES = 256 * 1024
_NESTED_MEMORY = 4  # a quarter for what is inside: 136 + 34 + 9 + ... MiB stay below 182
_SUFFIXES = {
    b".tgz": b".tar",
    b".tbz": b".tar",
    b".tbz2": b".tar",
    b".txz": b".tar",
    b".tzst": b".tar",
    b".svgz": b".svg",
    b".gz": b"",
    b".bz2": b"",
    b".xz": b"",
    b".lzma": b"",
    b".zst": b"",
}
"""What a compressed file's name ends with, and what stands there instead once it is unpacked."""


class _Place(NamedTuple):
    """A container that is being opened."""

    path: bytes
    """Its own name: of the file, or in the container that it is in."""
    name: bytes
    """Where it stands in the outermost container; empty: that is it."""
    via: tuple[str, ...]
    memory: int


def walk(stream: Stream, size: int, path: bytes, visitor: Visitor, limits: Limits | None = None) -> None:
    """Open a container.

    Args:
        stream: its bytes, at their beginning; can seek.
        size: how many these are.
        path: its name, with ``/``.
        visitor: told of what is inside.
        limits: None: the usual ones.

    Raises:
        OSError: reading ``stream`` failed.
    """
    kind = identify(stream.read(HEAD_BYTES), path)
    if kind is None:
        return
    stream.seek(0)
    chosen = limits or Limits()
    _Walk(visitor, Budget(size, chosen), chosen).container(stream, kind, _Place(path, b"", (), chosen.memory))


def unpacked_name(path: bytes) -> bytes:
    """Name what is inside a compressed file that holds one thing only.

    Returns:
        The last part of ``path``, without the ending that says how it is compressed.
    """
    base = path.rpartition(b"/")[2]
    dot = base.rfind(b".")
    ending = _SUFFIXES.get(base[dot:].lower()) if dot > 0 else None
    return base if ending is None else base[:dot] + ending


class _Walk:
    def __init__(self, visitor: Visitor, budget: Budget, limits: Limits) -> None:
        self._visitor = visitor
        self._budget = budget
        self._limits = limits
        self._is_over = False

    def container(self, stream: Stream, kind: str, place: _Place) -> None:
        """Visit all members of a container; what stops us is told to the visitor."""
        opener = load(kind)
        allowed = Allowance(place.memory, self._budget.spend)
        try:
            for number, item in enumerate(opener.members(stream, place.path, allowed)):
                if number >= self._limits.members:
                    reason = f"it has more than {self._limits.members} members"
                    raise ContainerError(reason, f"Those behind were not scanned. {UNPACK_STEP}")  # noqa: TRY301 - handled like all that stops us here
                self._item(item, opener, place)
                if self._is_over:
                    return
        except NotAContainerError:
            return
        except ContainerError as error:
            self._visitor.skip(place.name, error.message, error.next_step)
        except LimitError as error:
            self._end(place.name, error)

    def _item(self, item: Member | Unread, opener: Format, place: _Place) -> None:
        name = item.name[: self._limits.name] + b"..." * (len(item.name) > self._limits.name)
        whole = _joined(place.name, name or unpacked_name(place.path))
        if isinstance(item, Unread):
            self._visitor.skip(whole, item.reason, item.next_step)
            return
        try:
            self._budget.member()
            self._member(self._budget.counted(item.read), whole, item, opener, place)
        except LimitError as error:
            self._end(whole, error)
        except ContainerError as error:
            self._visitor.skip(whole, error.message, error.next_step)

    def _end(self, name: bytes, error: LimitError) -> None:
        """Stop at a limit of the whole file, and say that this leaves out more than the member that it is met at."""
        self._is_over = True
        self._visitor.skip(name, f"{error.message}, and nothing behind it in the file was scanned", error.next_step)

    def _member(self, read: Callable[[int], bytes], whole: bytes, item: Member, opener: Format, place: _Place) -> None:
        """Hand on one member, and what is in it if it is a container."""
        source = _Source(read)
        path = item.name or unpacked_name(place.path)
        kind = identify(source.peek(), path)
        via = (*place.via, opener.via)
        if kind is not None and len(via) >= self._limits.depth:
            reason = f"more than {self._limits.depth} containers inside each other"
            self._visitor.skip(whole, reason, UNPACK_STEP)
            kind = None
        take = self._visitor.begin(whole, via, opened=kind is not None)
        try:
            source.send_to(take)
            if kind is not None:
                # A compressed file adds no place of its own: logs.tar.gz!etc/key.
                inner = _Place(path, whole if item.name else place.name, via, self._memory(place, opener))
                self._nested(source, kind, inner)
            while not self._is_over and source.read(PIECE_BYTES):
                pass
        finally:
            take.finish()

    def _nested(self, source: _Source, kind: str, inner: _Place) -> None:
        """Open a container inside a container."""
        if not load(kind).seeks:
            self.container(source, kind, inner)
            return
        with Spool() as spool:
            damage = None
            try:
                while data := source.read(PIECE_BYTES):
                    spool.write(data)
            except ContainerError as error:  # what there is of a damaged one counts
                damage = error
            spool.seek(0)
            self.container(spool, kind, inner)
            if damage is not None:
                raise damage

    @staticmethod
    def _memory(place: _Place, opener: Format) -> int:
        return place.memory // _NESTED_MEMORY if opener.is_hungry else place.memory


def _joined(outer: bytes, name: bytes) -> bytes:
    return outer + b"!" + name if outer else name


class _Source:
    """A Stream of a member, buffered; it cannot go back, but shows its beginning first.

    Args:
        read: of the member.
    """

    def __init__(self, read: Callable[[int], bytes]) -> None:
        self._read = read
        self._take: Take | None = None
        self._buffer = b""
        self._at = 0
        self._damage: ContainerError | None = None

    def peek(self) -> bytes:
        """Return its first HEAD_BYTES; fewer only if no more can be read."""
        try:
            while len(self._buffer) < HEAD_BYTES and (data := self._read(PIECE_BYTES)):
                self._buffer += data
        except ContainerError as error:  # what came before it counts
            self._damage = error
        return self._buffer[:HEAD_BYTES]

    def send_to(self, take: Take) -> None:
        """Give all bytes to ``take`` as well, from the first one on."""
        take.push(self._buffer)
        self._take = take

    def read(self, count: int, /) -> bytes:
        """See Stream."""
        if self._at >= len(self._buffer):
            self._fill()
        data = self._buffer[self._at : self._at + count]
        self._at += len(data)
        return data

    def _fill(self) -> None:
        if self._damage is not None:
            raise self._damage
        self._buffer, self._at = self._read(PIECE_BYTES), 0
        if self._take is not None and self._buffer:
            self._take.push(self._buffer)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """See Stream: nothing that reads from here goes back."""
        raise NotImplementedError(offset, whence)
