"""Where a secret stands: its places, put together by directory, archive or message."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.report.html.cases import GIVEN, spot
from cf_secret_guard.report.text import counted
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.report.html.markup import Elements, Markup

_MOST_PLACES = 200
_MOST_SHOWN = 8
_MOST_PATHS = 20
_COMMIT = 12
_DAY = 10


class _Split(NamedTuple):
    folder: str
    """With what it is; empty at the root."""
    name: str


def where(h: Elements, places: Sequence[Finding]) -> Markup:
    """List all places of one secret, the first of many openly."""
    known = [item for item in places if item.path != GIVEN]
    shown = known[:_MOST_PLACES]
    parts = [_folders(h, shown[:_MOST_SHOWN])]
    if len(shown) > _MOST_SHOWN:
        more = counted(len(known) - _MOST_SHOWN, "more place")
        parts.append(h("details", h("summary", more), _folders(h, shown[_MOST_SHOWN:])))
    if len(known) > len(shown):
        parts.append(left_out(h, len(known) - len(shown), "places"))
    return h.join(parts)


def left_out(h: Elements, count: int, what: str) -> Markup:
    """Say what this report has no room for, and where it is."""
    return h("p", f"{count:,} more {what} are left out here; the JSON report (-f json) has all.", class_="muted")


def _folders(h: Elements, places: Iterable[Finding]) -> Markup:
    groups: dict[str, list[Markup]] = {}
    for item in places:
        parts = _split(h, item)
        groups.setdefault(parts.folder, []).append(h("li", *_place(h, parts.name, item)))
    rows = [
        h("li", h("span", folder, class_="folder") if folder else "", h("ul", *entries))
        for folder, entries in groups.items()
    ]
    return h("ul", *rows, class_="places")


def _split(h: Elements, item: Finding) -> _Split:
    path = item.path
    if h.clean(path) != path:  # a secret may go across a slash: such a path is shown whole, with its mask
        return _Split("", path)
    if item.member and path.endswith(f"!{item.member}"):
        return _Split(f"in {path.removesuffix(f'!{item.member}')}", item.member)
    folder, slash, name = path.rpartition("/")
    return _Split(folder + slash, name)


def _place(h: Elements, name: str, item: Finding) -> list[Markup]:
    parts = [h("code", h("b", name), h("span", spot(item)), class_="path")]
    notes = [f"in {' in '.join(reversed(item.decoded_via))}"] if item.decoded_via else []
    if item.commit is not None:
        day = rfc3339(item.commit_time)[:_DAY] if item.commit_time is not None else ""
        notes.append(f"commit {item.commit[:_COMMIT]}{' of ' if day else ''}{day}")
    if item.at_head is not None:
        notes.append("at HEAD" if item.at_head else "no longer at HEAD")
    parts += [h("span", note, class_="tag") for note in notes]
    others = [path for path in item.paths if path != item.path]
    if others:
        shown = [h("li", h("code", path, class_="path")) for path in others[:_MOST_PATHS]]
        if len(others) > _MOST_PATHS:
            shown.append(h("li", f"and {len(others) - _MOST_PATHS:,} more"))
        parts.append(h("details", h("summary", f"also at {counted(len(others), 'other path')}"), h("ul", *shown)))
    return parts
