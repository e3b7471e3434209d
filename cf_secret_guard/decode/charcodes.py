"""Texts given as character codes: ``[99, 102, ...]``, ``chr(99).chr(102)``, ``0143 0146``, ``01100011 01100110``."""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING, NamedTuple

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
_OCTAL_BASE = 8
_GAP = r"[,; \t\r\n]{1,40}+"
_MEMBERS = string.digits + ",; \t\r\noObB"
_REACH = 4000
"""Characters of such a list that may stand in front of its sign."""
_TO_THE_END = re.compile(f"[{_MEMBERS}]{{0,20000}}+")


class _Base(NamedTuple):
    """Lists in a base of their own: so rare that a sign is searched for first, which begins with a literal."""

    base: int
    gate: str
    """What the sign contains."""
    sign: re.Pattern[str]
    listed: re.Pattern[str]
    number: re.Pattern[str]


_OCTAL = r"(?:0[oO]?)?(?:1[0-7]{2}|[4-7][0-7]|1[125])(?![0-9A-Za-z])"
_BINARY = r"(?:0[bB])?0[01]{7}(?![0-9A-Za-z])"
_ANY = r"(?:[0-9]{1,2}|1[0-9]{2}|2[0-5][0-9])(?![0-9A-Za-z])"
# The signs: "cf", with which a token begins, and the head of a gzip stream.
_BASES = (
    _Base(
        8,
        "143",
        re.compile(rf"143{_GAP}(?:0[oO]?)?146(?![0-9])"),
        re.compile(rf"(?<![\w.]){_OCTAL}(?:{_GAP}{_OCTAL}){{15,}}+"),
        re.compile(r"(?:0[oO]?)?([0-7]+)"),
    ),
    _Base(
        2,
        "01100011",
        re.compile(rf"01100011{_GAP}(?:0[bB])?01100110"),
        re.compile(rf"(?<![\w.]){_BINARY}(?:{_GAP}{_BINARY}){{15,}}+"),
        re.compile(r"(?:0[bB])?([01]{8})"),
    ),
    _Base(
        2,
        "0110001101100110",
        re.compile("0110001101100110"),
        re.compile("(?<![0-9A-Za-z])(?:[01]{8}){40,}+(?![0-9A-Za-z])"),
        re.compile("([01]{8})"),
    ),
    _Base(
        10,
        "139,",
        re.compile(r"139,\s?8,(?:(?<=31,139,8,)|(?<=31, 139, 8,))"),
        re.compile(rf"(?<![\w.])31,\s?139,\s?8(?:{_GAP}{_ANY}){{15,}}+"),
        re.compile("([0-9]+)"),
    ),
)


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
        for base in _BASES:
            if base.gate not in text:
                continue
            for span in _around(text, base.sign):
                lists = (match.span() for match in base.listed.finditer(text, *span))
                for found in list_views(view, self.name, lists, base.number, base.base):
                    found.proof_only = base.base == _OCTAL_BASE  # without their zero they look like any numbers
                    yield found


def _around(text: str, sign: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Find the stretches of digits and separators that hold a sign."""
    done = 0
    while (found := sign.search(text, done)) is not None:
        left = text[max(done, found.start() - _REACH) : found.start()]
        start = found.start() - len(left) + len(left.rstrip(_MEMBERS))
        rest = _TO_THE_END.match(text, found.end())
        done = found.end() if rest is None else rest.end()
        yield start, done


def _calls(text: str) -> Iterator[tuple[int, int]]:
    """Find chains of calls, each with one code, from the name of the first one on."""
    if not any(sign in text for sign in _SIGNS):
        return
    for match in _CALLS.finditer(text):
        left = text[max(0, match.start() - 24) : match.start()]
        yield match.start() - len(left) + len(left.rstrip(_NAME)), match.end()
