"""The timeline of exposure: when each secret came in, when Cloudflare was asked, and since when it is dead."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.report.html.cards import status_badge
from cf_secret_guard.report.html.cases import day
from cf_secret_guard.report.html.markup import Markup

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.report.html.cases import Case
    from cf_secret_guard.report.html.markup import Elements

_MOST_ROWS = 60
_MOST_OPEN = 15
_DAY = 86_400
_EARLIEST = 1_254_355_200
"""October 2009. There is no older Cloudflare credential; clocks that claim more would squeeze all others together."""
_MARGIN = 0.04
_TICKS = 4
_MONTHS = 7
"""Characters of a date up to its month."""
_YEARS = 3 * 365 * _DAY
"""From this span on, months are enough on the axis."""


class _Axis(NamedTuple):
    start: float
    end: float

    def at(self, time: float) -> str:
        """Where a time stands, in percent of the width."""
        share = (min(max(time, self.start), self.end) - self.start) / (self.end - self.start)
        return f"{100 * share:.2f}%"


def timeline(h: Elements, cases: Sequence[Case]) -> Markup:
    """Lay out the timeline; empty if of no secret it is known when it came in."""
    if all(case.came_in is None for case in cases):
        return Markup()
    dated = [case for case in cases if _times(case)]
    shown = sorted(dated[:_MOST_ROWS], key=lambda case: (min(_times(case)), case.number))
    axis = _axis(shown)
    rows = [h("li", *_row(h, case, axis)) for case in shown]
    parts = [_legend(h), _scale(h, axis), h("ol", *rows[:_MOST_OPEN], class_="timeline")]
    if len(rows) > _MOST_OPEN:
        more = h("ol", *rows[_MOST_OPEN:], class_="timeline", start=_MOST_OPEN + 1)
        parts.append(h("details", h("summary", f"{len(rows) - _MOST_OPEN:,} more"), more))
    if len(dated) > len(shown):
        parts.append(
            h("p", f"The {len(shown):,} most urgent are shown; the cards below have the others.", class_="muted")
        )
    return h.join(parts)


def _times(case: Case) -> list[int]:
    return [time for time in (case.came_in, case.asked, case.ended) if time is not None]


def _axis(cases: Sequence[Case]) -> _Axis:
    times = [max(time, _EARLIEST) for case in cases for time in _times(case)]
    start, end = min(times), max(times)
    margin = max((end - start) * _MARGIN, _TICKS * _DAY / 2)  # so that no two ticks are of one day
    return _Axis(start - margin, end + margin)


def _legend(h: Elements) -> Markup:
    marks = (
        ("came in", _circle(h, "50%")),
        ("no longer at HEAD", _bar(h, "0%", "100%", gone=True)),
        ("Cloudflare was asked", _tick(h, "50%")),
        ("known to be dead", _square(h, "8")),
    )
    words = [h("span", _svg(h, mark, class_="key"), text) for text, mark in marks]
    return h("p", *words, "A bar that reaches the right edge is not known to be over.", class_="legend muted")


def _scale(h: Elements, axis: _Axis) -> Markup:
    span = axis.end - axis.start
    size = _MONTHS if span > _YEARS else None
    anchors = ("start", *["middle"] * (_TICKS - 1), "end")
    labels = [day(axis.start + span * number / _TICKS)[:size] for number in range(_TICKS + 1)]
    texts = [
        h(
            "text",
            label,
            x=f"{100 * number / _TICKS:g}%",
            y=12,
            text_anchor=anchor,
            class_="odd" if number % 2 else None,
        )
        for number, (label, anchor) in enumerate(zip(labels, anchors, strict=True))
    ]
    return h("div", h("span"), _svg(h, *texts, class_="ticks"), class_="scale")


def _row(h: Elements, case: Case, axis: _Axis) -> Iterator[Markup]:
    name = h("a", case.title, href=f"#{case.anchor}")
    place = h("span", case.place, class_="path")
    story = h("ul", *(h("li", text) for text in _story(case)), class_="muted story")
    yield h("div", name, " ", status_badge(h, case), " ", place, " ", story)
    yield _svg(h, *_marks(h, case, axis), class_=f"bar {case.standing}")


def _story(case: Case) -> Iterator[str]:
    """Tell a row in words: the picture adds nothing that is not said."""
    if case.came_in is not None:
        yield f"came in {day(case.came_in)}"
    if case.at_head is not None:
        yield "still at HEAD" if case.at_head else "no longer at HEAD"
    if case.asked is not None:
        yield f"asked {day(case.asked)}"
    if case.ended is not None:
        yield f"dead since {day(case.ended)} at the latest"


def _marks(h: Elements, case: Case, axis: _Axis) -> Iterator[Markup]:
    came, asked, ended = case.came_in, case.asked, case.ended
    if came is not None:
        begin = axis.at(came)
        end = axis.at(ended) if ended is not None else "100%"
        yield _bar(h, begin, end, gone=case.at_head is False)
        yield _circle(h, begin)
    if asked is not None and ended is None:
        yield _tick(h, axis.at(asked))
    if ended is not None:
        yield h("svg", _square(h, "-5"), x=axis.at(ended), overflow="visible")


def _svg(h: Elements, *marks: Markup, class_: str) -> Markup:
    return h("svg", *marks, class_=class_, aria_hidden="true")


def _circle(h: Elements, x: str) -> Markup:
    return h("circle", cx=x, cy=8, r=5)


def _bar(h: Elements, begin: str, end: str, *, gone: bool) -> Markup:
    return h("line", x1=begin, x2=end, y1=8, y2=8, class_="span gone" if gone else "span")


def _tick(h: Elements, x: str) -> Markup:
    return h("line", x1=x, x2=x, y1=1, y2=15, class_="asked")


def _square(h: Elements, x: str) -> Markup:
    return h("rect", x=x, y=3, width=10, height=10, class_="end")
