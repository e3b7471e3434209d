"""The prefilter's Protocol, and the shape of the literals that both implementations look for.

Everything that a detector can find carries one of the literals, plainly or encoded; a blob without any is done.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol


class Literals(NamedTuple):
    """What to look for: byte strings, none empty."""

    exact: tuple[bytes, ...]
    """Matched byte for byte."""
    caseless: tuple[bytes, ...]
    """Lowercase ASCII; matched regardless of ASCII case."""


class Prefilter(Protocol):
    """Decides which blobs are worth a detector's time."""

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """Say if any literal stands anywhere in ``data``.

        Args:
            data: the blob, or a window of it.

        Returns:
            True if the detectors must look at it.
        """
