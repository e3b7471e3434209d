"""Encoded forms of a word: what a text that carries it must contain, whichever way it was encoded."""

from __future__ import annotations

from binascii import b2a_base64

_MIN_BASE64 = 4
"""A shorter piece of base64 stands in every other file."""
_BASE32 = b"abcdefghijklmnopqrstuvwxyz234567"
_BASE85 = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
_GROUP = 0xFFFFFFFF
_ESCAPES = (
    *("\\x{:02x}", "\\u00{:02x}", "\\u{{{:02x}}}", "%{:02x}", "&#{};", "&#{:04};", "&#x{:02x};", "\\{:03o}"),
    "={:02x}",
)
_LISTS = (
    ("{}", (",", ", ", " ", ",\n")),
    ("0x{:02x}", (",", ", ", " ")),
    ("{:02x}", (" ", ":", "-", ",")),
    ("{:02x},00", (",",)),  # UTF-16 in a registry export
    ("{:o}", (" ",)),
    ("0{:o}", (",", ", ", " ")),
    ("0o{:o}", (",", ", ")),
    ("{:08b}", (" ", ",", ", ")),
    ("'{:c}'", (",", ", ", "+", " + ", ", b")),
    ('"{:c}"', (",", ", ", "+", " + ")),
    ("{:c}", ("   ",)),  # od -c
)
"""How lists of codes write one character, and what stands between two."""
_DIGITS = ("{:02x}", "{:02x}00", "{:08b}")
"""The same with nothing between: hex, that of UTF-16, binary."""


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


def base32_forms(word: bytes) -> list[bytes]:
    """Return the same for base32, in lowercase: one form for each of the five alignments."""
    forms = []
    for before in range(5):
        bits = int.from_bytes(word, "big") << 5  # room for the last group
        size = 8 * len(word)
        skipped = -before * 8 % 5
        count = (size - skipped) // 5
        forms.append(bytes(_BASE32[bits >> (size - skipped - 5 * at) & 31] for at in range(count)))
    return forms


def dump_forms(word: bytes) -> list[bytes]:
    """Return how dumps in words of two bytes show ``word``, of four letters or more, in either order and alignment."""
    pairs = [f"{code:02x}" for code in word]
    a, b, c, d, *more = pairs
    found = [f"{a}{b} {c}{d}", f"{a} {b}{c} {d}", f"{b}{a} {d}{c}", *(f"{c}{b} {e}{d}" for e in more[:1])]
    return [form.encode() for form in found]


def base85_forms(word: bytes) -> list[bytes]:
    """Return how ascii85 and base85 begin a text that begins with ``word`` and a letter or digit.

    Only the digits that they determine; ``word`` has at least four letters.
    """
    least, most = (int.from_bytes((word + other * 4)[:8], "big") for other in (b"0", b"z"))
    pairs = [
        (group // 85**power % 85, other // 85**power % 85)
        for group, other in ((least >> 32, most >> 32), (least & _GROUP, most & _GROUP))
        for power in (4, 3, 2, 1, 0)
    ]
    count = next(at for at, (digit, other) in enumerate(pairs) if digit != other)
    digits = [digit for digit, _ in pairs[:count]]
    return [bytes(digit + 33 for digit in digits), bytes(_BASE85[digit] for digit in digits)]


def wide_base64_forms(word: bytes) -> list[bytes]:
    """Return the same for base64 of UTF-16-LE, the input of ``powershell -EncodedCommand``."""
    return base64_forms(word.decode("ascii").encode("utf-16-le"))


def wide_forms_of_base64(forms: list[bytes]) -> list[bytes]:
    """Return such forms as UTF-16 shows them, good for both byte orders: of a script or an export of Windows."""
    return [b"\0".join(form[at : at + 1] for at in range(len(form))) for form in forms]


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
    r"""Return ``word`` with every character escaped: ``\x63``, ``\u0063``, ``%63``, ``&#99;``, lists of codes.

    All in lowercase, to be matched caselessly.
    """
    forms = ["".join([escape.format(code) for code in word]) for escape in _ESCAPES]
    forms += [gap.join([number.format(code) for code in word]) for number, gaps in _LISTS for gap in gaps]
    return [form.encode() for form in forms]


def digit_forms(word: bytes) -> list[bytes]:
    """Return ``word`` in digits with nothing between them, in lowercase, to be matched caselessly."""
    return ["".join([digits.format(code) for code in word]).encode() for digits in _DIGITS]
