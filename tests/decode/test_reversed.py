from __future__ import annotations

import base64

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.reversed import Reversed
from tests import tokens
from tests.decode.finding import search, ways


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


@pytest.mark.parametrize("prefix", ["cfut", "cfat", "cfk"])
def test_base64_that_was_turned_around_is_found_where_it_stands(prefix: str) -> None:
    token = tokens.prefixed(prefix, "reversed")
    encoded = base64.b64encode(token.encode()).decode()[::-1]
    (place,) = search(f"base64_decode(strrev('{encoded}'))", token)
    assert place.via == ("reversed", "base64")
    assert place.view.proof_only


def test_a_token_that_was_turned_around_before_base64_is_found() -> None:
    token = tokens.user_token("reversed")
    assert ("base64", "reversed") in ways(base64.b64encode(token[::-1].encode()).decode(), token)


@pytest.mark.parametrize(
    "content", ["_tufc", "Fd1Z2Y", "abcFd1Z2Y", "abc_tufc", "fc", "x" * 60 + "fc", "x" * 60 + "_kf"]
)
def test_other_words_give_no_view(content: str) -> None:
    assert list(Reversed().views(View(content))) == []
