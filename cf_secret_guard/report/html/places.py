"""Where a secret stands: its places, put together by directory, archive or message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.html.cases import day, spot
from cf_secret_guard.report.html.markup import Markup, fitting
from cf_secret_guard.report.text import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.report.html.markup import Elements

_MOST_PLACES = 200
_MOST_OPEN = 8
_ROOM = 60_000
"""Bytes for the places of one secret."""
_MOST_PATHS = 20
_COMMIT = 12


def where(h: Elements, places: Sequence[Finding]) -> Markup:
    """List all places of one secret, the first of many openly."""
    entries = (h("li", *_place(h, _split(h, item)[1], item)) for item in places[:_MOST_PLACES])
    shown = list(zip(places, fitting(entries, _ROOM), strict=False))
    parts = [_folders(h, shown[:_MOST_OPEN])]
    if len(shown) > _MOST_OPEN:
        more = counted(len(shown) - _MOST_OPEN, "more place")
        parts.append(h("details", h("summary", more), _folders(h, shown[_MOST_OPEN:])))
    if len(places) > len(shown):
        parts.append(left_out(h, len(places) - len(shown), "places"))
    return h.join(parts)


def left_out(h: Elements, count: int, what: str) -> Markup:
    """Say what this report has no room for, and where it is."""
    return h("p", f"{count:,} more {what} are left out here; the JSON report (-f json) has all.", class_="muted")


def _folders(h: Elements, entries: Iterable[tuple[Finding, Markup]]) -> Markup:
    groups: dict[str, list[Markup]] = {}
    for item, entry in entries:
        groups.setdefault(_split(h, item)[0], []).append(entry)
    rows = [
        h("li", h("p", folder, class_="folder") if folder else "", h("ul", *inside))
        for folder, inside in groups.items()
    ]
    return h("ul", *rows, class_="places")


def _split(h: Elements, item: Finding) -> tuple[str, str]:
    """Cut a path into what it lies in, empty at the root, and its name there."""
    path = item.path
    if h.clean(path) != path:  # a secret may go across a slash: such a path is shown whole, with its mask
        return "", path
    if item.member and path.endswith(f"!{item.member}"):
        return f"in {path.removesuffix(f'!{item.member}')}", item.member
    folder, slash, name = path.rpartition("/")
    return folder + slash, name


def _place(h: Elements, name: str, item: Finding) -> list[Markup]:
    parts = [h("code", h("b", name), h("span", spot(item)), class_="path")]
    notes = [f"in {' in '.join(reversed(item.decoded_via))}"] if item.decoded_via else []
    if item.commit is not None:
        date = day(item.commit_time) if item.commit_time is not None else ""
        notes.append(f"commit {item.commit[:_COMMIT]}{' of ' if date else ''}{date}")
    if item.at_head is not None:
        notes.append("at HEAD" if item.at_head else "no longer at HEAD")
    for note in notes:
        parts += [Markup(" "), h("span", note, class_="tag")]
    others = [path for path in item.paths if path != item.path]
    if others:
        shown = [h("li", h("code", path, class_="path")) for path in others[:_MOST_PATHS]]
        if len(others) > _MOST_PATHS:
            shown.append(h("li", f"and {len(others) - _MOST_PATHS:,} more"))
        head = h("summary", f"also at {counted(len(others), 'other path')}")
        parts += [Markup(" "), h("details", head, h("ul", *shown))]
    return parts
