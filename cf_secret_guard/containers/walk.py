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
from cf_secret_guard.containers.remainder import PIECE_BYTES, Marking, Passing
from cf_secret_guard.containers.spool import NoRoomError, Spool

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.containers.base import Format, Member, Stream, Take, Visitor
    from cf_secret_guard.containers.remainder import Outer

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


def walk(stream: Stream, size: int, path: bytes, visitor: Visitor, limits: Limits | None = None) -> Marking:
    """Open a container.

    Args:
        stream: its bytes, at their beginning; can seek.
        size: how many these are.
        path: its name, with ``/``.
        visitor: told of what is inside.
        limits: None: the usual ones.

    Returns:
        What knows which of its bytes no member gave.

    Raises:
        OSError: reading ``stream`` failed.
    """
    kind = identify(stream.read(HEAD_BYTES), path)
    outer = Marking(stream)
    if kind is not None:
        outer.seek(0)
        chosen = limits or Limits()
        _Walk(visitor, Budget(size, chosen), chosen).container(outer, kind, _Place(path, b"", (), chosen.memory))
    return outer


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

    def container(self, stream: Outer, kind: str, place: _Place) -> None:
        """Visit all members of a container; what stops us is told to the visitor."""
        opener = load(kind)
        allowed = Allowance(place.memory, self._budget.spend)
        try:
            for number, item in enumerate(opener.members(stream, place.path, allowed)):
                if number >= self._limits.members:
                    reason = f"it has more than {self._limits.members} members"
                    step = f"Those behind were not scanned. {UNPACK_STEP}"
                    raise ContainerError(reason, step)  # noqa: TRY301 - handled like all that stops us here
                self._item(item, opener, place, stream)
                if self._is_over:
                    return
        except NotAContainerError:
            return
        except ContainerError as error:
            self._visitor.skip(place.name, error.message, error.next_step)
        except LimitError as error:
            self._end(place.name, error)

    def _item(self, item: Member | Unread, opener: Format, place: _Place, stream: Outer) -> None:
        name = item.name[: self._limits.name] + b"..." * (len(item.name) > self._limits.name)
        whole = _joined(place.name, name or unpacked_name(place.path))
        if isinstance(item, Unread):
            self._visitor.skip(whole, item.reason, item.next_step)
            return
        try:
            self._budget.member()
            stream.is_inside = item.is_plain
            self._member(self._budget.counted(item.read), whole, item, opener, place)
        except LimitError as error:
            self._end(whole, error)
        except ContainerError as error:
            self._visitor.skip(whole, error.message, error.next_step)
        finally:
            stream.is_inside = False

    def _end(self, name: bytes, error: LimitError) -> None:
        """Stop at a limit of the whole file, and say that this leaves out more than the member that it is met at."""
        self._is_over = True
        self._visitor.skip(name, f"{error.message}, and nothing behind it in the file was scanned", error.next_step)

    def _member(self, read: Callable[[int], bytes], whole: bytes, item: Member, opener: Format, place: _Place) -> None:
        """Hand on one member, and what is in it if it is a container."""
        source = Passing(read)
        path = item.name or unpacked_name(place.path)
        kind = identify(source.peek(), path)
        via = (*place.via, opener.via)
        if kind is not None and len(via) >= self._limits.depth:
            reason = f"more than {self._limits.depth} containers inside each other"
            self._visitor.skip(whole, reason, UNPACK_STEP)
            kind = None
        take = self._visitor.begin(whole, via, opened=kind is not None)
        # A compressed file adds no place of its own: logs.tar.gz!etc/key.
        inner = _Place(path, whole if item.name else place.name, via, self._memory(place, opener))
        try:
            if kind is not None and load(kind).seeks:
                self._copied(source, kind, inner, take)
                return
            source.give_rest_to(take)
            if kind is not None:
                self.container(source, kind, inner)
            self._drain(source)
        finally:
            source.finish()
            take.finish()

    def _drain(self, source: Passing) -> None:
        while not self._is_over and source.read(PIECE_BYTES):
            pass

    def _copied(self, source: Passing, kind: str, inner: _Place, take: Take) -> None:
        """Open a container inside a container that cannot be read in one direction."""
        with Spool() as spool:
            stopped: ContainerError | LimitError | None = None
            data = b""
            try:
                while data := source.read(PIECE_BYTES):
                    spool.write(data)
            except (ContainerError, LimitError) as error:  # what there is of it counts
                stopped = error
            outer = Marking(spool)
            outer.seek(0)
            if not isinstance(stopped, LimitError):
                self.container(outer, kind, inner)
            outer.give_rest(take)
            if isinstance(stopped, NoRoomError):
                take.push(data)
                source.give_rest_to(take)
                self._drain(source)
            if stopped is not None:
                raise stopped

    @staticmethod
    def _memory(place: _Place, opener: Format) -> int:
        return place.memory // _NESTED_MEMORY if opener.is_hungry else place.memory


def _joined(outer: bytes, name: bytes) -> bytes:
    return outer + b"!" + name if outer else name
