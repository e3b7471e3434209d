"""One card a secret: what it is, if it can be used, where it stands, why we think so, what was done, what is next."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from cf_secret_guard.catalog import entry
from cf_secret_guard.report import response
from cf_secret_guard.report.html.cases import GIVEN, Case, Standing, day
from cf_secret_guard.report.html.markup import Markup, fitting
from cf_secret_guard.report.html.places import left_out, where

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from cf_secret_guard.report.html.markup import Elements
    from cf_secret_guard.respond.base import ActionRecord

TONES = {Standing.LIVE: "danger", Standing.OPEN: "warn", Standing.UNASKED: "warn", Standing.DEAD: "ok"}
"""The colours of a standing, as the style sheet names them."""
_ROOM = 2_800_000
"""Bytes for all cards."""
_ROOM_FOR_ROWS = 1_000_000
_MOST_OPEN = 6
_FEW = 5
_MOST_LINES = 12
_SEVERITIES = {"critical": "danger", "high": "danger", "medium": "warn"}
_DONE = {"confirmed": "ok", "applied": "ok", "planned": "plain"}
_UNMARKABLE = frozenset({"commit-message", "given"})
"""Modes in which there is no line that could carry a comment."""


def section(h: Elements, cases: Sequence[Case], mode: str, steps: Mapping[str, str]) -> Markup:
    """Lay out all cards; those for which there is no room as rows, and a count of what has no room either.

    Args:
        h: makes elements.
        cases: in their order.
        mode: of the scan.
        steps: for each kind, the anchor of its steps in this document.
    """
    cards = fitting((_card(h, case, mode, steps.get(case.first.kind, "")) for case in cases), _ROOM)
    rows = fitting((_row(h, case) for case in islice(cases, len(cards), None)), _ROOM_FOR_ROWS)
    parts = [_filter(h, cases), *cards]
    if rows:
        heads = [h("th", name, scope="col") for name in ("Secret", "First place", "Fingerprint")]
        parts.append(h("h3", f"{len(rows):,} more, in short"))
        parts.append(h("table", h("thead", h("tr", *heads)), h("tbody", *rows), class_="wide"))
    if rest := len(cases) - len(cards) - len(rows):
        parts.append(left_out(h, rest, "secrets"))
    return h.join(parts)


def badge(h: Elements, text: str, tone: str) -> Markup:
    """A word that catches the eye."""
    return h("span", text, class_=f"badge {tone}")


def status_badge(h: Elements, case: Case) -> Markup:
    """The verdict, or that there is none."""
    verdict = case.first.verdict
    return badge(h, verdict.status if verdict else case.standing.words, TONES[case.standing])


def _filter(h: Elements, cases: Sequence[Case]) -> Markup:
    """Boxes that hide cards by their standing, by style alone; only where they help."""
    counts = {standing: sum(case.standing is standing for case in cases) for standing in Standing}
    present = [standing for standing in Standing if counts[standing]]
    if len(cases) <= _FEW or len(present) == 1:
        return Markup()
    boxes = [
        h("label", h("input", type="checkbox", id=f"show-{one}", checked=""), f" {one.words} ({counts[one]:,})")
        for one in present
    ]
    return h("fieldset", h("legend", "Show"), *boxes, class_="filter")


def _card(h: Elements, case: Case, mode: str, steps: str) -> Markup:
    first = case.first
    head = [
        status_badge(h, case),
        " ",
        h("h3", case.title, id=f"{case.anchor}-title"),
        *_severity(h, case.severity),
        h("span", case.place, class_="path muted"),
        " ",
        h("code", first.fingerprint[:12], class_="muted"),
    ]
    fields = [
        h.join([h("dt", label), h("dd", *values)]) for label, values in _fields(h, case, mode, steps) if any(values)
    ]
    is_open = "" if case.number <= _MOST_OPEN else None
    # Inside of what can be closed: a browser opens it on the way to such a target.
    body = h("details", h("summary", *head), h("dl", *fields, id=case.anchor), open=is_open)
    return h("article", body, class_=f"card {case.standing}", aria_labelledby=f"{case.anchor}-title")


def _severity(h: Elements, word: str) -> list[str]:
    return [badge(h, f"severity {word}", _SEVERITIES.get(word, "plain")), " "] if word else []


def _row(h: Elements, case: Case) -> Markup:
    name = h("td", status_badge(h, case), f" {case.title}")
    place = h("td", h("span", case.place, class_="path"))
    fingerprint = h("td", h("code", case.first.fingerprint, class_="all"))
    return h("tr", name, place, fingerprint, id=case.anchor, class_=f"card {case.standing}")


def _fields(h: Elements, case: Case, mode: str, steps: str) -> Iterator[tuple[str, list[Markup]]]:
    first = case.first
    if first.verdict is not None:
        yield "Verdict", _lines(h, response.verdict_words(first.verdict))
    yield "It can", _lines(h, [first.capability.removeprefix("Can ") or entry(first.kind).power])
    yield "Severity", _lines(h, [first.severity])
    yield "Where", [where(h, case.places)] if first.path != GIVEN else _lines(h, ["It was handed in."])
    yield "Since", _lines(h, _since(case))
    yield f"Why ({case.confidence.label})", _lines(h, (reason for item in case.places for reason in item.evidence))
    fingerprint = h("code", first.fingerprint, class_="all")
    yield "Secret", [h("p", h("code", first.secret.redacted), " fingerprint ", fingerprint)]
    beside = (pair for item in case.places for pair in item.companions if pair[0] != "email")  # no personal data
    yield "Belongs to", _lines(h, (f"{name} {value}" for name, value in beside))
    yield "Done", [_action(h, record) for record in first.actions]
    yield "Next", _next(h, case, mode, steps)
    if first.incident:
        yield "Incident", [h("p", h("a", first.incident, href=_target(first.incident)))]


def _lines(h: Elements, texts: Iterable[str]) -> list[Markup]:
    """Each text once, those that are empty left out; of very many the first."""
    distinct = list(filter(None, dict.fromkeys(texts)))
    more = [f"and {len(distinct) - _MOST_LINES:,} more"] if len(distinct) > _MOST_LINES else []
    return [h("p", text) for text in (*distinct[:_MOST_LINES], *more)]


def _since(case: Case) -> list[str]:
    came = case.came_in
    words = [f"{day(came)}, by the date that its commit claims"] if came is not None else []
    if case.at_head is not None:
        words.append("HEAD still has it." if case.at_head else "HEAD no longer has it; the history does.")
    return words


def _action(h: Elements, record: ActionRecord) -> Markup:
    status = badge(h, record.status, _DONE.get(record.status, "danger"))
    proof = ", ".join(filter(None, (response.action_reason(record), response.moment(record.at))))
    return h.join([h("p", status, f" {record.action} {record.target}"), h("p", proof, class_="muted")])


def _next(h: Elements, case: Case, mode: str, steps: str) -> list[Markup]:
    first = case.first
    if case.standing is Standing.DEAD:
        return _lines(h, ["It is dead: take it out of the files, and put a new one where it was in use."])
    known = entry(first.kind)
    parts: list[str] = [known.advice]
    if known.url:
        parts += [" ", h("a", "Open the dashboard", href=known.url, rel="noreferrer")]
    if steps:
        parts += [" ", h("a", "All steps", href=f"#{steps}")]
    lines = [h("p", *parts)]
    if mode not in _UNMARKABLE and not response.is_real(first):
        mark = h("code", f"cf-secret-guard: ignore[{first.kind}] REASON")
        lines.append(h("p", "No secret? Put a comment on its line: ", mark, class_="muted"))
    return lines


def _target(path: str) -> str:
    """The address of a file: quoted, so that no name can be an address of another kind."""
    from urllib.parse import quote

    try:
        spelled = quote(path, errors="surrogateescape")
    except UnicodeEncodeError:  # on Windows, a name may hold half of a pair
        spelled = quote(path, errors="surrogatepass")
    return f"/{spelled.lstrip('/')}" if spelled.startswith("/") else f"./{spelled}"
