"""Text from outside put into Markdown so that it stays text: no markup, no HTML, no new line, no reference."""

from __future__ import annotations

import re

from cf_secret_guard.report.neutral import neutral

_SPECIAL = re.compile(r"[\\`*\[\]|~$&]|(?<![^\W_])_|_(?![^\W_])|://|(?i:www)\.|@")
_OPENING = re.compile(r"^(?:[#+\-=]|\d{1,9}(?=[.)]))")
# GitHub and GitLab look for these in the finished page, where a backslash is gone: people, issues, merge requests,
# labels and milestones are told that they were mentioned. A zero-width space behind the sign prevents it.
_REFERENCE = re.compile(r"(?<!\w\\)@(?=\\?\w)|[#!%~$&](?=\\?[\w\"])|:(?=\\?[a-z_+-])|\b(?i:GH-)(?=\d)")
_ZERO_WIDTH = "&#8203;"
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
    shown = _SPECIAL.sub(_escaped, neutral(text.strip(), _LONGEST))
    shown = _REFERENCE.sub(lambda hit: hit[0] + _ZERO_WIDTH, shown).replace("<", "&lt;").replace(">", "&gt;")
    return _OPENING.sub(lambda hit: f"\\{hit[0]}" if not hit[0][0].isdigit() else f"{hit[0]}\\", shown)


def _escaped(hit: re.Match[str]) -> str:
    text = hit[0]
    if text == "://":
        return "\\://"
    return text[:-1] + "\\." if text.endswith(".") else f"\\{text}"
