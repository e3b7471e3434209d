"""Looks for a value in everything that is decoded from a blob, the way the scanner does."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.charset import root_views
from cf_secret_guard.decode.registry import decode_all

if TYPE_CHECKING:
    from cf_secret_guard.decode.base import View


class Found(NamedTuple):
    """A place where a value stands in a view."""

    via: tuple[str, ...]
    source: bytes
    """The bytes of the blob that it was decoded from."""
    start: int
    view: View


def search(content: str | bytes, value: str) -> list[Found]:
    """Find ``value`` in the views of a blob, plain text first."""
    data = content.encode() if isinstance(content, str) else content
    places = []
    for root in root_views(data):
        for view in (root, *decode_all(root)):
            at = view.text.find(value)
            if at >= 0:
                start, end = view.extent(at, at + len(value))
                places.append(Found(view.via, data[start:end], start, view))
    return places


def ways(content: str | bytes, value: str) -> list[tuple[str, ...]]:
    """The decoders that were passed, for each place; the same way once."""
    return list(dict.fromkeys(found.via for found in search(content, value)))
