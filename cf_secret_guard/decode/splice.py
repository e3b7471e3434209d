"""Builds views in which parts of the parent's text are replaced and the rest stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Iterable, Iterator

_BLOCK = 1024
"""Characters that are looked at together when signs of an encoding are searched."""
_OVERHANG = 40
"""More than the longest escape: what begins in one block may end in the next."""
_REACH = 600
"""Characters of a long line that a segment keeps on each side."""

Edit = tuple[int, int, str]
"""One replacement in a text: its start, its end, the new text."""


class Segment(NamedTuple):
    """A stretch of whole lines (of a very long line: a part) and the edits inside, ascending and apart."""

    start: int
    end: int
    edits: list[Edit]


def segments(text: str, edits: Iterable[Edit], *, reach: int = _REACH) -> Iterator[Segment]:
    """Group edits that follow each other without a line break between them, so that one view shows a statement.

    Args:
        text: the text that the edits are for.
        edits: ascending, not overlapping.
        reach: how much of a long line is kept on each side.

    Yields:
        Segments in order; they never overlap.
    """
    group: list[Edit] = []
    for edit in edits:
        if group:
            last = group[-1][1]
            if edit[0] - last > 2 * reach or text.find("\n", last, edit[0]) >= 0:
                yield Segment(*_lines(text, group[0][0], last, reach), group)
                group = []
        group.append(edit)
    if group:
        yield Segment(*_lines(text, group[0][0], group[-1][1], reach), group)


def _lines(text: str, first: int, last: int, reach: int) -> tuple[int, int]:
    """Widen a part of a text to whole lines, but by no more than ``reach`` on each side."""
    floor, ceiling = max(0, first - reach), min(len(text), last + reach)
    line_start = text.rfind("\n", floor, first) + 1
    line_end = text.find("\n", last, ceiling)
    return line_start or floor, ceiling if line_end < 0 else line_end


def spliced(view: View, name: str, segment: Segment, *, proof_only: bool = False) -> View:
    """Apply a segment's edits.

    Args:
        view: the parent.
        name: the decoder's name.
        segment: what to show and what to replace in it.
        proof_only: see :class:`View`.

    Returns:
        A view of the segment; text that was not replaced maps back exactly.
    """
    text, source = view.text, segment.start
    pieces: list[str] = []
    for start, end, replacement in segment.edits:
        pieces += (text[source:start], replacement)
        source = end
    pieces.append(text[source : segment.end])
    return View(
        "".join(pieces),
        via=(*view.via, name),
        parent=view,
        span=(segment.start, segment.end),
        breaks=_breaks(segment.start, segment.edits),
        proof_only=proof_only,
    )


def _breaks(origin: int, edits: Iterable[Edit]) -> list[tuple[int, int]]:
    """Note behind each edit where the two texts are; before it, they count up together."""
    breaks = [(0, origin)]
    shift = -origin
    for start, end, replacement in edits:
        shift += len(replacement) - (end - start)
        breaks.append((end + shift, end))
    return breaks


def regions(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Find stretches of whole lines in which a pattern is frequent, without looking at each match.

    Args:
        text: the text.
        pattern: what the encoding looks like; it should begin with a literal, for speed.

    Yields:
        Start and end, ascending, apart; matches that stand nearer than about a kilobyte share a stretch.
    """
    size, done = len(text), 0
    while (found := pattern.search(text, done)) is not None:
        last = found.end()
        while last < size and pattern.search(text, last, last + _BLOCK + _OVERHANG) is not None:
            last += _BLOCK
        start, end = _lines(text, found.start(), min(last, size), _REACH)
        yield max(start, done), end
        # What follows on a very long line is a stretch of its own.
        done = max(end, found.end())


def rewritten(
    view: View, name: str, span: tuple[int, int], pattern: re.Pattern[str], replace: Callable[[str], str]
) -> View | None:
    """Replace every match of a pattern in a part of the text.

    The way back is only worked out when it is asked for: most views hold nothing.

    Args:
        view: the parent.
        name: the decoder's name.
        span: the part of the parent's text.
        pattern: what to replace.
        replace: gives the new text for a match.

    Returns:
        A view of the part; None if the text stays the same.
    """
    start, end = span
    before = view.text[start:end]
    after = pattern.sub(lambda match: replace(match[0]), before)
    if after == before:
        return None

    def breaks() -> list[tuple[int, int]]:
        matches = pattern.finditer(before)
        return _breaks(start, ((start + m.start(), start + m.end(), replace(m[0])) for m in matches))

    return View(after, via=(*view.via, name), parent=view, span=span, breaks=breaks)


def as_bytes_text(code: int) -> str:
    """Give a code point as the latin-1 reading of its UTF-8 form, the way a blob's own text shows it.

    Args:
        code: any integer; what is no code point gives U+FFFD.
    """
    if code < 0x80:  # noqa: PLR2004 - the end of ASCII
        return chr(code)
    character = chr(code) if code <= 0x10FFFF else "\ufffd"  # noqa: PLR2004 - the end of Unicode
    return character.encode("utf-8", "surrogatepass").decode("latin-1")
