"""Percent-encoding of URLs and forms (RFC 3986), and the ``%uXXXX`` of JavaScript's ``escape``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cf_secret_guard.decode.splice import as_bytes_text, regions, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

# Control characters are left out, but for those of text: %02 and %1 are formats of printf.
_ESCAPE = re.compile(r"%(?:u[0-9A-Fa-f]{4}|0[9AaDd]|[2-9A-Fa-f][0-9A-Fa-f])")
# In forms, "+" is a space.
_FORM = re.compile(rf"{_ESCAPE.pattern}|(?<=[\w%=&;:,.-])\+(?=[\w%])")


class Percent:
    """``%XX`` in lines of text."""

    name = "percent"

    def views(self, view: View) -> Iterator[View]:
        """Yield stretches of lines with escapes, unescaped once."""
        for start, end in regions(view.text, _ESCAPE):
            # An encoder that writes "+" for a space writes no %20.
            form = view.text.find("+", start, end) >= 0 and view.text.find("%20", start, end) < 0
            plain = rewritten(view, self.name, (start, end), _FORM if form else _ESCAPE, _plain)
            if plain is not None:
                yield plain


@lru_cache(1024)
def _plain(escape: str) -> str:
    if escape == "+":
        return " "
    if escape[1] == "u":
        return as_bytes_text(int(escape.lstrip("%u"), 16))
    return bytes.fromhex(escape[1:]).decode("latin-1")
