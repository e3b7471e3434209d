"""Encoded forms of a word: what a text that carries it must contain, whichever way it was encoded."""

from __future__ import annotations

from binascii import b2a_base64

_MIN_BASE64 = 4
"""A shorter piece of base64 stands in every other file."""
_ESCAPES = ("{:02x}", "\\x{:02x}", "\\u00{:02x}", "\\u{{{:02x}}}", "%{:02x}", "&#{};", "&#x{:02x};", "\\{:03o}")
_LISTED = ("{}", "0x{:02x}")
_SEPARATORS = (",", ", ", " ")


def base64_forms(word: bytes) -> list[bytes]:
    """Return what base64 of any text with ``word`` in it contains, one form for each of the three alignments.

    Only the characters that the word determines alone; a form of fewer than 4 characters is left out.
    """
    forms = []
    for before in range(3):
        encoded = b2a_base64(b"\0" * before + word, newline=False)
        first = -(-before * 8 // 6)
        last = (before + len(word)) * 8 // 6
        if last - first >= _MIN_BASE64:
            forms.append(encoded[first:last])
    return forms


def twice_base64_forms(word: bytes) -> list[bytes]:
    """Return the same for base64 of base64: up to nine forms."""
    return [outer for inner in base64_forms(word) for outer in base64_forms(inner)]


def wide_base64_forms(word: bytes) -> list[bytes]:
    """Return the same for base64 of UTF-16-LE, the input of ``powershell -EncodedCommand``."""
    return base64_forms(word.decode("ascii").encode("utf-16-le"))


_TOO_SHORT = 2


def wide_forms(word: bytes) -> list[bytes]:
    """Return ``word`` in UTF-16 and in UTF-32, each form good for both byte orders.

    The outer NUL bytes are left away, and with them all that tells the orders apart; but not of a word of two letters,
    whose three bytes would stand in every megabyte of compressed data.
    """
    forms = [gap.join(word[i : i + 1] for i in range(len(word))) for gap in (b"\0", b"\0\0\0")]
    if len(word) > _TOO_SHORT:
        return forms
    return [*forms[1:], forms[0] + b"\0", b"\0" + forms[0]]


def escape_forms(word: bytes) -> list[bytes]:
    r"""Return ``word`` with every character escaped: hex, ``\x63``, ``\u0063``, ``%63``, ``&#99;``, character codes.

    All in lowercase, to be matched caselessly.
    """
    forms = ["".join([escape.format(code) for code in word]) for escape in _ESCAPES]
    forms += [separator.join([number.format(code) for code in word]) for number in _LISTED for separator in _SEPARATORS]
    return [form.encode() for form in forms]
