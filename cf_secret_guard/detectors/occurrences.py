"""Every place of a literal in a text, at the speed of ``find``."""

from __future__ import annotations

from typing import TYPE_CHECKING, AnyStr

if TYPE_CHECKING:
    from collections.abc import Iterator


def occurrences(text: AnyStr, word: AnyStr) -> Iterator[int]:
    """Find a literal, as often as it stands, overlaps included.

    Args:
        text: where to look.
        word: what to look for; not empty.

    Yields:
        Offsets, ascending.
    """
    at = text.find(word)
    while at >= 0:
        yield at
        at = text.find(word, at + 1)
