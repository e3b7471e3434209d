"""base32 (RFC 4648) in capitals or in small letters, wrapped over lines or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.decode.inplace import decoded
from cf_secret_guard.decode.packed import hidden
from cf_secret_guard.decode.readable import read
from cf_secret_guard.decode.runs import Alphabet, joined_breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

_RUNS = Alphabet(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz234567", 56)


class Base32:
    """Runs of 56 and more characters of one case: 35 bytes, shorter than which no credential is."""

    name = "base32"

    def views(self, view: View) -> Iterator[View]:
        """Yield what runs decode to, as far as it is text."""
        data = view.text.encode("latin-1", "replace")
        floor = 0
        for block in _RUNS.blocks(data):
            chunk = b"".join([data[start:end] for start, end in block])
            # Words are all letters; of encoded text, every fifth character or so is a digit.
            if not (chunk.isupper() or chunk.islower()) or chunk.isalpha():
                continue
            payload = _decode(chunk)
            reading = read(payload) or hidden(payload)
            if reading is not None and reading.unit == 1:
                source = (block[0][0], block[-1][1])
                breaks = joined_breaks(block, 0, 8, 5)
                yield decoded(view, (self.name,), source, reading.text, breaks, 8 / 5, floor=floor)
                floor = source[1]


def _decode(chunk: bytes) -> bytes:
    from base64 import b32decode  # rare

    whole = len(chunk) // 8 * 8
    rest = chunk[whole:]
    # Only 2, 4, 5 and 7 characters make whole bytes.
    keep = next(size for size in (7, 5, 4, 2, 0) if size <= len(rest))
    return b32decode(chunk[:whole] + (rest[:keep].ljust(8, b"=") if keep else b""), casefold=True)
