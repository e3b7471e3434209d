"""Text from outside (paths, evidence) made safe to show: what a terminal or the eye would obey is escaped."""

from __future__ import annotations

_LIMIT = 1000
_TAIL = 200


def neutral(text: str, limit: int = _LIMIT) -> str:
    r"""Return ``text`` on one line, with what a terminal or a reader's eye would obey escaped.

    Everything that Unicode calls unprintable goes: control and format characters (ANSI escapes, bidi controls,
    zero-width characters), line and paragraph separators, surrogates, unassigned code points.

    Args:
        text: anything.
        limit: longest result in characters; the middle is left out, for a path's end says most.

    Returns:
        The text itself if it is harmless, else with ``\x1b``, ``\n``, ``\u202e`` and the like in it. A byte that was
        not UTF-8 (a surrogate escape) shows as ``\xff``.
    """
    if not text.isprintable():
        text = "".join(char if char.isprintable() else _escaped(char) for char in text[: 2 * limit])
    if len(text) > limit:
        text = f"{text[: limit - _TAIL - 3]}...{text[-_TAIL:]}"
    return text


def printable_path(text: str) -> str:
    r"""Show bytes that were not UTF-8 (surrogate escapes) as ``\xff``; leave all else alone."""
    if text.isascii():  # nearly always
        return text
    return "".join(_escaped(char) if "\ud800" <= char <= "\udfff" else char for char in text)


def _escaped(char: str) -> str:
    if "\udc80" <= char <= "\udcff":  # PEP 383: this stands for the byte 0x80..0xff
        return f"\\x{ord(char) - 0xDC00:02x}"
    return char.encode("unicode_escape", "backslashreplace").decode("ascii")
