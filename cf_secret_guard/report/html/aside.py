"""What is not among the findings: what could not be done, what was set aside, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.base import missed
from cf_secret_guard.report.html.cases import spot
from cf_secret_guard.report.html.markup import Markup, fitting
from cf_secret_guard.report.html.places import left_out
from cf_secret_guard.report.order import place

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.model import Ignored, Report
from cf_secret_guard.report.html.markup import Elements

_FEW = 10
_ROOM = 200_000
"""Bytes for each list."""


def missing(h: Elements, report: Report) -> Markup:
    """List what was asked for and not done, each with its next step."""
    problems = missed(report)
    return _list(h, "", [(item.path or "", item.message, item.next_step) for item in problems])


def remarks(h: Elements, report: Report) -> Markup:
    """List what is worth knowing beside the findings."""
    notes = [item for item in report.errors if not item.incomplete]
    return _list(h, "", [(item.path or "", item.message, item.next_step) for item in notes])


def set_aside(h: Elements, report: Report) -> Markup:
    """List what does not count: ignored findings, what was skipped on purpose, stale entries of the baseline."""
    scan = report.scan
    ignored = sorted(scan.ignored, key=lambda item: (*place(item.finding), item.by))
    skipped = [item for item in sorted(scan.skipped) if not item.incomplete]
    stale = [(print_, "matches nothing any more", "") for print_ in sorted(scan.stale_baseline)]
    parts = [
        _list(h, "Ignored findings", [_ignored(item) for item in ignored]),
        _list(h, "Skipped", [(item.path, item.reason, item.next_step) for item in skipped]),
        _list(h, "Baseline entries", stale),
    ]
    return h.join(parts)


def _ignored(item: Ignored) -> tuple[str, str, str]:
    finding = item.finding
    what = f"{finding.kind}, {finding.confidence.label}, by {item.by}: {item.reason or 'no reason given'}"
    return (f"{finding.path}{spot(finding)}", what, "")


def _list(h: Elements, title: str, rows: Sequence[tuple[str, str, str]]) -> Markup:
    """Rows of where, what and what to do; a long list can be opened."""
    if not rows:
        return Markup()
    items = fitting(_items(h, rows), _ROOM)
    heading = [h("h3", f"{title} ({len(rows):,})")] if title else []
    shown = [h("ul", *items[:_FEW], class_="rows")]
    if len(items) > _FEW:
        shown.append(h("details", h("summary", f"{len(items) - _FEW:,} more"), h("ul", *items[_FEW:], class_="rows")))
    if len(rows) > len(items):
        shown.append(left_out(h, len(rows) - len(items), "entries"))
    return h.join([*heading, *shown])


def _items(h: Elements, rows: Sequence[tuple[str, str, str]]) -> Iterator[Markup]:
    for where, what, next_step in rows:
        name = h("code", where, class_="path") if where else ""
        yield h("li", name, " ", h("span", f"{what}. {next_step}".rstrip()))
