from __future__ import annotations

import base64
import textwrap

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.base85 import Base85
from tests import tokens
from tests.decode.finding import search

TOKENS = [tokens.prefixed(prefix, "base85") for prefix in ("cfut", "cfat", "cfk")]


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("encode", [base64.a85encode, base64.b85encode])
@pytest.mark.parametrize("shape", ["{}", "x = '{}'\n", "<~{}~>", "key:\n{}\n\nmore text behind it, of any kind\n"])
def test_an_encoded_token_is_found_where_it_stands(token: str, encode: object, shape: str) -> None:
    assert callable(encode)
    encoded = encode(token.encode()).decode()
    (place,) = search(shape.replace("{}", encoded), token)
    assert place.via == ("base85",)
    assert place.view.proof_only
    assert place.start == shape.index("{")
    assert abs(len(place.source) - len(encoded)) <= 2


def test_line_breaks_do_not_count() -> None:
    encoded = "\n".join(textwrap.wrap(base64.a85encode(TOKENS[0].encode()).decode(), 30))
    assert search(encoded, TOKENS[0])


@pytest.mark.parametrize("content", ["", "@qKk*?", "V`g=9U", "V`g=9U and then words", "@qKk*? v" + "{" * 80])
def test_what_is_too_short_gives_no_view(content: str) -> None:
    assert list(Base85().views(View(content))) == []
