"""Compiling the patterns of custom detectors, which may come from a repository that wishes us no good."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import regex

MAX_ATOMS = 20_000
"""Of a pattern with its counted repetitions written out: ``regex`` takes minutes to compile nested ones."""

_TOKEN = re.compile(
    r"""\\. | \[\^?\]?(?:\\.|[^\]\\])*\]? | (?P<open>\() | (?P<close>\))
    | \{(?P<low>\d*)(?P<range>,(?P<high>\d*))?\} | .""",
    re.DOTALL | re.VERBOSE,
)
_MAX_DIGITS = 6


class PatternError(ValueError):
    """A pattern that cannot be used; the text says why."""


def compile_pattern(pattern: str, group: int | str) -> regex.Pattern[str]:
    """Compile the pattern of a custom detector.

    Args:
        pattern: in the syntax of the package ``regex``; its classes are ASCII.
        group: number or name of the group that is the secret.

    Raises:
        PatternError: it does not compile, would take too long to, has no such group, or matches the empty text.
    """
    import regex  # only runs with custom detectors pay for it

    if expanded(pattern) > MAX_ATOMS:
        raise PatternError(f"its repetitions come to more than {MAX_ATOMS} characters")
    try:
        compiled = regex.compile(pattern, regex.ASCII)
    except (regex.error, ValueError, OverflowError, RecursionError) as error:
        raise PatternError(f"it does not compile: {str(error) or type(error).__name__}") from None
    if isinstance(group, str) and group not in compiled.groupindex:
        raise PatternError(f"it has no group named {group!r}")
    if isinstance(group, int) and group > compiled.groups:
        raise PatternError(f"it has {compiled.groups} groups, not {group}")
    try:
        if compiled.fullmatch("", timeout=1):
            raise PatternError("it matches the empty text")
    except TimeoutError:
        raise PatternError("it takes more than a second on the empty text") from None
    return compiled


def expanded(pattern: str) -> int:
    """Estimate the length of a pattern when its counted repetitions are written out."""
    totals = [0]
    last = 0
    for token in _TOKEN.finditer(pattern):
        kind = token.lastgroup
        if kind == "open":
            totals.append(0)
            last = 0
        elif kind == "close":
            last = totals.pop() if len(totals) > 1 else 0
            totals[-1] += last
        elif token["low"] is not None and (token["low"] or token["high"]):
            count = max(_count(token["low"]), _count(token["high"] or ""))
            totals[-1] += last * max(count - 1, 0)
            last *= max(count, 1)
        else:
            last = 1
            totals[-1] += 1
    return sum(totals)


def _count(digits: str) -> int:
    return int(digits or "0") if len(digits) <= _MAX_DIGITS else 10**_MAX_DIGITS
