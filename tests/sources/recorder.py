"""A sink that remembers what a source gave it, and sieves to go with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cf_secret_guard.model import Skipped
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Source, Window


class Recorder:
    """Everything that a source reported."""

    def __init__(self, *, archives: bool = True) -> None:
        self.archives = archives
        self.windows: list[Window] = []
        self.skipped: list[Skipped] = []
        self.expected: list[int] = []
        self.files = 0
        self.blobs = 0
        self.size = 0

    def window(self, window: Window) -> None:
        """See Sink."""
        self.windows.append(window)

    def skip(self, skipped: Skipped) -> None:
        """See Sink."""
        self.skipped.append(skipped)

    def expect(self, files: int) -> None:
        """See Sink."""
        self.expected.append(files)

    def count(self, files: int, blobs: int, size: int) -> None:
        """See Sink."""
        self.files += files
        self.blobs += blobs
        self.size += size

    @property
    def contents(self) -> dict[bytes, bytes]:
        """Path to content, for blobs that fit into one window."""
        assert len({window.path for window in self.windows}) == len(self.windows)
        return {window.path: window.data for window in self.windows}

    @property
    def reasons(self) -> dict[str, tuple[str, bool]]:
        """Path to the reason why it was not scanned, and whether that leaves the scan incomplete."""
        assert len({skipped.path for skipped in self.skipped}) == len(self.skipped)
        return {skipped.path: (skipped.reason, skipped.incomplete) for skipped in self.skipped}


class Everything:
    """A prefilter that picks every window."""

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See Prefilter."""
        assert data is not None
        return True


class Containing:
    """A prefilter that picks the windows with ``literal`` and counts how often it was asked."""

    def __init__(self, literal: bytes) -> None:
        self.literal = literal
        self.asked = 0

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See Prefilter."""
        self.asked += 1
        return self.literal in bytes(data)


def record(source: Source, sieve: Prefilter | None = None) -> Recorder:
    """Run ``source`` to its end."""
    recorder = Recorder()
    source.each(sieve or Everything(), recorder)
    return recorder
