from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.reversed import Reversed
from tests import tokens
from tests.decode.finding import search


@pytest.mark.parametrize("prefix", ["cfut", "cfat", "cfk", "cfast"])
def test_a_token_spelled_backwards_is_found_as_a_guess(prefix: str) -> None:
    token = tokens.prefixed(prefix, "reversed")
    content = f'const t = "{token[::-1]}".split("").reverse().join("");'
    (place,) = search(content, token)
    assert place.via == ("reversed",)
    assert place.view.proof_only
    assert place.source.decode() == token[::-1]


@pytest.mark.parametrize("prefix", ["cfoat_", "cfort_"])
def test_oauth_tokens_are_turned_around_whole(prefix: str) -> None:
    token = tokens.oauth_token("reversed", prefix)
    (view,) = Reversed().views(View(token[::-1]))
    assert view.text == token


@pytest.mark.parametrize("content", ["_tufc", "abc_tufc", "fc", "x" * 60 + "fc", "x" * 60 + "_kf"])
def test_other_words_give_no_view(content: str) -> None:
    assert list(Reversed().views(View(content))) == []
