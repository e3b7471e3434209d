"""base64: runs of either alphabet at any alignment, wrapped over lines, with text, UTF-16 or compressed data inside."""

from __future__ import annotations

import re
from binascii import a2b_base64
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.inplace import decoded
from cf_secret_guard.decode.packed import begins, is_inflated_at
from cf_secret_guard.decode.readable import Reading, has_text, marked, read
from cf_secret_guard.decode.runs import Alphabet, joined_breaks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View

_RUNS = Alphabet(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_", 24)
_STANDARD = bytes.maketrans(b"-_", b"+/")
# The first of four characters, if the first of three bytes is ASCII.
_ASCII_LEAD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef"
_CF = (b"Y2Z", b"Nm", b"jZ")
"""Of "cf" and a letter, the characters that do not depend on the neighbours, at the three alignments."""
_PACKED = (b"H4sI", b"QlpoO", b"/Td6WF", b"UEsDB")
"""The heads of gzip, bzip2, xz and zip."""
_ZLIB = re.compile(b"eJ[w-z]|eN[o-r]|eA[E-H]")
"""The head of zlib, which says so little that it counts at the beginning only."""
_SHORTEST = 32
"""Characters of the shortest run that is looked at alone; a line of wrapped data may be shorter. What less could encode
is no credential, and identifiers of that length are everywhere."""
_GLUED = 40
"""Characters of the shortest run that is tried at other alignments than its own."""


class _Payload(NamedTuple):
    """What a run decodes to."""

    shift: int
    """Characters at the front that belong to something else, or that only say where groups begin."""
    reading: Reading
    names: tuple[str, ...]


class _Source(NamedTuple):
    """What is searched."""

    view: View
    standard: bytes
    """Its text in the standard alphabet."""
    inflates: bool
    """Something in it may undo DEFLATE."""


class Base64:
    """Runs of 16 and more characters of the base64 alphabets."""

    name = "base64"

    def views(self, view: View) -> Iterator[View]:
        """Yield what runs decode to, as far as it is text."""
        data = view.text.encode("latin-1", "replace")
        source = _Source(view, data.translate(_STANDARD), "nflate" in view.text)
        floor = 0
        for block in _RUNS.blocks(data):
            if len(block) == 1 and block[0][1] - block[0][0] < _SHORTEST:
                continue
            found = _block_view(source, block, floor)
            if found is not None:
                yield found
            if len(block) > 1 and (_maybe_list(block) or (found is None and _mixed(source.standard, block))):
                for line in block:
                    alone = _block_view(source, [line], floor)
                    if alone is not None:
                        yield alone
            if found is not None:
                floor = block[-1][1]


def _maybe_list(block: list[tuple[int, int]]) -> bool:
    """Say if the lines may as well be values of their own: lines of wrapped data are whole groups of four."""
    start, end = block[0]
    return len(block) == 2 or (end - start) % 4 != 0  # noqa: PLR2004 - one line and perhaps an unrelated word


def _mixed(standard: bytes, block: list[tuple[int, int]]) -> bool:
    """Say if some of the lines may be text; certificates and keys are not."""
    return has_text(_decode(b"".join([standard[start:end] for start, end in block]), 0))


def _block_view(source: _Source, block: list[tuple[int, int]], floor: int) -> View | None:
    view = source.view
    chunk = b"".join([source.standard[start:end] for start, end in block])
    if len(chunk) < _SHORTEST or chunk.islower() or chunk.isupper():
        # A few characters, or a word, a slug, a path, hex: text of this length never encodes to one case
        return None
    payload = _payload(chunk)
    if payload is None:
        if not (source.inflates and is_inflated_at(view.text, block[0][0])):
            return None
        payload = _Payload(0, _as_bytes(_decode(chunk, 0)), ("base64",))
    reading = payload.reading
    span = (block[0][0], block[-1][1])
    breaks = joined_breaks(block, payload.shift, 4 * reading.unit, 3)
    return decoded(view, payload.names, span, reading.text, breaks, 4 / 3 * reading.unit, floor=floor)


def _payload(chunk: bytes) -> _Payload | None:
    """Decode at the first alignment that gives text; junk on the left shifts it by up to three characters."""
    for shift in range(4 if len(chunk) >= _GLUED else 1):
        # Text that is not ASCII is only read where the run begins: this test is five times faster than decoding.
        lead = chunk[shift::4]
        if shift and len(lead.translate(None, _ASCII_LEAD)) * 6 > len(lead):
            continue
        reading = read(_decode(chunk, shift))
        if reading is not None:
            return _Payload(shift, reading, ("base64", reading.codec) if reading.codec else ("base64",))
    return _packed(chunk) or _hidden(chunk)


def _packed(chunk: bytes) -> _Payload | None:
    """Keep bytes that begin like compressed data."""
    at = next((at for at in map(chunk.find, _PACKED) if at >= 0), 0 if _ZLIB.match(chunk) else -1)
    if at < 0:
        return None
    payload = _decode(chunk, at)
    return _Payload(at, _as_bytes(payload), ("base64",)) if begins(payload) else None


def _as_bytes(payload: bytes) -> Reading:
    return Reading(payload.decode("latin-1"), "", 1)


def _hidden(chunk: bytes) -> _Payload | None:
    """Look for a token in what is not text as a whole."""
    if not any(sign in chunk for sign in _CF):
        return None
    for shift in range(4):
        reading = marked(_decode(chunk, shift))
        if reading is not None:
            return _Payload(shift, reading, ("base64",))
    return None


def _decode(chunk: bytes, shift: int) -> bytes:
    size = len(chunk) - shift
    # One character more than whole groups carries no byte and is an error for binascii; two "=" are never one.
    return a2b_base64(chunk[shift : len(chunk) - (size % 4 == 1)] + b"==")
