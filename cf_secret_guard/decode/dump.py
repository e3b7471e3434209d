"""Dumps with addresses: what ``hexdump``, ``xxd`` and ``od`` print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.packed import hidden
from cf_secret_guard.decode.readable import read

if TYPE_CHECKING:
    from collections.abc import Iterator

    Byte = tuple[int, int]
    """Its value, and where it stands in its line."""

# Dumps begin at address zero; the pattern begins with a literal, for which the search is fast.
_DUMP = re.compile(r"000000(?:0{0,2}):?[ \t]{1,4}[^\n]{2,100}(?:\n[0-9A-Fa-f]{6,8}:?[ \t][^\n]{2,100})*+")
_LINE = re.compile(r"^([0-9A-Fa-f]{6,8}:?(?=[ \t]))([^\n]*)", re.MULTILINE)
_GROUPS = re.compile(r"[ \t]*+(?:[0-9A-Fa-f]{2}){1,8}+(?: (?:[0-9A-Fa-f]{2}){1,8}+)*+")
_PAIR = re.compile("[0-9A-Fa-f]{2}")
_WORDS = re.compile(r"[ \t]*+[0-9A-Fa-f]{4}(?: +[0-9A-Fa-f]{4})*+[ \t\r]*+")
# od -c and od -b: four columns for each byte.
_CELLS = re.compile(r"(?: {3}[^\s\\]| {2}\\[0abfnrtv\\]| [0-3][0-7]{2}| {4}){4,32}[ \t\r]*+")
_SIMPLE = dict(zip("0abfnrtv\\", b"\0\a\b\f\n\r\t\v\\", strict=True))
_BYTES_A_LINE = 32
_DIGITS = 2.0
"""Of a byte; each is a break, so this only says where the last one ends, by the characters of od -c one too late."""


def dump_views(view: View, name: str) -> Iterator[View]:
    """Yield the text of each dump; of words of two bytes also in the other byte order, as a guess.

    Args:
        view: the parent.
        name: the decoder's name.
    """
    for dump in _DUMP.finditer(view.text):
        lines = [(line.start(2), line[2]) for line in _LINE.finditer(view.text, *dump.span())]
        found = [[(code, start + at) for code, at in _bytes(text)] for start, text in lines]
        yield from _shown(view, name, dump.span(), found, guess=False)
        if all(_WORDS.fullmatch(text) for _, text in lines):
            yield from _shown(view, name, dump.span(), list(map(_swapped, found)), guess=True)


def _shown(view: View, name: str, span: tuple[int, int], lines: list[list[Byte]], *, guess: bool) -> Iterator[View]:
    """Make the view of a dump's bytes, if they are text."""
    codes = bytes(code for line in lines for code, _ in line)
    reading = read(codes) or hidden(codes)
    if reading is not None and reading.unit == 1 and codes:
        breaks = list(enumerate(at for line in lines for _, at in line))
        via = (*view.via, name)
        yield View(reading.text, via=via, parent=view, span=span, breaks=breaks, ratio=_DIGITS, proof_only=guess)


def _bytes(line: str) -> list[Byte]:
    """Read a line behind its address, up to the column that shows its bytes as characters."""
    if _CELLS.fullmatch(line):
        cells = ((at, line[at : at + 4].strip()) for at in range(0, len(line.rstrip()), 4))
        return [(_cell(cell), at + 4 - len(cell)) for at, cell in cells if cell]
    shown = line.find("|")
    if shown < 0:
        groups = _GROUPS.match(line)
        shown = 0 if groups is None else groups.end()
    # With the column shown between bars, as by hexdump -C, the gap in the middle is wider, so that the bar is the end.
    pairs = _PAIR.finditer(line, 0, shown)
    return [(int(match[0], 16), match.start()) for match in pairs][:_BYTES_A_LINE]


def _cell(cell: str) -> int:
    """Read what od -c shows for one byte."""
    if len(cell) == 1:
        return ord(cell) & 0xFF
    return _SIMPLE[cell[1]] if cell[0] == "\\" else int(cell, 8)


def _swapped(found: list[Byte]) -> list[Byte]:
    """Exchange the two bytes of each word; places stay in order."""
    codes = [code for code, _ in found]
    codes[::2], codes[1::2] = codes[1::2], codes[::2]
    return [(code, at) for code, (_, at) in zip(codes, found, strict=True)]
