"""Tokens written backwards, plainly or in base64."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    from collections.abc import Iterator

# Each begins with a literal, which is searched for first.
_MARK = re.compile("fc(?:(?<=_tufc)|(?<=_tafc)|(?<=_kfc)|(?<=_tsafc)|(?<=_taofc)|(?<=_trofc))")
# The same in base64, of a token that is all that was encoded.
_MARK_BASE64 = re.compile("Z2Y(?:(?<=Fd1Z2Y)|(?<=FdhZ2Y)|(?<=XrZ2Y))")
_BASE64 = string.ascii_letters + string.digits + "+/=_-"
_WORD = string.ascii_letters + string.digits + "_.-"
_LONGEST = 200
_SHORTEST = 40


class Reversed:
    """Words that end with the prefix of a token, spelled backwards."""

    name = "reversed"

    def views(self, view: View) -> Iterator[View]:
        """Yield such words, turned around. Offsets count from the word's start: the token fills it."""
        for sign, mark, members in (("fc", _MARK, _WORD), ("Z2Y", _MARK_BASE64, _BASE64)):
            if sign in view.text:
                yield from self._turned(view, mark, members)

    def _turned(self, view: View, mark: re.Pattern[str], members: str) -> Iterator[View]:
        text, floor = view.text, 0
        for match in mark.finditer(text):
            left = text[max(floor, match.start() - _LONGEST) : match.start()]
            floor = match.end()
            start = match.start() - (len(left) - len(left.rstrip(members)))
            if match.end() - start < _SHORTEST:
                continue
            yield View(
                text[start : match.end()][::-1],
                via=(*view.via, self.name),
                parent=view,
                span=(start, match.end()),
                breaks=((0, start),),
                proof_only=True,
            )
