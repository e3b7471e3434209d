"""What a source gives: windows of content that the prefilter picked, and notes on what could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from cf_secret_guard.model import Skipped
    from cf_secret_guard.prefilter.base import Prefilter

WINDOW_BYTES = 4 * 1024 * 1024
"""The most of a blob that is held at once; a multiple of 4, so that UTF-32 stays aligned."""
OVERLAP_BYTES = 64 * 1024
"""How much of the previous window a window repeats, so that nothing is cut; a multiple of 4."""


class Window(NamedTuple):
    """A piece of one blob: all of it, unless it is larger than WINDOW_BYTES."""

    path: bytes
    """As git or the file system spells it, with ``/``; relative as the contract's ``path`` says."""
    blob: str | None
    """git object id, if it has one."""
    data: bytes
    offset: int = 0
    """Where ``data`` begins in the blob, in bytes."""
    line: int = 1
    """1-based number of the line that ``data`` begins in."""
    line_start: int = 0
    """Where that line begins in the blob, in bytes."""
    encoding: str | None = None
    """Codec that the blob's first bytes announce (``utf-16-le`` ...), for all windows; None: found per window."""


class Sink(Protocol):
    """What a source reports to. Every method may be called from several threads at once."""

    def window(self, window: Window) -> None:
        """Take a window that the prefilter picked."""

    def skip(self, skipped: Skipped) -> None:
        """Take a note on something that was not scanned."""

    def expect(self, files: int) -> None:
        """Take how many files there are to look at, all together, once that is known; only for the progress bar."""

    def count(self, files: int, blobs: int, size: int) -> None:
        """Add to the totals: files, blobs, bytes looked at. May be called in batches."""


class Source(Protocol):
    """Where blobs come from; one pass."""

    @property
    def mode(self) -> str:
        """The report's word for it: ``worktree``, ``staged``, ``stdin``, ``commit-message``."""

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """Look at every blob with ``sieve`` and hand the windows that trigger to ``sink``.

        What cannot be read is given to ``sink.skip`` with ``incomplete=True``; other blobs go on.

        Raises:
            GitError: git itself failed, so that nobody knows what there is to scan.
        """
