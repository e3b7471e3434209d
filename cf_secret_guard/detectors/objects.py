"""Objects on one line, such as minified JSON: which of them a value stands in, and what opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.detectors import assignment

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST_OBJECTS = 3
_MOST_OPENERS = 6
_OPENING, _CLOSING = "{[", "}]"


def own_objects(left: str, right: str) -> list[str]:
    """The objects that a value stands in, innermost first, each without the objects and lists nested in it.

    Args:
        left: the line up to the value.
        right: the line behind it.
    """
    found: list[str] = []
    for _ in range(_MOST_OBJECTS):
        opened, before = _own_part(reversed(left), "{", up=_CLOSING, down=_OPENING)
        closed, behind = _own_part(right, "}", up=_OPENING, down=_CLOSING)
        if not opened:
            break
        found.append(f"{before[::-1]} {behind}")
        left, right = left[: len(left) - opened], right[closed:]
    return found


def _own_part(text: Iterable[str], stop: str, *, up: str, down: str) -> tuple[int, str]:
    """Walk out of an object: how many characters up to its brace (0: it has none), and those not in nested ones."""
    depth = 0
    kept: list[str] = []
    for count, char in enumerate(text, 1):
        if char == stop and depth == 0:
            return count, "".join(kept)
        depth += (char in up) - (char in down)
        if depth == 0 and char not in "{}[]":
            kept.append(char)
    return 0, ""


def openers(left: str) -> list[str]:
    """The names of blocks and calls that are open at the end of a line, innermost first, each with its bracket.

    ``"cloudflare": {"api_key": "`` gives ``cloudflare{``; ``cloudflare.New("`` gives ``cloudflare.New(``.

    Args:
        left: the line up to the value.
    """
    found: list[str] = []
    depth = 0
    for at in range(len(left) - 1, -1, -1):
        char = left[at]
        depth += (char in "}])") - (char in "{[(")
        if depth < 0:
            depth = 0
            before = left[max(0, at - 80) : at]
            names = assignment.read(before + " " if char == "(" else before).names
            found += [names[0] + char] if names else []
    return found[:_MOST_OPENERS]
