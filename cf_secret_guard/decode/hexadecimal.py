"""Hexadecimal: plain runs, wrapped runs, and bytes with separators (``0x63, 0x66``, ``63:66``, ``63 66``)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.bytelist import list_views
from cf_secret_guard.decode.dump import dump_views
from cf_secret_guard.decode.inplace import decoded
from cf_secret_guard.decode.packed import begins, hidden
from cf_secret_guard.decode.readable import read
from cf_secret_guard.decode.runs import Alphabet, joined_breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

_DIGITS = b"0123456789abcdefABCDEF"
_RUNS = Alphabet(_DIGITS, 32)
_ASCII_LEAD = b"01234567"
"""The first of two digits, if the byte is ASCII."""
_CF = b"6366"
# Sixteen bytes with a separator of one character between them.
_STRETCHES = Alphabet(_DIGITS + b"xX ,:;\t\r\n-", 47)
_BYTE = r"(?:0[xX])?+[0-9A-Fa-f]{2}(?![0-9A-Fa-f])"
_LIST = re.compile(rf"(?<![0-9A-Fa-f]){_BYTE}(?:[,:; \t\r\n-]{{1,40}}+{_BYTE}){{15,}}+")
_NUMBER = re.compile(r"(?:0[xX])?+([0-9A-Fa-f]{2})")


class Hexadecimal:
    """Runs of 32 and more digits, lists of 16 and more bytes, dumps with addresses."""

    name = "hex"

    def views(self, view: View) -> Iterator[View]:
        """Yield what digits decode to, as far as it is text."""
        data = view.text.encode("latin-1", "replace")
        floor = 0
        for block in _RUNS.blocks(data):
            found = self._block(view, data, block, floor)
            if found is not None:
                yield found
                floor = block[-1][1]
            elif len(block) > 1:
                for line in block:
                    alone = self._block(view, data, [line], floor)
                    if alone is not None:
                        yield alone
        for start, end in _STRETCHES.runs(data):
            lists = (match.span() for match in _LIST.finditer(view.text, start, end))
            yield from list_views(view, self.name, lists, _NUMBER, 16)
        yield from dump_views(view, self.name)

    def _block(self, view: View, data: bytes, block: list[tuple[int, int]], floor: int) -> View | None:
        digits = b"".join([data[start:end] for start, end in block])
        for shift in (0, 1):
            lead = digits[shift:-1:2]
            pairs = digits[shift : shift + 2 * len(lead)].decode("ascii")
            if (
                len(lead.translate(None, _ASCII_LEAD)) * 6 > len(lead)
                and _CF not in digits
                and not begins(bytes.fromhex(pairs[:20]))
            ):
                continue
            payload = bytes.fromhex(pairs)
            reading = read(payload) or hidden(payload)
            if reading is not None:
                names = (self.name, reading.codec) if reading.codec else (self.name,)
                breaks = joined_breaks(block, shift, 2 * reading.unit, 1)
                source = (block[0][0], block[-1][1])
                return decoded(view, names, source, reading.text, breaks, 2.0 * reading.unit, floor=floor)
        return None
