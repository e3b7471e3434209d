"""``--range A..B`` and ``--since REV``: two ends, neither of them empty."""

from __future__ import annotations

from cf_secret_guard.errors import UsageError


def ends(span: str | None, since: str | None) -> tuple[str, str]:
    """Read a range.

    An empty side is none: a variable that a CI system left empty must not become "scan nothing".

    Args:
        span: of ``--range``.
        since: of ``--since``, which wins.

    Returns:
        The revision whose commits do not count, and the one whose commits do; two empty strings if neither is given.

    Raises:
        UsageError: it is no range.
    """
    if since is None:
        return ("", "") if span is None else _both(span)
    if not since or ".." in since:
        step = "Name the revision behind which to begin, such as --since origin/main."
        raise UsageError(f"--since {since!r} is not one revision", step)
    return since, "HEAD"


def _both(text: str) -> tuple[str, str]:
    begin, dots, end = text.partition("..")
    if "..." in text:
        step = "Write A..B for what B has and A does not; for what either side has, run once for each."
        raise UsageError(f"--range {text!r} has three dots", step)
    if dots and not (begin and end):
        step = "Name both ends. If they come from a variable of a CI system, that one is empty."
        raise UsageError(f"--range {text!r} {'ends' if begin else 'begins'} nowhere", step)
    if not dots or ".." in end:
        begin = begin or "REV"
        raise UsageError(f"--range {text!r} is not A..B", f"Write {begin}..HEAD, or --since {begin}.")
    return begin, end
