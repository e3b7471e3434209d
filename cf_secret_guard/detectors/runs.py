"""Long runs of token characters, found at the speed of ``memmem`` instead of a regular expression's."""

from __future__ import annotations

_RUN_BYTES = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-")
_CLASSES = bytes(120 if code in _RUN_BYTES else 32 for code in range(256))
SHORTEST = 37
"""Characters; the shortest credential that has no prefix of its own is a Global API Key of 37 digits."""


def long_runs(text: str) -> list[tuple[int, int]]:
    """Find the maximal runs of ``[A-Za-z0-9_-]`` that are at least ``SHORTEST`` characters long.

    Args:
        text: any text.

    Returns:
        (start, end) of each, ascending.
    """
    if len(text) < SHORTEST:
        return []
    classes = text.encode("latin-1", "replace").translate(_CLASSES)
    found: list[tuple[int, int]] = []
    needle = b"x" * SHORTEST
    at = classes.find(needle)
    while at >= 0:
        end = classes.find(b" ", at)
        end = len(classes) if end < 0 else end
        found.append((at, end))
        at = classes.find(needle, end)
    return found
