"""The overview: how it ended, how much there is of what, and what was scanned."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cf_secret_guard.model import Confidence
from cf_secret_guard.report.base import Appearance, is_incomplete, missed
from cf_secret_guard.report.html.cards import TONES
from cf_secret_guard.report.html.cases import Standing
from cf_secret_guard.report.text import counted, human_size, human_time, summary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cf_secret_guard.model import Report
    from cf_secret_guard.report.html.cases import Case
    from cf_secret_guard.report.html.markup import Elements, Markup

_STYLES = {"red": "danger", "yellow": "warn", "green": "ok"}
_MOST_KINDS = 14


def outcome(report: Report, appearance: Appearance) -> list[tuple[str, str]]:
    """The sentences of the text report's end, each with its style; the first is the outcome.

    Args:
        report: the report.
        appearance: only ``stopped`` counts: this report never hides what was set aside.
    """
    return list(summary(report, Appearance(verbosity=1, stopped=appearance.stopped)))


def overview(h: Elements, report: Report, cases: Sequence[Case], told: Sequence[tuple[str, str]]) -> Markup:
    """Lay out the overview.

    Args:
        h: makes elements.
        report: the report.
        cases: its secrets.
        told: what :func:`outcome` gives.
    """
    (style, first), *others = told
    banner = h("p", h("strong", first), class_=f"banner {_STYLES[style]}")
    sentences = [h("p", text) for _, text in others]
    return h.join([banner, _tiles(h, cases), *sentences, _scan(h, report), _distributions(h, cases)])


def _tiles(h: Elements, cases: Sequence[Case]) -> Markup:
    standings = Counter(case.standing for case in cases)
    tiles = [("secrets", len(cases), "plain"), ("places", sum(len(case.places) for case in cases), "plain")]
    tiles += [(one.words, standings[one], TONES[one]) for one in Standing if standings[one]]
    rows = [h("div", h("dt", name), h("dd", f"{count:,}"), class_=f"tile {tone}") for name, count, tone in tiles]
    return h("dl", *rows, class_="tiles") if cases else h.join([])


def _scan(h: Elements, report: Report) -> Markup:
    rows = [h("div", h("dt", name), h("dd", *value)) for name, value in _facts(h, report)]
    return h("dl", *rows, class_="facts")


def _facts(h: Elements, report: Report) -> Iterator[tuple[str, list[str]]]:
    scan = report.scan
    yield "Mode", [scan.mode]
    if scan.range is not None:
        yield "Range", [h("code", scan.range)]
    if scan.files or not scan.blobs:
        yield "Files", [f"{scan.files:,}"]
    if scan.blobs:
        yield "git blobs", [f"{scan.blobs:,}"]
    yield "Size", [human_size(scan.bytes)]
    yield "Time", [human_time(scan.duration)]
    gaps = counted(len(missed(report)), "item")
    yield "Complete", ["no: ", h("a", f"{gaps} missing", href="#missing")] if is_incomplete(report) else ["yes"]


def _distributions(h: Elements, cases: Sequence[Case]) -> Markup:
    if not cases:
        return h.join([])
    verdicts = Counter(str(case.first.verdict.status) if case.first.verdict else "not checked" for case in cases)
    levels = Counter(case.confidence for case in cases)
    kinds = Counter(case.title for case in cases)
    tables = [
        _distribution(h, "Verdict", verdicts),
        _distribution(h, "Confidence", {level.label: levels[level] for level in reversed(Confidence) if levels[level]}),
        _distribution(h, "Kind", dict(kinds.most_common())),
    ]
    return h("div", *tables, class_="counts")


def _distribution(h: Elements, name: str, counts: Mapping[str, int]) -> Markup:
    most = max(counts.values())
    shown = list(counts.items())[:_MOST_KINDS]
    rest = sum(counts.values()) - sum(count for _, count in shown)
    shown += [("others", rest)] if rest else []
    rows = [
        h("tr", h("th", word, scope="row"), h("td", f"{count:,}"), h("td", _bar(h, count / most), class_="share"))
        for word, count in shown
    ]
    return h("table", h("caption", name), h("tbody", *rows))


def _bar(h: Elements, share: float) -> Markup:
    return h("svg", h("rect", width=f"{min(100 * share, 100):.1f}%", height=8, rx=2), aria_hidden="true")
