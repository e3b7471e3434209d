"""Takes a blob through the prefilter, window by window, and hands on what triggers: the same for every source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.prefilter.bare import is_vouched_for
from cf_secret_guard.sources.windows import windows

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

_LFS_POINTER = b"version https://git-lfs.github.com/spec/"
_LFS_REASON = "a Git LFS pointer: the content that it stands for is not in the repository"


class Feeder:
    """Looks at blobs, one after the other.

    Args:
        sieve: the prefilter.
        sink: gets the windows that trigger, and notes.
    """

    def __init__(self, sieve: Prefilter, sink: Sink) -> None:
        self._sieve = sieve
        self._sink = sink

    def feed(self, read: Callable[[int], bytes], paths: Sequence[bytes], blob: str | None = None) -> int:
        """Look at one blob to its end.

        Args:
            read: returns 1 to n further bytes, ``b""`` at the end. What it raises goes through.
            paths: where the blob stands, with ``/``; it is looked at once for each of them that triggers.
            blob: its git object id, if it has one.

        Returns:
            Its size in bytes.
        """
        size = 0
        for window in windows(read, paths[0], blob):
            size = window.offset + len(window.data)
            if blob is not None and not window.offset and is_lfs_pointer(window.data):
                for path in paths:
                    self._sink.skip(Skipped(display_path(path), _LFS_REASON, incomplete=False))
            triggered = self._sieve.triggers(window.data)
            for path in paths:
                if triggered or is_vouched_for(path, window.data):
                    self._sink.window(window._replace(path=path))
        return size


def is_lfs_pointer(head: bytes | memoryview) -> bool:
    """Say if a blob that begins so stands for a file that Git LFS keeps elsewhere."""
    return head[: len(_LFS_POINTER)] == _LFS_POINTER
