"""The prefilter's Protocol, and the shape of the literals that both implementations look for.

Everything that a detector can find carries one of the literals, plainly or encoded; a blob without any is done.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_LONG_RUN = b"x" * 24
"""The shortest run that the decoder of base64 reads; those of base32 and of hexadecimal digits ask for more."""
_IN_RUNS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_RUNS = bytes(120 if code in _IN_RUNS else 45 for code in range(256))  # x and -


class Literals(NamedTuple):
    """What to look for: byte strings, none empty."""

    exact: tuple[bytes, ...]
    """Matched byte for byte."""
    caseless: tuple[bytes, ...]
    """Lowercase ASCII; matched regardless of ASCII case."""
    encoded: Callable[[], Literals] | None = None
    """Makes those that count only in data that :func:`may_be_encoded`; most small commits never need them."""


class Prefilter(Protocol):
    """Decides which blobs are worth a detector's time."""

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """Say if any literal stands anywhere in ``data``.

        Args:
            data: the blob, or a window of it.

        Returns:
            True if the detectors must look at it.
        """


def may_be_encoded(data: bytes) -> bool:
    """Say if data holds a run as long as base64 and its like are, or NUL bytes, as UTF-16 does.

    Args:
        data: the blob, or a window of it.

    Returns:
        False for most source code.
    """
    return _LONG_RUN in data.translate(_RUNS) or b"\0" in data
