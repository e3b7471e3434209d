"""Hex dumps with addresses: what ``hexdump -C``, ``xxd`` and ``od -t x1`` print."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.readable import marked, read

if TYPE_CHECKING:
    from collections.abc import Iterator

# Dumps begin at address zero; the pattern begins with a literal, for which the search is fast.
_DUMP = re.compile(
    r"000000(?:0{0,2}):?[ \t]{1,3}(?=[0-9A-Fa-f]{2})[^\n]{2,100}(?:\n[0-9A-Fa-f]{6,8}:?[ \t][^\n]{2,100})*+"
)
_LINE = re.compile(r"^([0-9A-Fa-f]{6,8}:?[ \t]+)([^\n]*)", re.MULTILINE)
_GROUPS = re.compile(r"(?:[0-9A-Fa-f]{2}){1,8}+(?: (?:[0-9A-Fa-f]{2}){1,8}+)*+")
_PAIR = re.compile("[0-9A-Fa-f]{2}")
_BYTES_A_LINE = 32


def dump_views(view: View, name: str) -> Iterator[View]:
    """Yield the text of each dump.

    Args:
        view: the parent.
        name: the decoder's name.
    """
    for dump in _DUMP.finditer(view.text):
        codes, breaks = bytearray(), []
        for line in _LINE.finditer(view.text, *dump.span()):
            for at in _pairs(line[2]):
                breaks.append((len(codes), line.start(2) + at))
                codes.append(int(line[2][at : at + 2], 16))
        reading = read(bytes(codes)) or marked(bytes(codes))
        if reading is not None and reading.unit == 1 and codes:
            yield View(reading.text, via=(*view.via, name), parent=view, span=dump.span(), breaks=breaks)


def _pairs(line: str) -> list[int]:
    """Find the bytes of a line, in front of the column that shows them as characters."""
    shown = line.find("|")
    if shown >= 0:
        # hexdump -C: the middle has a wider gap, so the column is what tells the end.
        return [match.start() for match in _PAIR.finditer(line, 0, shown)][:_BYTES_A_LINE]
    groups = _GROUPS.match(line)
    return [] if groups is None else [match.start() for match in _PAIR.finditer(line, 0, groups.end())][:_BYTES_A_LINE]
