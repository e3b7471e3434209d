from __future__ import annotations

import urllib.parse

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.percent import Percent
from tests import tokens
from tests.decode.finding import search, ways

TOKEN = tokens.account_token("percent")
FULL = "".join(f"%{byte:02X}" for byte in TOKEN.encode())
HITS = {
    "query": f"https://x.test/?state={urllib.parse.quote(TOKEN.replace('_', '%'), safe='').replace('%25', '%5F')}",
    "everything": f"curl 'https://x.test/?t={FULL}'",
    "lowercase": FULL.lower().replace("%5f", "%5f"),
    "javascript": "".join(f"%u{ord(c):04x}" for c in TOKEN),
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_token_with_percent_escapes_is_found_where_it_stands(content: str) -> None:
    (place,) = search(content, TOKEN)
    assert place.via == ("percent",)
    assert place.start == max(content.find("cfat"), content.find("%63"), content.find("%u0063"))


def test_twice_encoded_text_is_decoded_twice() -> None:
    assert ("percent", "percent") in ways(urllib.parse.quote(FULL), TOKEN)


def test_plus_is_a_space_in_forms() -> None:
    (view,) = Percent().views(View("auth=Bearer+abc%2Fdef+ghi&x=1"))
    assert view.text == "auth=Bearer abc/def ghi&x=1"


def test_plus_stays_beside_an_encoded_space() -> None:
    (view,) = Percent().views(View("q=a+b%20c"))
    assert view.text == "q=a+b c"


@pytest.mark.parametrize("content", ["100%", "50% off", "%s %zz %", "%1$s", "%02x", "printf('%08.3f')"])
def test_other_percent_signs_give_no_view(content: str) -> None:
    assert list(Percent().views(View(content))) == []
