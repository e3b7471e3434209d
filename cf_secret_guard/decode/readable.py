"""Judges whether decoded bytes are text: what is not encoded decodes to noise, and noise is dropped here."""

from __future__ import annotations

import re
from typing import NamedTuple

_PRINTABLE = bytes((9, 10, 13, 27, *range(32, 127)))
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 27), *range(28, 32), 127))
_NOT_CONTROLS = bytes(code for code in range(256) if code not in _CONTROLS)
_MARK = re.compile(rb"cf[a-z]{1,3}_[A-Za-z0-9]{6}")
_SHOWN = bytes(120 if code in _PRINTABLE else 45 for code in range(256))
_STRETCH = b"x" * 24
_LONG = 40
"""Bytes from which on a few stray ones are forgiven."""


class Reading(NamedTuple):
    """Bytes that are text."""

    text: str
    codec: str
    """``utf-16-le``, ``utf-16-be``, or empty for text that is shown as latin-1."""
    unit: int
    """Bytes for each character."""


def read(payload: bytes) -> Reading | None:
    """Read decoded bytes as text.

    Args:
        payload: what a decoder made of a run.

    Returns:
        The text if it is mostly printable ASCII, UTF-8 or UTF-16; None for noise.
    """
    size = len(payload)
    strange = len(payload.translate(None, _PRINTABLE))
    if strange == 0 or (size >= _LONG and strange * 10 <= size):
        return Reading(payload.decode("latin-1"), "", 1)
    if size < _LONG // 2:
        return None
    zeros = payload.count(0)
    if zeros * 5 >= size * 2:
        return _wide(payload)
    controls = len(payload.translate(None, _NOT_CONTROLS))
    if controls * 50 > size:
        return None
    kept = len(payload.decode("utf-8", "ignore").encode())
    return Reading(payload.decode("latin-1"), "", 1) if kept + 6 >= size else None


def marked(payload: bytes) -> Reading | None:
    """Read bytes that are not text as a whole, but hold a token of the new formats."""
    if payload.find(b"cf") >= 0 and _MARK.search(payload) is not None:
        return Reading(payload.decode("latin-1"), "", 1)
    return None


def has_text(payload: bytes) -> bool:
    """Say if noise holds a stretch of text, so that it is worth a look at its parts."""
    return payload.translate(_SHOWN).find(_STRETCH) >= 0


def _wide(payload: bytes) -> Reading | None:
    for codec, low, high in (("utf-16-le", 0, 1), ("utf-16-be", 1, 0)):
        letters = payload[low::2]
        if payload[high::2].count(0) * 10 >= len(letters) * 8 and letters.count(0) * 10 <= len(letters):
            return Reading(payload.decode(codec, "replace"), codec, 2)
    return None
