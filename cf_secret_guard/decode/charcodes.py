"""Texts given as character codes: ``[99, 102, ...]``, ``chr(99).chr(102)``, ``0143 0146``, ``01100011 01100110``."""

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
# The head of a gzip stream in decimal, and any bytes behind it.
_GZIP = re.compile(r"(?<![\w.])31,\s?139,\s?8(?:[,; \t\r\n]{1,40}+[0-9]{1,3}(?![0-9A-Za-z])){15,}+")
_ARGUMENT = re.compile(r"[(\]]\s?\(?(0[xX][0-9A-Fa-f]{2}|[0-9]{1,3})\s?\)?")
_ONE = r"[(\]]\s?\(?(?:0[xX][0-9A-Fa-f]{2}|[0-9]{1,3})\s?\)?"
_CALLS = re.compile(rf"{_ONE}(?:[\s.+&|~,_]{{0,12}}+\[?+(?:String\.)?+[A-Za-z]{{3,14}}+\$?+{_ONE}){{15,}}+")
# How names of such functions end: chr(, Char(, [char], CHR(, ChrW(, fromCharCode(.
_SIGNS = ("hr(", "hr (", "har(", "har]", "HR(", "HAR(", "hrW(", "ode(")
_NAME = string.ascii_letters + ".$["
_GAP = r"[,; \t\r\n]{1,40}+"
# In these bases only "c", with which a token begins, is asked for first: such lists are rare.
_OCTAL_C, _OCTAL_DIGITS = "143", r"(?:0[oO]?)?(1[0-7]{2}|[4-7][0-7]|1[125])(?![0-9A-Za-z])"
_OCTAL = re.compile(rf"(?<![\w.]){_OCTAL_DIGITS}(?:{_GAP}{_OCTAL_DIGITS}){{15,}}+")
_OCTAL_NUMBER = re.compile(r"(?:0[oO]?)?([0-7]+)")
_BINARY_C, _BINARY_DIGITS = "01100011", "(?:0[bB])?(0[01]{7})(?![0-9A-Za-z])"
_BINARY = re.compile(rf"(?<![\w.]){_BINARY_DIGITS}(?:{_GAP}{_BINARY_DIGITS}){{15,}}+")
_BINARY_NUMBER = re.compile(r"(?:0[bB])?([01]{8})")
_BITS = re.compile("(?<![0-9A-Za-z])(?:[01]{8}){40,}+(?![0-9A-Za-z])")
_EIGHT = re.compile("([01]{8})")


class CharCodes:
    """Lists of 16 and more codes, all of them of printable characters."""

    name = "charcodes"

    def views(self, view: View) -> Iterator[View]:
        """Yield the texts that codes stand for."""
        text = view.text
        data = text.encode("latin-1", "replace")
        for start, end in _STRETCHES.runs(data):
            lists = (match.span() for match in _LIST.finditer(text, start, end))
            yield from list_views(view, self.name, lists, _NUMBER, 10)
        yield from list_views(view, self.name, _calls(text), _ARGUMENT, 10)
        if "139" in text:
            yield from list_views(view, self.name, (match.span() for match in _GZIP.finditer(text)), _NUMBER, 10)
        if _BINARY_C in text:
            for listed, number in ((_BINARY, _BINARY_NUMBER), (_BITS, _EIGHT)):
                yield from list_views(view, self.name, (match.span() for match in listed.finditer(text)), number, 2)
        if _OCTAL_C in text:
            lists = (match.span() for match in _OCTAL.finditer(text))
            for found in list_views(view, self.name, lists, _OCTAL_NUMBER, 8):
                found.proof_only = True  # without their zero they look like any numbers
                yield found


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Find chains of calls, each with one code, from the name of the first one on."""
    if not any(sign in text for sign in _SIGNS):
        return
    for match in _CALLS.finditer(text):
        left = text[max(0, match.start() - 24) : match.start()]
        yield match.start() - len(left) + len(left.rstrip(_NAME)), match.end()
