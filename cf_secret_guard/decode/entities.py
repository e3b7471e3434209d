"""Character references of HTML and XML: ``&#95;``, ``&#x5f;``, ``&lowbar;``."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from cf_secret_guard.decode.splice import as_bytes_text, regions, rewritten

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

# Browsers take a number without its semicolon.
_REFERENCE = re.compile(r"&(?:#(?:[0-9]{1,7}+|[xX][0-9A-Fa-f]{1,6}+);?|[A-Za-z][A-Za-z0-9]{1,30}+;)")


class Entities:
    """Lines with character references."""

    name = "entities"

    def views(self, view: View) -> Iterator[View]:
        """Yield stretches of lines with references, replaced once."""
        for span in regions(view.text, _REFERENCE):
            plain = rewritten(view, self.name, span, _REFERENCE, _plain)
            if plain is not None:
                yield plain


@lru_cache(4096)
def _plain(reference: str) -> str:
    if reference[1] == "#":
        digits = reference[2:].rstrip(";")
        return as_bytes_text(int(digits[1:], 16) if digits[0] in "xX" else int(digits))
    from html.entities import html5  # 2,200 names, only for text with a reference

    named = html5.get(reference[1:])
    return reference if named is None else "".join([as_bytes_text(ord(character)) for character in named])
