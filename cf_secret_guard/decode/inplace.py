"""Builds the view of a decoded value, with the name that it is assigned to on its left."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.decode.base import View

if TYPE_CHECKING:
    from collections.abc import Sequence

_CONTEXT = 120
"""Characters on the left that are kept."""
# A bare value says nothing about itself: a credential of an old format needs the name on its left. Text with a
# structure of its own is better off without.
_BARE = re.compile(r"[A-Za-z0-9_.-]{32,256}\s*+")
# `NAME = base64.b64decode("`, `NAME=$(echo '`: the call that undoes the encoding, up to the value.
_CALL = re.compile(r"[:=]\s*+(?:[\w.$:>\[\]-]++[ \t]++)*+[\w.$:>\[\]-]*+\([\w.$:>\[\]( \t-]*+[\"'`]?+\Z")


def decoded(
    view: View,
    names: tuple[str, ...],
    source: tuple[int, int],
    text: str,
    breaks: Sequence[tuple[int, int]],
    ratio: float,
    floor: int,
) -> View:
    """Make the view of a decoded run.

    A bare value is shown behind what stands left of the run on its line, without the decoding call.

    Args:
        view: the parent.
        names: the decoders that were passed from the parent on.
        source: start and end of the run in the parent's text.
        text: what it decodes to.
        breaks: as in :class:`View`, for ``text``.
        ratio: as in :class:`View`.
        floor: offset in the parent that the context must not reach below (the end of the run before).
    """
    start, end = source
    via = (*view.via, *names)
    if _BARE.fullmatch(text) is None:
        return View(text, via=via, parent=view, span=source, breaks=breaks, ratio=ratio)
    floor = max(floor, start - _CONTEXT)
    left = max(floor, view.text.rfind("\n", floor, start) + 1)
    context = view.text[left:start]
    call = _CALL.search(context)
    if call is not None:
        context = context[: call.start() + 1]
    shift = len(context)
    # The context counts character by character whatever the ratio, so each of its characters is a break.
    moved = [(index, left + index) for index in range(shift)]
    moved += [(offset + shift, origin) for offset, origin in breaks]
    return View(context + text, via=via, parent=view, span=(left, end), breaks=moved, ratio=ratio)
