"""Looks into a blob that is a container: what comes out of it goes the way of every blob."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.containers.remainder import Marking
from cf_secret_guard.containers.spool import NoRoomError, Spool
from cf_secret_guard.containers.walk import walk
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.base import Window
from cf_secret_guard.sources.windows import Cutter

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.containers.base import Limits, Stream
    from cf_secret_guard.sources.base import Sink

    Look = Callable[[Window, Sequence[bytes]], None]


class Unpacking:
    """One container at the places where it stands. A Visitor.

    Args:
        look: takes the windows of members.
        sink: takes notes.
        paths: where the container stands.
        blob: its git object id, if it has one.
        again: its bytes, to be read once more; None: they are kept as they pass.
    """

    def __init__(self, look: Look, sink: Sink, paths: Sequence[bytes], blob: str | None, again: Stream | None) -> None:
        self._look = look
        self._sink = sink
        self._paths = paths
        self._blob = blob
        self._again = again
        self._copy = Spool() if again is None else None
        self._problem: NoRoomError | None = None
        self._bare = self.begin(b"", (), opened=True)
        """Takes what no member gives."""

    def keep(self, data: bytes) -> None:
        """Take the container's next bytes."""
        if self._problem is not None:
            self._bare.push(data)
        elif self._copy is not None:
            try:
                self._copy.write(data)
            except NoRoomError as error:
                self._problem = error
                Marking(self._copy).give_rest(self._bare)
                self._bare.push(data)

    def run(self, size: int, limits: Limits | None) -> None:
        """Look at everything in the container, and then at the rest of its bytes.

        Args:
            size: of the container, in bytes.
            limits: how far it is followed.

        Raises:
            OSError: it could not be read again.
        """
        if self._problem is not None:
            self.skip(b"", self._problem.message, self._problem.next_step)
        elif stream := self._again or self._copy:
            stream.seek(0)
            walk(stream, size, self._paths[0], self, limits).give_rest(self._bare)
        self._bare.finish()

    def close(self) -> None:
        """Throw the copy away, if there is one."""
        if self._copy is not None:
            self._copy.close()

    def begin(self, name: bytes, via: tuple[str, ...], *, opened: bool) -> _Member:
        """See Visitor."""
        like = Window(self._paths[0], self._blob, b"", member=name, via=via, opened=opened)
        return _Member(Cutter(like), lambda window: self._look(window, self._paths))

    def skip(self, name: bytes, reason: str, next_step: str) -> None:
        """See Visitor."""
        in_part = not name  # the bytes of the container itself were looked at
        for path in self._paths:
            place = Window(path, None, b"", member=name).name
            self._sink.skip(Skipped(display_path(place), reason, incomplete=True, next_step=next_step, in_part=in_part))


class _Member:
    """Takes the bytes of a member, and has them looked at window by window."""

    def __init__(self, cutter: Cutter, look: Callable[[Window], None]) -> None:
        self._cutter = cutter
        self._look = look

    def push(self, data: bytes) -> None:
        """See Take."""
        while len(data) > self._cutter.room:
            room = self._cutter.room
            self._hand_on(self._cutter.push(data[:room]))
            data = data[room:]
        self._hand_on(self._cutter.push(data))

    def finish(self) -> None:
        """See Take."""
        self._hand_on(self._cutter.finish())

    def _hand_on(self, window: Window | None) -> None:
        if window is not None:
            self._look(window)
