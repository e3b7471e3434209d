"""Turns lists of numbers that stand for the bytes of a text into views."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.decode.inplace import decoded
from cf_secret_guard.decode.packed import hidden
from cf_secret_guard.decode.readable import read

if TYPE_CHECKING:
    import re
    from collections.abc import Iterable, Iterator

    from cf_secret_guard.decode.base import View

_FEWEST_DIGITS = {2: 8.0, 8: 3.0, 10: 2.0, 16: 2.0}
MIN_NUMBERS = 16
"""Numbers in the shortest list that counts."""


def list_views(
    view: View, name: str, lists: Iterable[tuple[int, int]], number: re.Pattern[str], base: int
) -> Iterator[View]:
    """Yield a view for each list whose numbers are the codes of readable text.

    Args:
        view: the parent.
        name: the decoder's name.
        lists: where lists stand in the parent's text, ascending.
        number: finds one number in a list; its group 1 holds the digits.
        base: 2, 8, 10 or 16; digits behind ``0x`` are hexadecimal in either.
    """
    floor = 0
    for found in lists:
        codes, origins = [], []
        for match in number.finditer(view.text, *found):
            digits = match.group(1)
            code = int(digits, 16 if digits[:2] in ("0x", "0X") else base)
            if code < 256:  # noqa: PLR2004 - a byte
                codes.append(code)
                origins.append(match.start(1))
        reading = read(bytes(codes)) or hidden(bytes(codes)) if len(codes) >= MIN_NUMBERS else None
        if reading is None:
            continue
        breaks = list(enumerate(origins[:: reading.unit]))
        names = (name, reading.codec) if reading.codec else (name,)
        # Each character is a break, so the ratio only says how many digits end the last one.
        yield decoded(view, names, found, reading.text, breaks, _FEWEST_DIGITS[base], floor=floor)
        floor = found[1]
