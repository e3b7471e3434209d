from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.report.markdown_text import code, prose


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a/b.env", "`a/b.env`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a``b`c", "```a``b`c```"),
        (" a", "`  a `"),
        ("", "(empty)"),
        ("a\nb\x1b[31m\u202e", "`a\\nb\\x1b[31m\\u202e`"),
        ("<!-- cf-secret-guard:end todo -->", "`<!-- cf-secret-guard:end todo -->`"),
    ],
)
def test_a_code_span_holds_anything(text: str, shown: str) -> None:
    assert code(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("assigned to CLOUDFLARE_API_TOKEN", "assigned to CLOUDFLARE_API_TOKEN"),
        (
            "_a_ *b* `c` [d](e) ~~f~~ | $g$",
            "\\_a\\_ \\*b\\* \\`c\\` \\[d\\](e) \\~\\~&#8203;f\\~\\~ \\| \\$&#8203;g\\$",
        ),
        ("<script>&amp;</script>", "&lt;script&gt;\\&&#8203;amp;&lt;/script&gt;"),
        ("# heading", "\\# heading"),
        ("- [x] done", "\\- \\[x\\] done"),
        ("1. one", "1\\. one"),
        ("2026-11-21", "2026-11-21"),
        ("https://example.com www.example.com @octocat", "https\\://example.com www\\.example.com \\@&#8203;octocat"),
        ("@_a #_b :_c:", "\\@&#8203;\\_a #&#8203;\\_b :&#8203;\\_c:"),
        ("Ann <ann@example.com>", "Ann &lt;ann\\@example.com&gt;"),
        (
            "#1 a/b#2 GH-3 !4 %5 ~bug :tada: 10:30",
            "\\#&#8203;1 a/b#&#8203;2 GH-&#8203;3 !&#8203;4 %&#8203;5 \\~&#8203;bug :&#8203;tada: 10:30",
        ),
        ("a\n\n# b", "a\\\\n\\\\n# b"),
    ],
)
def test_prose_has_no_markup_of_its_own(text: str, shown: str) -> None:
    assert prose(text) == shown


@settings(deadline=None)
@given(st.text(max_size=200))
def test_neither_can_end_the_line_or_its_span(text: str) -> None:
    assert len(f"{code(text)}{prose(text)}".splitlines()) <= 1
    inner = re.fullmatch(r"(`+)(.*?)\1", code(text)) if code(text) != "(empty)" else None
    assert inner is None or inner[1] not in re.findall("`+", inner[2])
    assert "<" not in prose(text)
