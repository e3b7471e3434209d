"""What may touch a candidate without making it part of something longer."""

from __future__ import annotations

import regex

# A path, a URL, base64, a pin, a file name, a call: what stands there is not a value of its own.
_LEFT = regex.compile(r"[/+.@~#]\Z")
_RIGHT = regex.compile(r"[/+=(]|@(?!api\.cloudflare)|\.[A-Za-z0-9_]")
_COLOUR = regex.compile(r"\x1b\[[0-9;]{0,12}\Z")
_COLOUR_END = regex.compile(r"[0-9]{0,3}m")


def stands_free(text: str, start: int, end: int) -> bool:
    """True if the text around a run of token characters does not make it a part of something else."""
    return not _LEFT.search(text, max(0, start - 1), start) and not _RIGHT.match(text, end)


def without_colour(text: str, start: int) -> int:
    """Where a run begins, if the end of a terminal colour code (``32m``) is glued to its front."""
    if text[start - 1 : start] in {"[", ";"} and _COLOUR.search(text, max(0, start - 16), start):
        code = _COLOUR_END.match(text, start)
        if code:
            return code.end()
    return start
