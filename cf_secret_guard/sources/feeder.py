"""Takes a blob through the prefilter, window by window, and hands on what triggers: the same for every source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.containers.base import HEAD_BYTES, is_container
from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.prefilter.bare import is_vouched_for
from cf_secret_guard.sources.windows import windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.containers.base import Limits, Stream
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink, Window
    from cf_secret_guard.sources.unpacking import Unpacking

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LFS_REASON = "a Git LFS pointer: the content that it stands for is not in the repository"


class Feeder:
    """Looks at blobs, one after the other, and into those that are containers.

    Args:
        sieve: the prefilter.
        sink: gets the windows that trigger, and notes; it says whether containers are opened.
        limits: how far containers are followed; None: the usual limits.
    """

    def __init__(self, sieve: Prefilter, sink: Sink, limits: Limits | None = None) -> None:
        self._sieve = sieve
        self._sink = sink
        self._limits = limits

    def feed(
        self,
        read: Callable[[int], bytes],
        paths: Sequence[bytes],
        blob: str | None = None,
        *,
        again: Stream | None = None,
    ) -> int:
        """Look at one blob to its end.

        Args:
            read: returns 1 to n further bytes, ``b""`` at the end. What it raises goes through.
            paths: where the blob stands, with ``/``; it is looked at once for each of them that triggers.
            blob: its git object id, if it has one.
            again: the same bytes to be read once more, if they can be; else a copy is made of what is a container.

        Returns:
            Its size in bytes.
        """
        size = 0
        opening: Unpacking | None = None
        try:
            for window in windows(read, paths[0], blob):
                if not window.offset:
                    self._note_pointer(window, paths)
                    opening = self._opening(window, paths, again)
                if opening is None:
                    self.look(window, paths)
                else:
                    opening.keep(window.data[size - window.offset :])
                size = window.offset + len(window.data)
            if opening is not None:
                opening.run(size, self._limits)
        finally:
            if opening is not None:
                opening.close()
        return size

    def _opening(self, first: Window, paths: Sequence[bytes], again: Stream | None) -> Unpacking | None:
        """Say who opens a blob that begins with this window; None: nobody, it is no container."""
        if not self._sink.archives or not is_container(first.data[:HEAD_BYTES], paths[0]):
            return None
        from cf_secret_guard.sources.unpacking import Unpacking

        return Unpacking(self.look, self._sink, paths, first.blob, again)

    def look(self, window: Window, paths: Sequence[bytes]) -> None:
        """Hand on one window for each of ``paths``, if it triggers or the path vouches for it."""
        triggered = self._sieve.triggers(window.data)
        for path in paths:
            if triggered or is_vouched_for(path + b"!" + window.member if window.member else path, window.data):
                self._sink.window(window._replace(path=path))

    def _note_pointer(self, window: Window, paths: Sequence[bytes]) -> None:
        if window.blob is not None and is_lfs_pointer(window.data):
            for path in paths:
                self._sink.skip(Skipped(display_path(path), _LFS_REASON, incomplete=False))


def is_lfs_pointer(head: bytes | memoryview) -> bool:
    """Say if a blob that begins so stands for a file that Git LFS keeps elsewhere."""
    return head[: len(_LFS_POINTER)] == _LFS_POINTER
