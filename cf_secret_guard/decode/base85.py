"""ascii85 and base85 of a token, where it is the beginning of what was encoded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# How the encoded prefixes begin, see forms.base85_forms.
_MARKS = re.compile(r"@qK(?:k\*\?|\.k\?|L`)|V`g(?:=9U|D=U|h#)")
_TOKEN_DIGITS = 67
"""For the 53 characters of the longest token that proves itself."""
_GAPS = re.compile(r"[ \t\r\n]")
_SHORTEST = 60


class Base85:
    """Digits of either alphabet behind the encoded prefix of a token."""

    name = "base85"

    def views(self, view: View) -> Iterator[View]:
        """Yield what they decode to, as a guess: the end is not known."""
        if "@qK" not in view.text and "V`g" not in view.text:
            return
        from base64 import a85decode, b85decode  # rare

        for mark in _MARKS.finditer(view.text):
            start = mark.start()
            places, digits = [], []
            for at, digit in enumerate(view.text[start : start + 2 * _TOKEN_DIGITS], start):
                if not _GAPS.match(digit):
                    places.append(at)
                    digits.append(digit)
            decode = a85decode if mark[0].startswith("@") else b85decode
            text = _decode(decode, "".join(digits[:_TOKEN_DIGITS]))
            if not text:
                continue
            breaks = [(at, places[at * 5 // 4]) for at in range(len(text))]
            span = (start, places[min(len(places), _TOKEN_DIGITS) - 1] + 1)
            yield View(text, via=(*view.via, self.name), parent=view, span=span, breaks=breaks, proof_only=True)


def _decode(decode: Callable[[str], bytes], digits: str) -> str:
    """Decode as many digits as belong to the alphabet."""
    while len(digits) >= _SHORTEST:
        try:
            return decode(digits).decode("latin-1")
        except ValueError:
            digits = digits[:-1]
    return ""
