from __future__ import annotations

import html

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.entities import Entities
from tests import tokens
from tests.decode.finding import search

TOKEN = tokens.user_token("entities")
HITS = {
    "decimal": TOKEN.replace("_", "&#95;"),
    "hexadecimal": TOKEN.replace("_", "&#x5F;"),
    "leading zeros": TOKEN.replace("_", "&#0095;"),
    "named": TOKEN.replace("_", "&lowbar;"),
    "everything": "".join(f"&#{ord(c)};" for c in TOKEN),
    "attribute": f'<i data="{html.escape(chr(34))}{TOKEN.replace("_", "&UnderBar;")}&quot;">',
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_token_with_references_is_found_where_it_stands(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("entities",)
    assert place.source.startswith((b"cfut&", b"&#99;"))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("&quot;a&quot; &lt;b&gt; &amp;amp;", '"a" <b> &amp;'),
        ("&#233;&eacute;", "\u00c3\u00a9\u00c3\u00a9"),
        ("&#9999999;&lt;", "\u00ef\u00bf\u00bd<"),
        ("&nosuch; &lt;", "&nosuch; <"),
        ("&#95a", "_a"),
    ],
)
def test_references_give_their_character_as_a_blob_would_show_it(content: str, expected: str) -> None:
    (view,) = Entities().views(View(content))
    assert view.text == expected


@pytest.mark.parametrize("content", ["a && b;", "&", "&;", "&#;", "x &y; z", "AT&T;"])
def test_other_ampersands_give_no_view(content: str) -> None:
    assert list(Entities().views(View(content))) == []
