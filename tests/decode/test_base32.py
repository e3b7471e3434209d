from __future__ import annotations

import base64
import textwrap

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.base32 import Base32
from tests import tokens
from tests.decode.finding import search

TOKEN = tokens.user_token("base32")
ENV = f"CLOUDFLARE_API_TOKEN={TOKEN}\nPORT=8080\n"


def b32(text: str) -> str:
    return base64.b32encode(text.encode()).decode()


HITS = {
    "bare": b32(TOKEN),
    "no padding": b32(TOKEN).rstrip("="),
    "small letters": b32(TOKEN).lower().rstrip("="),
    "an env file": b32(ENV),
    "wrapped": "\n".join(textwrap.wrap(b32(ENV), 64)),
    "quoted": f'seed = "{b32(TOKEN)}"',
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_token_behind_base32_is_found_where_it_is_encoded(content: str) -> None:
    (place,) = search(content, TOKEN)
    assert place.via == ("base32",)
    assert abs(len(place.source.replace(b"\n", b"")) - len(TOKEN) * 8 / 5) <= 3


@pytest.mark.parametrize("size", range(35, 44))
def test_every_length_of_the_last_group_is_read(size: int) -> None:
    (view,) = Base32().views(View(b32(TOKEN[:size]).rstrip("=")))
    assert view.text == TOKEN[:size]


@pytest.mark.parametrize(
    "content",
    [b32("too short"), "A" * 80, "GATTACA" * 12, "ABCDEFGH234567" * 6, base64.b64encode(ENV.encode()).decode(),
     "a_word_that_goes_on_and_on" * 4, b32(ENV).title()],
)  # fmt: skip
def test_what_is_no_base32_of_text_gives_no_view(content: str) -> None:
    assert list(Base32().views(View(content))) == []
