"""The document: its head, which lets nothing be loaded, and its sections in the order in which one reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.html import aside, cards, cases, steps
from cf_secret_guard.report.html.markup import Elements, Markup
from cf_secret_guard.report.html.overview import outcome, overview
from cf_secret_guard.report.html.timeline import timeline

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.model import Report
    from cf_secret_guard.report.base import Appearance

_CLOSING = "Made by cf-secret-guard. No secret stands in this file; a fingerprint is a keyed, truncated hash of one."


def render(report: Report, appearance: Appearance) -> str:
    """Return the document. It shows everything, however quiet the run was."""
    h = Elements(report)
    told = outcome(report, appearance)
    parts = list(_sections(h, report, told))
    links = [h("li", h("a", title, href=f"#{name}")) for name, title, _ in parts]
    sections = [
        h("section", h("h2", title, id=f"{name}-title"), body, id=name, aria_labelledby=f"{name}-title")
        for name, title, body in parts
    ]
    nav = h("nav", h("ul", *links), aria_label="Sections") if len(links) > 1 else ""
    body = h(
        "body",
        h("a", "Skip to the report", href="#report", class_="skip"),
        h("header", h("h1", "Cloudflare credentials"), nav),
        h("main", *sections, id="report", tabindex=-1),
        h("footer", h("p", _CLOSING)),
    )
    page = h("html", _head(h, told[0][1]), body, lang="en", dir="ltr")
    return f"<!DOCTYPE html>\n{page}"


def style() -> str:
    """Read the style sheet, which is a part of the package."""
    from pathlib import Path

    return Path(__file__).with_name("style.css").read_text(encoding="utf-8")


def policy(sheet: str) -> str:
    """Write the Content-Security-Policy that lets this style sheet apply and nothing else happen."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(sheet.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def _head(h: Elements, outcome: str) -> Markup:
    sheet = style()
    return h(
        "head",
        h("meta", charset="utf-8"),
        # Not swept: a hash looks as a credential may, and this one is of our own style sheet.
        Markup(f'<meta http-equiv="Content-Security-Policy" content="{policy(sheet)}">\n'),
        h("meta", name="viewport", content="width=device-width, initial-scale=1"),
        h("meta", name="color-scheme", content="light dark"),
        h("meta", name="referrer", content="no-referrer"),
        h("meta", name="robots", content="noindex"),
        h("title", f"{outcome} cf-secret-guard"),
        Markup(f"<style>{sheet}</style>"),
    )


def _sections(h: Elements, report: Report, told: list[tuple[str, str]]) -> Iterator[tuple[str, str, Markup]]:
    """Yield (id, title, content) of each section that has something to say."""
    found = cases.in_order(report.findings)
    mode = report.scan.mode
    yield "overview", "Overview", overview(h, report, found, told)
    others = [
        ("missing", "What is missing", aside.missing(h, report)),
        ("timeline", "Timeline of exposure", timeline(h, found)),
        ("secrets", "Secrets", cards.section(h, found, mode, steps.anchors(found))),
        ("next", "What to do next", steps.steps(h, found, mode) if found else Markup()),
        ("remarks", "Remarks", aside.remarks(h, report)),
        ("aside", "Set aside", aside.set_aside(h, report)),
    ]
    yield from (section for section in others if section[2])
