"""HTML that is built from elements: text and attributes have one way in, and are swept and escaped on it."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.sweep import Sweeper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.model import Report

_VOID = frozenset({"input", "meta"})
_RUNNING = frozenset(
    {"a", "b", "circle", "code", "i", "input", "label", "line", "rect", "span", "strong", "svg", "text"}
)
"""Behind each of the other elements a newline keeps the file readable, and lets it be compared line by line."""
_SAFE_TARGETS = ("https://", "#", "./", "/")


class Markup(str):
    """HTML, ready to stand in a document. Formatting or adding gives a plain ``str``, which is escaped again."""

    __slots__ = ()


class Elements:
    """Makes elements: ``h("p", "text", class_="note")``.

    Args:
        report: what it knows never appears in any text or attribute.
    """

    def __init__(self, report: Report) -> None:
        self._sweeper = Sweeper.of(report)

    def __call__(self, tag: str, *children: str, **attributes: str | int | None) -> Markup:
        """Make one element.

        Args:
            tag: its name, which is ours.
            children: :class:`Markup` as it is; every other text is swept, neutralised and escaped.
            attributes: their names are ours, with ``_`` for ``-`` and one at the end where Python has a keyword;
                those that are None are left out.

        Raises:
            ValueError: ``href`` leads anywhere but to https, into this document or to a file.
        """
        target = attributes.get("href")
        if target is not None and (not str(target).startswith(_SAFE_TARGETS) or str(target).startswith("//")):
            raise ValueError("a link of a report leads to https, into the report or to a file")
        given = "".join(
            f' {name.rstrip("_").replace("_", "-")}="{self.text(str(value))}"'
            for name, value in attributes.items()
            if value is not None
        )
        rest = "" if tag in _VOID else f"{self.join(children)}</{tag}>"
        end = "" if tag in _RUNNING else "\n"
        return Markup(f"<{tag}{given}>{rest}{end}")

    def text(self, value: str) -> Markup:
        """Make any text safe to stand in an element or in a quoted attribute."""
        return Markup(escape(neutral(self.clean(value))))

    def join(self, children: Iterable[str]) -> Markup:
        """Put parts behind each other; those that are no markup yet become safe text."""
        return Markup("".join(child if isinstance(child, Markup) else self.text(child) for child in children))

    def clean(self, value: str) -> str:
        """Take secrets out of a text that is going to be split."""
        return self._sweeper.clean(value)


def fitting(parts: Iterable[Markup], room: int) -> list[Markup]:
    """Take parts from the front as long as there is room for them.

    Args:
        parts: made one by one, only as far as they are needed.
        room: bytes of UTF-8.
    """
    taken: list[Markup] = []
    for part in parts:
        room -= len(part.encode())
        if room < 0:
            break
        taken.append(part)
    return taken
