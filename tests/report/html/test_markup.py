from __future__ import annotations

import html
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.report.html.markup import Elements, Markup, fitting
from cf_secret_guard.report.neutral import neutral
from tests import tokens
from tests.report.html.reading import parse, text
from tests.report.reports import finding, report


@pytest.fixture
def h() -> Elements:
    return Elements(report(finding()))


def test_an_element_holds_its_children_and_attributes(h: Elements) -> None:
    made = h("a", "see ", h("b", "it"), href="#x", class_="c", aria_label="l", rel=None, tabindex=-1)
    assert made == '<a href="#x" class="c" aria-label="l" tabindex="-1">see <b>it</b></a>'
    assert h("meta", charset="utf-8") == '<meta charset="utf-8">\n'
    assert h("p", "one") == "<p>one</p>\n"


@pytest.mark.parametrize(
    ("given_text", "shown"),
    [
        ("<b>&amp;\"'", "&lt;b&gt;&amp;amp;&quot;&#x27;"),
        ("a\u202eb\u200bc\x1b[0m\n\0", r"a\u202eb\u200bc\x1b[0m\n\x00"),
        ("\udcff", r"\xff"),
    ],
)
def test_text_is_escaped_and_what_the_eye_would_obey_is_shown(h: Elements, given_text: str, shown: str) -> None:
    assert h("b", given_text) == f"<b>{shown}</b>"
    assert h("b", class_=given_text) == f'<b class="{shown}"></b>'


def test_markup_that_was_formatted_or_added_to_is_text_again(h: Elements) -> None:
    made = h("b", "x")
    assert h("i", f"{made}") == h("i", made + "") == "<i>&lt;b&gt;x&lt;/b&gt;</i>"
    assert h.join([made, "<"]) == "<b>x</b>&lt;"


@pytest.mark.parametrize("show", [str, lambda secret: "".join(f"%{byte:02x}" for byte in secret.encode())])
def test_no_secret_passes_as_text_or_as_an_attribute(h: Elements, show: type[str]) -> None:
    hidden = show(tokens.user_token())
    assert hidden not in h("b", f"see {hidden}", title=hidden) + h.text(hidden) + h.clean(hidden)


@pytest.mark.parametrize("target", ["https://a.example/?b=1&c", "#id", "./a%20b.md", "/a/b.md"])
def test_a_link_leads_to_https_into_the_report_or_to_a_file(h: Elements, target: str) -> None:
    assert html.escape(target) in h("a", "x", href=target)


@pytest.mark.parametrize("target", ["javascript:alert(1)", "http://a.example", "//a.example", "data:,x", "a.md", ""])
def test_a_link_to_anywhere_else_is_an_error(h: Elements, target: str) -> None:
    with pytest.raises(ValueError, match="a link of a report"):
        h("a", "x", href=target)


@given(st.text() | st.text(st.sampled_from("<>&\"'/=! -ab")))
def test_any_text_comes_back_from_a_parser_as_it_was_shown(value: str) -> None:
    h = Elements(report())
    page = h("html", h("head", h("title", "t")), h("body", h("p", value, title=value)), lang="en")
    paragraph = parse(f"<!DOCTYPE html>{page}").find("body/p")
    assert paragraph is not None
    assert (text(paragraph), paragraph.get("title")) == (" ".join(neutral(value).split()), neutral(value))


def test_parts_are_taken_as_long_as_there_is_room_and_made_no_further() -> None:
    made = []

    def parts() -> object:
        for size in (3, 3, 3, 1):
            made.append(size)
            yield Markup("é" * size)

    assert fitting(parts(), 13) == ["ééé", "ééé"]  # type: ignore[arg-type]  # a generator of Markup
    assert made == [3, 3, 3]
    assert fitting([], random.randrange(9)) == []  # noqa: S311
