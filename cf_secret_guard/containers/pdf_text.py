"""The text that a PDF's content stream shows (ISO 32000-1, 9.4), in lines as far as positions tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Decode = Callable[[bytes], str]
    """Makes text of a string in a content stream."""

_TOKENS = re.compile(
    # A string; parentheses may be nested once. One without end takes all: to try again behind it would be quadratic.
    rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*+\))*+\)?+"
    rb"|<[0-9A-Fa-f\s]*+>"
    rb"|/[^\s/<>\[\]()%]*+"
    rb"|[-+]?[0-9]*\.?[0-9]++"
    rb"|[A-Za-z'\"*]++"
    rb"|[\[\]]",
    re.DOTALL,
)
_ESCAPES = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_SHOWING = (b"Tj", b"TJ", b"'", b'"')
_MOVING = (b"Td", b"TD", b"Tm", b"TL", b"T*", b"BT")
_MOST_OPERANDS = 4096
_GAP = -200
"""In thousandths of the font's size: a move to the right that is a space. Kerning is far less."""
_WIDEST, _SPACE = 0.62, 0.25
"""Of the font's size: a character of a typewriter font, and a little more than between the letters of a word."""


class Text:
    """Turns one content stream into lines.

    Args:
        font: gives, for a font's name in this stream, what makes text of its strings.
    """

    def __init__(self, font: Callable[[bytes], Decode]) -> None:
        self._font = font
        self._decode: Decode = plain
        self._size = 1.0
        self._scale = 1.0
        self._at = (0.0, 0.0)
        self._end: tuple[float, float] | None = None
        self._leading = 0.0
        self._operands: list[bytes] = []
        self._out: list[str] = []

    def feed(self, content: bytes) -> bytes:
        """Take operators, none of them cut; return the text that they show, in UTF-8."""
        for token in _TOKENS.findall(content):
            if token[:1].isalpha() or token in (b"'", b'"'):
                self._operator(token)
                self._operands.clear()
            elif len(self._operands) < _MOST_OPERANDS:
                self._operands.append(token)
        text = "".join(self._out)
        self._out.clear()
        return text.encode("utf-8", "replace")

    def _operator(self, name: bytes) -> None:
        if name in _SHOWING:
            if name in b"'\"":
                self._move(0, -self._leading)
            self._show()
        elif name == b"Tf" and len(self._operands) > 1:
            self._decode, self._size = self._font(self._operands[-2][1:]), _number(self._operands[-1])
        elif name in _MOVING:
            self._go(name, [_number(operand) for operand in self._operands[-6:]])

    def _go(self, name: bytes, numbers: list[float]) -> None:
        """Set the place of what is shown next."""
        if name in (b"Td", b"TD") and len(numbers) > 1:
            self._leading = -numbers[-1] if name == b"TD" else self._leading
            self._move(numbers[-2], numbers[-1])
        elif name == b"Tm" and len(numbers) > 5:  # noqa: PLR2004 - a matrix
            self._scale, self._at = abs(numbers[0]) or 1.0, (numbers[-2], numbers[-1])
        elif name == b"TL" and numbers:
            self._leading = numbers[-1]
        elif name == b"T*":
            self._move(0, -self._leading)
        elif name == b"BT":
            self._at, self._scale = (0.0, 0.0), 1.0

    def _move(self, x: float, y: float) -> None:
        self._at = (self._at[0] + x * self._scale, self._at[1] + y * self._scale)

    def _show(self) -> None:
        """Add what the operands show: strings, and numbers between them that move to the left."""
        size = abs(self._size * self._scale)
        if self._end is not None:
            if self._at[1] != self._end[1]:
                self._out.append("\n")
            elif self._at[0] > self._end[0] + _SPACE * size:
                self._out.append(" ")
        shown = 0
        for operand in self._operands:
            if operand[:1] in b"(<":
                text = self._decode(_string(operand))
                shown += len(text)
                self._out.append(text)
            elif operand[:1] not in b"/[]" and _number(operand) < _GAP:
                self._out.append(" ")
                shown += 1
        self._end = (self._at[0] + shown * size * _WIDEST, self._at[1])


def _number(token: bytes) -> float:
    try:
        return float(token)
    except ValueError:  # a name or a bracket, where a number should be
        return 0.0


def _string(token: bytes) -> bytes:
    """Return the bytes of a string as it is written in a content stream."""
    if token.startswith(b"<"):
        digits = b"".join(token.strip(b"<>").split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    return _ESCAPES.sub(_unescape, token[1:].removesuffix(b")"))


def _unescape(hit: re.Match[bytes]) -> bytes:
    what = hit[1]
    return bytes([int(what, 8) & 0xFF]) if what.isdigit() and what[:1] < b"8" else _ESCAPED.get(what, what)


def plain(codes: bytes) -> str:
    """Read codes of a font without a table: the standard encodings have ASCII where ASCII has it."""
    return codes.decode("latin-1")


_SECTION = re.compile(rb"begin(bfchar|bfrange)(.*?)end\1", re.DOTALL)
_CODES = re.compile(rb"<([0-9A-Fa-f\s]*)>|([\[\]])")
_MOST_CODES = 65536


def decoder(cmap: bytes) -> Decode:
    """Make a decoder of a ToUnicode table (ISO 32000-1, 9.10.3): subset fonts number their characters as they like.

    Args:
        cmap: the table, unpacked.
    """
    table: dict[bytes, str] = {}
    for section in _SECTION.finditer(cmap):
        codes = [b"".join(code.split()) or bracket for code, bracket in _CODES.findall(section[2])]
        (_characters if section[1] == b"bfchar" else _ranges)(codes, table)
    if not table:
        return plain
    width = max(map(len, table))

    def decode(codes: bytes) -> str:
        parts = (codes[at : at + width] for at in range(0, len(codes), width))
        return "".join(table.get(part, "\ufffd") for part in parts)

    return decode


def _characters(codes: list[bytes], table: dict[bytes, str]) -> None:
    for code, text in zip(codes[::2], codes[1::2], strict=False):
        _set(table, code, text)


def _ranges(codes: list[bytes], table: dict[bytes, str]) -> None:
    """``<first> <last> <text of the first>``, or a list with the text of each in brackets."""
    at = 0
    while at + 2 < len(codes):
        first, last, text = codes[at : at + 3]
        at += 3
        texts = [text]
        if text == b"[":
            end = codes.index(b"]", at) if b"]" in codes[at : at + _MOST_CODES] else len(codes)
            texts, at = codes[at:end], end + 1
        begin, count = _integer(first), _integer(last) - _integer(first) + 1
        for number in range(min(count, _MOST_CODES - len(table))):
            one = texts[number] if text == b"[" and number < len(texts) else texts[0] if texts else b""
            step = 0 if text == b"[" else number
            _set(table, b"%0*x" % (len(first), begin + number), b"%0*x" % (len(one), _integer(one) + step))


def _integer(digits: bytes) -> int:
    try:
        return int(digits, 16)
    except ValueError:
        return 0


def _set(table: dict[bytes, str], code: bytes, text: bytes) -> None:
    if code and len(table) < _MOST_CODES and len(code) % 2 == 0 and len(text) % 2 == 0 and b"[" not in (code, text):
        try:
            table[bytes.fromhex(code.decode())] = bytes.fromhex(text.decode()).decode("utf-16-be", "replace")
        except ValueError:
            return
