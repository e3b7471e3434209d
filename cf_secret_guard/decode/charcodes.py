"""Texts given as character codes: ``[99, 102, ...]``, ``chr(99).chr(102)``, ``[char]99+[char]102``."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from cf_secret_guard.decode.bytelist import list_views
from cf_secret_guard.decode.runs import Alphabet

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

# Codes of printable ASCII, tab and line breaks.
_CODE = r"(?:0[xX][2-7][0-9A-Fa-f]|1[01][0-9]|12[0-6]|3[2-9]|[4-9][0-9]|10|13|9)(?![0-9A-Za-z])"
_STRETCHES = Alphabet(b"0123456789 ,;\t\r\n", 40)
_LIST = re.compile(rf"(?<![\w.]){_CODE}(?:[,; \t\r\n]{{1,40}}+{_CODE}){{15,}}+")
_NUMBER = re.compile(r"(0[xX][0-9A-Fa-f]{2}|[0-9]{1,3})")
_ARGUMENT = re.compile(r"[(\]]\s?\(?(0[xX][0-9A-Fa-f]{2}|[0-9]{1,3})\s?\)?")
_ONE = r"[(\]]\s?\(?(?:0[xX][0-9A-Fa-f]{2}|[0-9]{1,3})\s?\)?"
_CALLS = re.compile(rf"{_ONE}(?:[\s.+&|~,_]{{0,12}}+\[?+(?:String\.)?+[A-Za-z]{{3,14}}+\$?+{_ONE}){{15,}}+")
# How names of such functions end: chr(, Char(, [char], CHR(, ChrW(, fromCharCode(.
_SIGNS = ("hr(", "hr (", "har(", "har]", "HR(", "HAR(", "hrW(", "ode(")
_NAME = string.ascii_letters + ".$["


class CharCodes:
    """Lists of 16 and more codes, all of them of printable characters."""

    name = "charcodes"

    def views(self, view: View) -> Iterator[View]:
        """Yield the texts that codes stand for."""
        data = view.text.encode("latin-1", "replace")
        for start, end in _STRETCHES.runs(data):
            lists = (match.span() for match in _LIST.finditer(view.text, start, end))
            yield from list_views(view, self.name, lists, _NUMBER, 10)
        yield from list_views(view, self.name, _calls(view.text), _ARGUMENT, 10)


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Find chains of calls, each with one code, from the name of the first one on."""
    if not any(sign in text for sign in _SIGNS):
        return
    for match in _CALLS.finditer(text):
        left = text[max(0, match.start() - 24) : match.start()]
        yield match.start() - len(left) + len(left.rstrip(_NAME)), match.end()
