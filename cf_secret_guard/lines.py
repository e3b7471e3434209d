"""From an offset in a window to line and column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Finding, display_path

if TYPE_CHECKING:
    from cf_secret_guard.decode.base import View
    from cf_secret_guard.hits import Hit
    from cf_secret_guard.sources.base import Window

_LINE_CLIP = 2048
_COUNTED = 4 * 1024
"""Columns further right than this are counted in bytes: counting characters of a huge line for each finding is slow."""


class Locator:
    """Says where hits of one window stand.

    Args:
        window: the window that the hits were found in.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self._break: dict[int, str] = {}
        self._counted: dict[int, tuple[int, int]] = {}
        """For each root view: how many line breaks stand before the offset that was asked for last."""

    def finding(self, hit: Hit, path: str) -> Finding:
        """Make a finding of a hit; fastest if the hits come in their order."""
        root, start = _root_offset(hit.view, hit.match.start)
        _, end = _root_offset(hit.view, hit.match.end)
        text = root.text
        break_at = self._line_break(root)
        head = text.rfind(break_at, 0, start) + 1
        tail = text.find(break_at, start)
        tail = len(text) if tail < 0 else tail
        before = text.rfind(break_at, 0, max(0, head - 1)) + 1
        return Finding(
            kind=hit.match.kind,
            path=path,
            line=self._window.line + self._breaks_before(root, start),
            column=self._column(root, head, start),
            end_column=self._column(root, head, min(max(end, start), tail)),
            confidence=hit.match.confidence,
            checksum=hit.match.checksum,
            evidence=hit.match.evidence,
            secret=hit.match.secret,
            decoded_via=(*self._window.via, *hit.view.via),
            blob=self._window.blob,
            member=display_path(self._window.member),
            commit=self._window.commit,
            commit_time=self._window.commit_time,
            companions=hit.match.companions,
            line_text=text[max(head, start - _LINE_CLIP) : min(tail, end + _LINE_CLIP)],
            previous_line=text[before : max(before, head - 1)][:_LINE_CLIP],
        )

    def _line_break(self, root: View) -> str:
        """What ends a line: a carriage return only where there is no line feed at all."""
        if id(root) not in self._break:
            self._break[id(root)] = "\r" if "\n" not in root.text and "\r" in root.text else "\n"
        return self._break[id(root)]

    def _breaks_before(self, root: View, offset: int) -> int:
        """Count line breaks, on from the last offset: anew for each of many findings, they would cost too much."""
        at, count = self._counted.get(id(root), (0, 0))
        if offset < at:
            at, count = 0, 0
        count += root.text.count(self._line_break(root), at, offset)
        self._counted[id(root)] = (offset, count)
        return count

    def _column(self, root: View, head: int, offset: int) -> int:
        """1-based column of ``offset`` in the line that begins at ``head``; in characters where that is cheap."""
        if head == 0 and self._window.offset > self._window.line_start:
            return self._window.offset - self._window.line_start + offset + 1
        if root.via or offset - head > _COUNTED:  # decoded text counts in characters already
            return offset - head + 1
        return _characters(root.text[head:offset]) + 1


def _root_offset(view: View, offset: int) -> tuple[View, int]:
    """Walk up to the blob's own text."""
    while view.parent is not None:
        offset = view.to_parent(offset)
        view = view.parent
    return view, offset


def _characters(text: str) -> int:
    """Length in characters of text whose bytes were read as latin-1, if they are UTF-8; else as it is."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode("latin-1").decode("utf-8"))
    except UnicodeError:
        return len(text)
