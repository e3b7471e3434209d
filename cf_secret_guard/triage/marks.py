"""Inline ignores as text: ``cf-secret-guard: ignore[KIND] reason`` in any comment syntax."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.config.node import shown

if TYPE_CHECKING:
    from collections.abc import Collection

_WORD = "cf-secret-guard"
_MARK = re.compile(
    r"cf-secret-guard:[ \t]{0,9}ignore\b(?:[ \t]{0,9}\[(?P<targets>[^\]\r\n]{0,1000})\])?", re.IGNORECASE
)
# What may stand before a mark that is alone on its line: comment signs, and the words that begin a comment.
_ALONE = re.compile(r"\W*(?:rem\b|dnl\b)?\W*", re.IGNORECASE)
_COMMENT_END = re.compile(r"\*/|-->|--%>|%>|%\}|#\}|\]\]>|\*\)|--\]\]|#>|\"\"\"|'''|\*#")
# Words that could be a credential, whole or in part; a reason is shown, so they are not.
_LONG_WORD = re.compile(r"[\w-]{30,}|[\w+/=.~-]{60,}")
_PIN = re.compile(r"[0-9a-f]{8,32}")
_REASON_LIMIT = 200
_REASON_WORDS = 2
_REASON_BYTES = 8
_HOW = "cf-secret-guard: ignore[KIND] reason"


class Target(NamedTuple):
    """What a mark ignores."""

    kind: str
    pin: str
    """First digits of the fingerprint of the one secret that is meant; empty: the only one of this kind."""


class Mark(NamedTuple):
    """One inline ignore."""

    targets: tuple[Target, ...]
    reason: str
    above: bool
    """It stands alone on the line above the finding."""
    fault: str = ""
    """Why it ignores nothing; empty if it is well formed."""
    next_step: str = ""
    start: int = 0
    """Where it begins in its line, in characters of the text that was given."""


def marks(line: str, kinds: Collection[str], *, above: bool) -> list[Mark]:
    """Read the inline ignores of a line.

    Args:
        line: its text.
        kinds: that exist, custom ones too.
        above: it is the line above the finding, where a mark counts only if it stands alone.

    Returns:
        The marks from left to right, also those that are not well formed.
    """
    if _WORD not in line.lower():
        return []
    found = list(_MARK.finditer(line))
    if not found or (above and not _ALONE.fullmatch(line, 0, found[0].start())):
        return []
    ends = [match.start() for match in found[1:]] + [len(line)]
    return [
        _mark(match["targets"], line[match.end() : end], kinds, above=above)._replace(start=match.start())
        for match, end in zip(found, ends, strict=True)
    ]


def _mark(targets: str | None, rest: str, kinds: Collection[str], *, above: bool) -> Mark:
    reason = _reason(rest)
    if not (targets or "").strip():
        return Mark((), reason, above, "an ignore without a kind", f"Write `{_HOW}`.")
    parsed: list[Target] = []
    for item in (targets or "").split(","):
        kind, colon, pin = (part.strip() for part in item.partition(":"))
        if kind not in kinds:
            return Mark((), reason, above, f"an ignore of the unknown kind {shown(kind)}", _suggest(kind, kinds))
        if colon and not _PIN.fullmatch(pin.lower()):
            step = "Write 8 or more hex digits of the fingerprint behind the colon."
            return Mark((), reason, above, f"an ignore of {kind} with a pin that is no fingerprint", step)
        parsed.append(Target(kind, pin.lower()))
    if not any(char.isalnum() for char in reason):
        return Mark((), reason, above, "an ignore without a reason", f"Say why after the bracket: `{_HOW}`.")
    if not _is_enough(reason):
        step = "Say why in two words or more, or in one of at least 8 letters."
        return Mark((), reason, above, "an ignore whose reason is too short", step)
    return Mark(tuple(parsed), reason, above)


def _is_enough(reason: str) -> bool:
    """Say if a reason can be one: a scrap of code behind the bracket is none."""
    words = [word for word in reason.split() if any(char.isalnum() for char in word)]
    # In bytes of UTF-8: languages without spaces say more in a letter, and need more bytes for it.
    size = sum(len(char.encode()) for char in reason if char.isalnum())
    return len(words) >= _REASON_WORDS or size >= _REASON_BYTES


def _suggest(kind: str, kinds: Collection[str]) -> str:
    import difflib

    close = difflib.get_close_matches(kind.lower(), sorted(kinds), n=1)
    return f"Did you mean {close[0]}?" if close else "Copy the kind from the report."


def _reason(rest: str) -> str:
    text = rest[: 4 * _REASON_LIMIT]
    text = _COMMENT_END.split(text, maxsplit=1)[0]
    text = _LONG_WORD.sub("...", _as_utf8(text))
    text = "".join(char for char in text if char.isprintable())
    return text.strip(" \t:;,-\u2013\u2014\"'`")[:_REASON_LIMIT]


def _as_utf8(text: str) -> str:
    """Content that is not UTF-16 or UTF-32 is read as latin-1, byte by byte; a reason is for people."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text
