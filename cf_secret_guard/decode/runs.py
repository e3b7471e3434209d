"""Finds runs of one alphabet in a text, also when they are wrapped over lines, at the speed of a byte search."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

# What stands between two lines of wrapped data: indentation, quote marks, comment signs; or a space.
_WRAP = re.compile(rb"\r?\n[ \t]*+(?:[>#*;|]++[ \t]*+|//[ \t]++)?+| ")
# What may stand behind a line of wrapped data; anything else means that the line is ordinary text.
_BEHIND = (b"", b"\n", b"\r", b"=", b'"', b"'", b"`", b",", b"\\", b"<", b")")


_FOLDED = 32
"""Characters of a line with only a space behind it: where lines were made one, as by a form or a folded scalar."""
_WHOLE = 4
"""Such a line holds whole groups, which have four characters or a multiple in every encoding; a name seldom does."""


class Alphabet:
    """The characters of a run.

    Args:
        members: the characters.
        minimum: the shortest run that counts.
    """

    def __init__(self, members: bytes, minimum: int) -> None:
        self._table = bytes(120 if code in members else 45 for code in range(256))  # x and -
        self._shortest = b"x" * minimum
        self._rest = re.compile(b"x*+")

    def runs(self, data: bytes) -> Iterator[tuple[int, int]]:
        """Give start and end of each run of at least the minimum."""
        return self._spans(data.translate(self._table))

    def _spans(self, mask: bytes) -> Iterator[tuple[int, int]]:
        # bytes.find passes over the rest three to ten times faster than a pattern.
        end = 0
        while (start := mask.find(self._shortest, end)) >= 0:
            end = mask.find(b"-", start)
            if end < 0:
                end = len(mask)
            yield start, end

    def blocks(self, data: bytes) -> Iterator[list[tuple[int, int]]]:
        """Yield runs, those that are lines of one wrapped block together.

        Lines of a block have the same width, but for a shorter last one and a first one that begins behind a name.
        """
        mask = data.translate(self._table)
        taken = 0
        for start, end in self._spans(mask):
            if start < taken:
                continue
            block = [(start, end)]
            behind = data[end : end + 1]
            width = end - start
            if behind in (b"\n", b"\r") or (behind == b" " and width >= _FOLDED and width % _WHOLE == 0):
                self._follow(data, mask, block)
            taken = block[-1][1]
            yield block

    def _follow(self, data: bytes, mask: bytes, block: list[tuple[int, int]]) -> None:
        start, end = block[0]
        width = end - start
        while (wrap := _WRAP.match(data, end)) is not None:
            first = wrap.end()
            rest = self._rest.match(mask, first)
            last = first if rest is None else rest.end()
            length = last - first
            behind = data[last : last + 1]
            if not length or (behind not in _BEHIND and wrap[0] + behind != b"  "):
                return
            if length > width:
                if len(block) > 1 or data[start - 1 : start] in (b"", b"\n"):
                    return
                width = length
            block.append((first, last))
            end = last
            if length < width or behind == b"=":
                return


def joined_breaks(block: list[tuple[int, int]], shift: int, digits: int, units: int) -> list[tuple[int, int]]:
    """Say where each line's first whole character came from, see :class:`~cf_secret_guard.decode.base.View`.

    Args:
        block: start and end of each line.
        shift: digits at the front that belong to something else.
        digits: how many digits make ``units`` characters (8 and 5 for base32).
        units: how many characters they make.
    """
    breaks = [(0, block[0][0] + shift)]
    before = -shift
    for index, (start, end) in enumerate(block):
        if index:
            offset = -(-before * units // digits)
            breaks.append((offset, start + max(0, offset * digits // units - before)))
        before += end - start
    return breaks
