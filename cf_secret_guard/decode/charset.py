"""The blob's own text: latin-1, or UTF-16/32 where the bytes are that, in whole or in runs inside binary data."""

from __future__ import annotations

import re
from typing import NamedTuple

from cf_secret_guard.decode.base import View


class _Wide(NamedTuple):
    codec: str
    unit: int
    mark: bytes


# UTF-32-LE first: its mark begins with that of UTF-16-LE.
_WIDE = (
    _Wide("utf-32-le", 4, b"\xff\xfe\x00\x00"),
    _Wide("utf-32-be", 4, b"\x00\x00\xfe\xff"),
    _Wide("utf-16-le", 2, b"\xff\xfe"),
    _Wide("utf-16-be", 2, b"\xfe\xff"),
)
_SAMPLE = 64 * 1024
_MIN_SAMPLE = 16
# One character for each kind of byte: x printable, 0 NUL, - anything else.
_KINDS = bytes(48 if code == 0 else 120 if code in (9, 10, 13) or code in range(32, 127) else 45 for code in range(256))
# A literal, which re searches without going back, and then what can follow it.
_EMBEDDED = re.compile(b"x0" * 8 + b"(?:x0)*+")
_PLAIN = re.compile(b"x" * 24)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


def root_views(data: bytes, encoding: str | None = None) -> list[View]:
    """Read a blob, or a window of it, as text.

    Args:
        data: the bytes; a window of UTF-16/32 begins at a whole unit.
        encoding: codec that the blob's first bytes announced, if a caller knows it.

    Returns:
        The blob's own text first: latin-1, so that offsets are those of the bytes, or properly decoded if it is UTF-16
        or UTF-32 (``via`` says so). Behind it views of UTF-16 runs inside other data, and of other data inside UTF-16.
    """
    nulls = b"\0" in data
    wide = _announced(data, encoding) or (_measured(data) if nulls else None)
    plain = View(data.decode("latin-1"), span=(0, len(data)))
    if wide is None:
        return [plain, *_embedded(data)] if nulls else [plain]
    views = [_decoded(data, wide)]
    if _PLAIN.search(data.translate(_KINDS)) is not None:
        views.append(plain)  # plain text was appended to a UTF-16 file, or the mark lies
    return views


def _announced(data: bytes, encoding: str | None) -> _Wide | None:
    name = (encoding or "").lower().replace("_", "-")
    for wide in _WIDE:
        if name == wide.codec or (not name and data.startswith(wide.mark)):
            return wide
    return None


def _measured(data: bytes) -> _Wide | None:
    """Tell UTF-16/32 without a mark by where the NUL bytes stand: text is mostly ASCII."""
    sample = data[: min(_SAMPLE, len(data) - len(data) % 4)]
    if len(sample) < _MIN_SAMPLE:
        sample = data[: len(data) - len(data) % 2]
    quarter = max(1, len(sample) // 4)
    share = [sample[lane::4].count(0) / quarter for lane in range(4)]
    often, seldom = 0.7, 0.1
    for codec, letters, zeros in (
        ("utf-32-le", (0,), (1, 2, 3)),
        ("utf-32-be", (3,), (0, 1, 2)),
        ("utf-16-le", (0, 2), (1, 3)),
        ("utf-16-be", (1, 3), (0, 2)),
    ):
        if all(share[lane] >= often for lane in zeros) and all(share[lane] <= seldom for lane in letters):
            return next(wide for wide in _WIDE if wide.codec == codec)
    return None


def _decoded(data: bytes, wide: _Wide) -> View:
    codec, unit, mark = wide
    start = len(mark) if data.startswith(mark) else 0
    text = data[start:].decode(codec, "replace")
    breaks = [(0, start)]
    if unit == 2:  # noqa: PLR2004 - UTF-16: characters beyond the first plane take two units
        breaks += [
            (match.end(), start + 2 * (match.end() + count)) for count, match in enumerate(_ASTRAL.finditer(text), 1)
        ]
    return View(text, via=(codec,), span=(0, len(data)), breaks=breaks, ratio=float(unit))


def _embedded(data: bytes) -> list[View]:
    """Find strings of UTF-16 in binary data; a run of letter-NUL pairs is LE, or BE seen one byte late."""
    kinds = data.translate(_KINDS)
    views = []
    for match in _EMBEDDED.finditer(kinds):
        start, end = match.span()
        if start and kinds[start - 1] == 48 and kinds[end : end + 1] == b"x" and kinds[end + 1 : end + 2] != b"x":  # noqa: PLR2004 - NUL
            span, text, codec = (start - 1, end + 1), data[start : end + 1 : 2], "utf-16-be"
        else:
            span, text, codec = (start, end), data[start:end:2], "utf-16-le"
        views.append(View(text.decode("latin-1"), via=(codec,), span=span, breaks=((0, start),), ratio=2.0))
    return views
