from __future__ import annotations

import codecs

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.rot13 import Rot13
from tests import tokens
from tests.decode.finding import search


@pytest.mark.parametrize("prefix", ["cfut", "cfat", "cfk"])
def test_a_token_is_found_exactly_where_it_stands(prefix: str) -> None:
    token = tokens.prefixed(prefix, "rot13")
    moved = codecs.encode(token, "rot13")
    (place,) = search(f"t = str_rot13('{moved}');", token)
    assert place.via == ("rot13",)
    assert place.view.proof_only
    assert place.source.decode() == moved


@pytest.mark.parametrize("content", ["psx_", "pshg_short", "psng_" + "a" * 20, tokens.user_token("rot13")])
def test_other_words_give_no_view(content: str) -> None:
    assert list(Rot13().views(View(content))) == []
