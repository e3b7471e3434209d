"""Views: text that stands in a blob plainly or behind an encoding, with offsets back to the original bytes."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class View:
    """Text to search, and the way back to where it stands.

    Args:
        text: the text.
        via: names of the decoders that were passed, outermost first; empty for the blob's own text.
        parent: the view that this one was decoded from; None for the blob's own text.
        span: the part of the parent's text (or, without a parent, of the blob's bytes) that it was decoded from.
        breaks: ascending pairs (offset in this text, offset in the parent); between two pairs, both count up together.
        ratio: parent characters for each character of this text (4/3 for base64; 1 for text that was copied).
        proof_only: only matches that prove themselves (confidence certain) count here: the decoding is a guess.
    """

    __slots__ = ("_dst", "_src", "parent", "proof_only", "ratio", "span", "text", "via")

    def __init__(
        self,
        text: str,
        *,
        via: tuple[str, ...] = (),
        parent: View | None = None,
        span: tuple[int, int] = (0, 0),
        breaks: Sequence[tuple[int, int]] = ((0, 0),),
        ratio: float = 1.0,
        proof_only: bool = False,
    ) -> None:
        self.text = text
        self.via = via
        self.parent = parent
        self.span = span
        self.ratio = ratio
        self.proof_only = proof_only
        self._dst = [pair[0] for pair in breaks]
        self._src = [pair[1] for pair in breaks]

    def to_parent(self, offset: int) -> int:
        """Translate an offset of this text into the parent's text (or the blob's bytes)."""
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


class Decoder(Protocol):
    """One encoding. Given a view, finds what is encoded in it."""

    @property
    def name(self) -> str:
        """What ``decoded_via`` calls it."""

    def views(self, view: View) -> Iterator[View]:
        """Yield a view for each encoded part of ``view``; never raises on any input."""
