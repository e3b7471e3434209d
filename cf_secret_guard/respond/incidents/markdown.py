"""Text from outside put into Markdown so that it stays text: no markup, no HTML, no new line, no marker."""

from __future__ import annotations

import re

from cf_secret_guard.report.neutral import neutral

_SPECIAL = re.compile(r"[\\`*\[\]|~$&]|(?<![^\W_])_|_(?![^\W_])|://|(?i:www)\.|@")
_OPENING = re.compile(r"^(?:[#+\-=]|\d{1,9}(?=[.)]))")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d):\d\dZ", re.ASCII)
_LONGEST = 300


def code(text: str) -> str:
    """Return ``text`` as a code span, in which nothing else has a meaning."""
    shown = neutral(text)
    if not shown.strip():
        return "(empty)"
    fence = "`" * (max(map(len, re.findall("`+", shown)), default=0) + 1)
    pad = " " if shown[0] in " `" or shown[-1] in " `" else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def prose(text: str) -> str:
    """Return ``text`` as words within a paragraph or at the beginning of a list item."""
    shown = neutral(text.strip(), _LONGEST)
    shown = _SPECIAL.sub(_escaped, shown).replace("<", "&lt;").replace(">", "&gt;")
    return _OPENING.sub(lambda hit: f"\\{hit[0]}" if not hit[0][0].isdigit() else f"{hit[0]}\\", shown)


def sentence(text: str) -> str:
    """Return ``text`` as :func:`prose` that ends with a full stop; nothing for nothing."""
    shown = prose(text)
    return shown if not shown or shown[-1] in ".!?" else f"{shown}."


def moment(text: str) -> str:
    """Return an RFC 3339 time as people read it; what is no such time as :func:`prose`."""
    known = _MOMENT.fullmatch(text)
    return f"{known[1]} {known[2]} UTC" if known else prose(text)


def _escaped(hit: re.Match[str]) -> str:
    text = hit[0]
    if text == "://":
        return "\\://"
    return text[:-1] + "\\." if text.endswith(".") else f"\\{text}"
