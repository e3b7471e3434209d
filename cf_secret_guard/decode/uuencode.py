"""uuencoded files in mail and scripts (POSIX ``uuencode``)."""

from __future__ import annotations

import re
from binascii import Error, a2b_uu
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.packed import hidden
from cf_secret_guard.decode.readable import read

if TYPE_CHECKING:
    from collections.abc import Iterator

_FILE = re.compile(r"begin [0-7]{3,4} [^\n]{1,200}\n((?:[!-M][ -`]{1,84}\r?(?:\n|\Z))++)")
_LINE = re.compile(r"[^\r\n]+")
_GROUP, _BYTES = 4, 3


class Uuencode:
    """Lines behind ``begin MODE NAME``."""

    name = "uuencode"

    def views(self, view: View) -> Iterator[View]:
        """Yield each file's text."""
        for file in _FILE.finditer(view.text) if "begin " in view.text else ():
            payload, breaks = bytearray(), []
            for line in _LINE.finditer(view.text, *file.span(1)):
                try:
                    data = a2b_uu(line[0])
                except Error:
                    break  # what follows is no line of it
                begin = line.start() + 1
                breaks += [(len(payload) + at, begin + at * _GROUP // _BYTES) for at in range(0, len(data), _BYTES)]
                payload += data
            reading = read(bytes(payload)) or hidden(bytes(payload))
            if reading is not None and reading.unit == 1:
                via = (*view.via, self.name)
                yield View(reading.text, via=via, parent=view, span=file.span(1), breaks=breaks, ratio=_GROUP / _BYTES)
