"""One blob from standard input."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.sources.feeder import Feeder

if TYPE_CHECKING:
    from typing import BinaryIO

    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

PATH = "<stdin>"
"""What reports call it."""


class StdinSource:
    """A stream that is read once, to its end.

    Args:
        stream: the stream, in bytes.
    """

    mode = "stdin"

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each."""
        from cf_secret_guard.model import Skipped

        size = 0

        def read(limit: int) -> bytes:
            nonlocal size
            piece = self._stream.read(limit)
            size += len(piece)
            return piece

        try:
            Feeder(sieve, sink).feed(read, (PATH.encode(),))
        except OSError as error:
            reason = f"reading failed after {size} bytes: {error.strerror}"
            sink.skip(Skipped(PATH, reason, incomplete=True, next_step="Write it to a file, and scan that."))
        sink.count(1, 1, size)
