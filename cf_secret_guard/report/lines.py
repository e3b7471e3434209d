"""Lines of a text report. Everything passes :meth:`Lines.add`, which takes secrets and escapes out of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.sweep import Sweeper

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.model import Report

_LABEL_WIDTH = 12

Piece = str | tuple[str, str]
"""Text, or (style, text)."""


class Lines:
    """Collects lines; plain text needs no third-party code."""

    def __init__(self, report: Report) -> None:
        self._sweeper = Sweeper.of(report)
        self._lines: list[list[tuple[str, str]]] = []

    def add(self, *pieces: Piece) -> None:
        """Append one line, made safe to show."""
        styled = (piece if isinstance(piece, tuple) else ("", piece) for piece in pieces)
        self._lines.append([(style, self._safe(text)) for style, text in styled])

    def field(self, label: str, values: Sequence[str], style: str = "") -> None:
        """Append a labelled value, further values below the first; nothing if there is none."""
        for index, value in enumerate(values):
            self.add(("dim", f"  {label if index == 0 else '':<{_LABEL_WIDTH}}"), (style, value))

    def text(self, *, color: bool) -> str:
        """Join the lines, each with a newline behind it."""
        if color:
            return _colored(self._lines)
        return "".join("".join(text for _, text in line) + "\n" for line in self._lines)

    def _safe(self, text: str) -> str:
        return neutral(self._sweeper.clean(text))


def _colored(lines: Sequence[Sequence[tuple[str, str]]]) -> str:
    from io import StringIO

    from rich.console import Console
    from rich.text import Text

    stream = StringIO()
    console = Console(
        file=stream, force_terminal=True, color_system="standard", legacy_windows=False, soft_wrap=True, no_color=False
    )
    for line in lines:
        console.print(Text.assemble(*((text, style) for style, text in line)))
    return stream.getvalue()
