"""Page-wise lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.simulator.answers import ok
from cf_secret_guard.simulator.routing import refused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.simulator.answers import Answer, JsonObject
    from cf_secret_guard.simulator.routing import Call

_MOST = 1000


def paged(call: Call, items: Sequence[JsonObject], *, least: int = 1, default: int = 20) -> Answer:
    """Return the page that ``page`` and ``per_page`` of the query ask for.

    Args:
        call: the request.
        items: the whole list.
        least: the smallest ``per_page`` that the endpoint takes.
        default: of ``per_page``.

    Raises:
        RefusedError: the query asks for no possible page.
    """
    page, size = number(call, "page", 1, least=1), number(call, "per_page", default, least=least)
    some = items[(page - 1) * size : page * size]
    info: JsonObject = {
        "page": page,
        "per_page": size,
        "count": len(some),
        "total_count": len(items),
        "total_pages": -(-len(items) // size),
    }
    return ok(list(some), info=info)


def number(call: Call, name: str, default: int, *, least: int, most: int = _MOST) -> int:
    """Return a whole number of the query.

    Raises:
        RefusedError: it is none, or out of bounds.
    """
    text = call.query.get(name, str(default))
    if not text.isdecimal() or not least <= int(text) <= most:
        raise refused(f"Invalid value for {name}: a whole number from {least} to {most} is needed")
    return int(text)
