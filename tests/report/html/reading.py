"""Reads a report as a browser does, and fails on everything that its parser has to repair."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

import html5lib

from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.html.page import render

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.model import Report

_INDEPENDENT = ("class", "id")
"""Attributes whose values follow from the report's form alone."""


def parse(document: str) -> Element:
    """Parse a document strictly."""
    parser = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False)
    tree = parser.parse(document)
    assert isinstance(tree, Element)
    return tree


def read(report: Report) -> Element:
    """Render a report and parse it."""
    return parse(render(report, Appearance()))


def name(element: Element) -> str:
    """The tag without the namespace that SVG has."""
    return str(element.tag).rpartition("}")[2]


def outline(element: Element, depth: int = 0) -> Iterator[tuple[object, ...]]:
    """Yield every element with its depth and attributes, in the order of the document."""
    fixed = tuple(element.get(key) for key in _INDEPENDENT)
    yield (depth, name(element), *sorted(element.attrib), *fixed)
    for child in element:
        yield from outline(child, depth + 1)


def text(element: Element | None) -> str:
    """All text inside, with single spaces."""
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def by_id(tree: Element, wanted: str) -> Element:
    """The one element with this id."""
    (found,) = [item for item in tree.iter() if item.get("id") == wanted]
    return found


def fields(card: Element) -> dict[str, str]:
    """The labels of a card, each with its text."""
    return {text(label): text(value) for label, value in zip(card.iter("dt"), card.iter("dd"), strict=True)}
