"""What may touch a candidate without making it part of something longer."""

from __future__ import annotations

import re

from cf_secret_guard.detectors.plausible import is_random_hex

# A path, a URL, base64, a pin, a file name, a call: what stands there is not a value of its own.
_LEFT = frozenset("/+.@~#")
_RIGHT = re.compile(r"[/+=(]|@(?!api\.cloudflare)|\.[A-Za-z0-9_]")
# Cheap, because lock files hold tens of thousands: a word for a hash directly before the value.
_HASH = re.compile(
    r"(?i)(?:sha-?(?:1|256|384|512)(?:sum)?|md5|hash|digest|checksum|integrity|etag|signature|commit|revision|h1)[\"'`\s:=_@>-]{0,6}$"
)
_HASH_REACH = 24
_COLOUR = re.compile(r"\x1b\[[0-9;]{0,12}\Z")
_SHELL_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*-")
_COLOUR_END = re.compile(r"[0-9]{0,3}m")


def stands_free(text: str, start: int, end: int) -> bool:
    """True if the text around a run of token characters does not make it a part of something else."""
    return text[start - 1 : start] not in _LEFT and not _RIGHT.match(text, end)


def follows_hash_name(text: str, start: int) -> bool:
    """True if what stands directly before a run names a hash or a revision."""
    return _HASH.search(text, max(0, start - _HASH_REACH), start) is not None


def is_free_hex(text: str, start: int, end: int) -> bool:
    """True if a run of hex is random, no part of something longer, and not named as a hash."""
    return not follows_hash_name(text, start) and stands_free(text, start, end) and is_random_hex(text[start:end])


def value_start(text: str, start: int) -> int:
    """Where the value in a run begins: behind the end of a colour code (``32m``), or of a shell default (``NAME-``).

    Args:
        text: the text.
        start: where the run of token characters begins.
    """
    before = text[start - 1 : start]
    if before in {"[", ";"} and _COLOUR.search(text, max(0, start - 16), start):
        code = _COLOUR_END.match(text, start)
        return code.end() if code else start
    if before == ":" and text[start] in "-=":
        return start + 1
    name = _SHELL_NAME.match(text, start) if before == "{" else None
    return name.end() if name else start
