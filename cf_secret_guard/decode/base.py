"""Views: text that stands in a blob plainly or behind an encoding, with offsets back to the original bytes."""

from __future__ import annotations

from bisect import bisect_right
from math import ceil
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Breaks = Sequence[tuple[int, int]]


class View:
    """Text to search, and the way back to where it stands.

    Text that comes from bytes is their latin-1 reading, one character a byte, unless the bytes are UTF-16 or UTF-32.

    Args:
        text: the text.
        via: names of the decoders that were passed, outermost first; empty for the blob's own text.
        parent: the view that this one was decoded from; None for the blob's own text.
        span: the part of the parent's text (or, without a parent, of the blob's bytes) that it was decoded from;
            None: from the start, as long as the text says.
        breaks: ascending pairs (offset in this text, offset in the parent), the first at 0; between two pairs, both
            count up together. Or a function that gives them when they are first needed.
        ratio: parent characters for each character of this text (4/3 for base64; 1 for text that was copied).
        proof_only: only matches that prove themselves (confidence certain) count here: the decoding is a guess.
        cut: what was left out of it because of a cap, for the reader of a report; empty if nothing was.
    """

    __slots__ = ("_breaks", "_dst", "_src", "cut", "parent", "proof_only", "ratio", "span", "text", "via")

    def __init__(  # noqa: PLR0913 - a value, all but the text by name
        self,
        text: str,
        *,
        via: tuple[str, ...] = (),
        parent: View | None = None,
        span: tuple[int, int] | None = None,
        breaks: Breaks | Callable[[], Breaks] = ((0, 0),),
        ratio: float = 1.0,
        proof_only: bool = False,
        cut: str = "",
    ) -> None:
        self.text = text
        self.via = via
        self.parent = parent
        self.span = span or (0, ceil(len(text) * ratio))
        self.ratio = ratio
        self.proof_only = proof_only
        self.cut = cut
        self._breaks = breaks
        self._dst: list[int] | None = None
        self._src: list[int] = []

    def to_parent(self, offset: int) -> int:
        """Translate an offset of this text into the parent's text (or the blob's bytes)."""
        if offset >= len(self.text):
            return self.span[1]
        if self._dst is None:
            breaks = self._breaks() if callable(self._breaks) else self._breaks
            self._dst = [pair[0] for pair in breaks]
            self._src = [pair[1] for pair in breaks]
        index = bisect_right(self._dst, offset) - 1
        if index < 0:
            return self.span[0]
        moved = self._src[index] + int((offset - self._dst[index]) * self.ratio)
        limit = self._src[index + 1] if index + 1 < len(self._src) else self.span[1]
        return min(moved, max(limit, self._src[index]))

    def to_bytes(self, offset: int) -> int:
        """Translate an offset of this text into an offset of the blob's bytes."""
        view: View | None = self
        while view is not None:
            offset = view.to_parent(offset)
            view = view.parent
        return offset

    def extent(self, start: int, end: int) -> tuple[int, int]:
        """Translate a part of this text into the blob's bytes.

        Unlike ``to_bytes(end)``, the end does not run over what was left out behind the last character (the ``" + "``
        between two literals, a line break in base64): it stands right behind the source of that character.

        Args:
            start: offset of the first character.
            end: offset behind the last character.

        Returns:
            Byte offsets of the first character and behind the last one; at least one byte long unless empty.
        """
        view: View | None = self
        while view is not None:
            start, end = view.to_parent(start), view.end_to_parent(end)
            view = view.parent
        return start, max(start, end)

    def end_to_parent(self, end: int) -> int:
        """Translate the end of a part of this text: it stands behind the source of the part's last character."""
        if end <= 0:
            return self.to_parent(0)
        last = self.to_parent(end - 1)
        width = max(1, ceil(self.ratio))
        return max(last, min(last + width, self.to_parent(end)))


class Decoder(Protocol):
    """One encoding. Given a view, finds what is encoded in it."""

    @property
    def name(self) -> str:
        """What ``decoded_via`` calls it."""

    def views(self, view: View) -> Iterator[View]:
        """Yield a view for each encoded part of ``view``; never raises on any input."""
