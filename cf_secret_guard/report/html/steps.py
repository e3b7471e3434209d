"""What to do next: first about all of them, then step by step for each kind that is not dead."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from cf_secret_guard.catalog import entry
from cf_secret_guard.report.blocks import advice
from cf_secret_guard.report.html.cases import not_dead

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.report.html.cases import Case
    from cf_secret_guard.report.html.markup import Elements, Markup

_FEW = 2
_MOST_KINDS = 40


def anchors(cases: Sequence[Case]) -> dict[str, str]:
    """Name the place of each kind's steps; kinds of which everything is dead have none."""
    kinds = Counter(case.first.kind for case in not_dead(cases))
    return {kind: f"kind-{number}" for number, (kind, _) in enumerate(kinds.most_common(_MOST_KINDS), 1)}


def steps(h: Elements, cases: Sequence[Case], mode: str) -> Markup:
    """Lay out the steps.

    Args:
        h: makes elements.
        cases: the secrets, the most urgent first.
        mode: of the scan.
    """
    named = anchors(cases)
    words = " ".join(advice(mode)).removeprefix("What to do: ")
    parts = [h("p", words[:1].upper() + words[1:])] if words else []
    is_open = "" if len(named) <= _FEW else None
    counts = Counter(case.first.kind for case in not_dead(cases))
    parts += [_kind(h, kind, anchor, counts[kind], is_open) for kind, anchor in named.items()]
    return h.join(parts)


def _kind(h: Elements, kind: str, anchor: str, count: int, is_open: str | None) -> Markup:
    known = entry(kind)
    head = h("summary", h("h3", known.title), h("span", f"{count:,} to revoke", class_="muted"))
    parts = [h("p", known.power), h("ol", *(h("li", step) for step in known.revoke))]
    if known.also:
        parts.append(h("ul", *(h("li", text) for text in known.also)))
    links = [("Dashboard", known.url), ("Documentation", known.docs)]
    parts.append(h("p", *(h("a", name, href=url, rel="noreferrer") for name, url in links if url), class_="links"))
    return h("details", head, h("div", *parts, id=anchor), class_="kind", open=is_open)
