"""Backslash escapes of JSON, JavaScript, Python, C, shells and Markdown, and the line lists of notebooks."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cf_secret_guard.decode.splice import as_bytes_text, regions, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

# The last line of one string and the first of the next, in a JSON list of lines: notebooks store cells like this.
_NEXT_LINE = r'\\n"[ \t]*+,[ \t\r\n]*+"'
_ESCAPE = re.compile(
    rf"{_NEXT_LINE}"
    r"|\\(?:u\{[0-9A-Fa-f]{1,6}\}|x\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|x[0-9A-Fa-f]{2}"
    r"|[0-3][0-7]{2}|[abefnrtv0!-/:-@\[-`{-~])"
)
# RTF writes every other character like this; elsewhere it is an escaped quote.
_RTF, _RTF_SIGN = re.compile(r"\\'[0-9A-Fa-f]{2}"), "{\\rtf"
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "0": "\0",
}


class Escapes:
    """Lines with backslash escapes."""

    name = "escapes"

    def views(self, view: View) -> Iterator[View]:
        """Yield stretches of lines with escapes, unescaped once."""
        pattern = _RTF if _RTF_SIGN in view.text else _ESCAPE
        for span in regions(view.text, pattern):
            plain = rewritten(view, self.name, span, pattern, _plain)
            if plain is not None:
                yield plain


@lru_cache(4096)
def _plain(escape: str) -> str:
    kind = escape[1]
    if len(escape) == 2:  # noqa: PLR2004 - the backslash and one character
        return _SIMPLE.get(kind, kind)
    if kind == "n":
        return "\n"
    if kind in "uU":
        return as_bytes_text(int(escape[2:].strip("{}"), 16))
    if kind == "'":
        return bytes.fromhex(escape[2:]).decode("latin-1")
    if kind == "x":
        return as_bytes_text(int(escape[3:-1], 16)) if escape[2] == "{" else bytes.fromhex(escape[2:]).decode("latin-1")
    return chr(int(escape[1:], 8))
