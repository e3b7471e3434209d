"""Tokens whose letters were moved by thirteen places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    from collections.abc import Iterator

# cfut_, cfat_ and cfk_; the body may keep to other letters, but its length is known.
_TOKEN = re.compile(r"ps(?:hg|ng|x)_[A-Za-z0-9]{48}")
_LOW, _HIGH = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MOVED = str.maketrans(_LOW + _HIGH, _LOW[13:] + _LOW[:13] + _HIGH[13:] + _HIGH[:13])


class Rot13:
    """Words of the length of a token that begin like one."""

    name = "rot13"

    def views(self, view: View) -> Iterator[View]:
        """Yield such words, as guesses."""
        for token in _TOKEN.finditer(view.text) if "ps" in view.text else ():
            yield View(
                token[0].translate(_MOVED),
                via=(*view.via, self.name),
                parent=view,
                span=token.span(),
                breaks=((0, token.start()),),
                proof_only=True,
            )
