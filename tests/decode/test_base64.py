from __future__ import annotations

import base64
import gzip
import textwrap

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.base64 import Base64
from tests import tokens
from tests.decode.finding import search, ways

TOKEN = tokens.user_token("base64")
LEGACY = tokens.legacy_token("base64")


def b64(text: str | bytes) -> str:
    return base64.b64encode(text.encode() if isinstance(text, str) else text).decode()


def wrapped(text: str, width: int, lead: str = "", newline: str = "\n") -> str:
    return newline.join(lead + line for line in textwrap.wrap(b64(text), width))


ENV = f"CLOUDFLARE_ACCOUNT_ID={tokens.hexadecimal('base64', 32)}\nCLOUDFLARE_API_TOKEN={TOKEN}\nPORT=8080\n"
HITS = {
    "bare": b64(TOKEN),
    "no padding": b64(TOKEN).rstrip("="),
    "quoted": f"atob('{b64(TOKEN)}')",
    "data uri": f'src="data:application/json;base64,{b64(ENV)}"',
    "one byte later": b64("x" + TOKEN),
    "two bytes later": b64("xy" + TOKEN),
    "url-safe": base64.urlsafe_b64encode(f'{{"~~":"???>>>","t":"{TOKEN}"}}'.encode()).decode(),
    "glued on the left": f"prefixY{b64(ENV)}",
    "glued by a slash": f"path/to/{b64(ENV)}",
    "wrapped at 76": wrapped(ENV, 76),
    "wrapped at 64 with CRLF": wrapped(ENV, 64, newline="\r\n"),
    "wrapped at an odd width": wrapped(ENV, 61),
    "block scalar": "secret: |\n" + wrapped(ENV, 64, "    "),
    "quoted mail": wrapped(ENV, 72, "> "),
    "comment block": wrapped(ENV, 60, "# "),
    "first line behind a name": f"key: {wrapped(ENV, 64)[20:]}".replace("key: ", f"key: {wrapped(ENV, 64)[:20]}"),
    "armor": f"-----BEGIN ARGO TUNNEL TOKEN-----\n{wrapped(ENV, 64)}\n-----END ARGO TUNNEL TOKEN-----\n",
    "trailing comment": f"token: {b64(TOKEN)} # production",
    "inside binary data": b64(bytes(range(128, 256)) + TOKEN.encode() + bytes(range(128, 256))),
    "chinese text": b64(f"# 生产环境的令牌 请勿泄露 谢谢合作\n令牌 {TOKEN}\n说明 这是一个很长的说明文字"),
    "json web token": f"{b64('{}').rstrip('=')}.{b64(ENV).rstrip('=')}.c2ln",
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_token_behind_base64_is_found_where_it_is_encoded(content: str) -> None:
    found = [place for place in search(content, TOKEN) if place.via == ("base64",)]
    assert found
    plain = "".join(c for c in found[0].source.decode() if c not in "\r\n >#")
    assert abs(len(plain) - len(TOKEN) * 4 / 3) <= 3


def test_lines_of_a_list_are_values_of_their_own() -> None:
    values = [tokens.user_token(f"list{index}") for index in range(3)]
    content = "\n".join(b64(value).rstrip("=") for value in values)
    for value in values:
        (place, *_) = search(content, value)
        assert content.count("\n", 0, place.start) == values.index(value)


@pytest.mark.parametrize(
    ("encoded", "via"),
    [
        (b64(b64(TOKEN)), ("base64", "base64")),
        (b64(TOKEN.encode("utf-16-le")), ("base64", "utf-16-le")),
        (b64(TOKEN.encode("utf-16-be")), ("base64", "utf-16-be")),
        (b64(gzip.compress(ENV.encode(), mtime=0)), ("base64", "gzip")),
    ],
)
def test_what_is_encoded_inside_is_decoded_too(encoded: str, via: tuple[str, ...]) -> None:
    assert via in ways(f"echo {encoded} | base64 -d", TOKEN)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"  CLOUDFLARE_API_TOKEN: {b64(LEGACY)}\n", f"  CLOUDFLARE_API_TOKEN: {LEGACY}"),
        (f"CF_TOKEN = base64.b64decode('{b64(LEGACY)}')", f"CF_TOKEN ={LEGACY}"),
        (f"CF_TOKEN=$(echo -n '{b64(LEGACY)}' | base64 -d)", f"CF_TOKEN={LEGACY}"),
    ],
)
def test_a_bare_value_keeps_the_name_on_its_left(content: str, expected: str) -> None:
    (view,) = Base64().views(View(content))
    assert view.text == expected
    start, end = view.extent(view.text.index(LEGACY), len(view.text))
    assert content[start:end] == b64(LEGACY)[: end - start]
    assert end - start >= 53


NEAR_MISSES = {
    "integrity hash": f"sha512-{b64(bytes.fromhex(tokens.hexadecimal('sri', 128)))}",
    "git sha": tokens.hexadecimal("sha", 40),
    "identifier": "getElementsByTagNameNamespacePrefix",
    "constant": "CLOUDFLARE_ACCOUNT_SETTINGS_WRITE",
    "path": "usr/share/javascript/underscore/underscore",
    "certificate": wrapped("", 64) + "\n".join(textwrap.wrap(b64(bytes(range(128, 256)) * 4), 64)),
}


@pytest.mark.parametrize("content", NEAR_MISSES.values(), ids=NEAR_MISSES.keys())
def test_what_is_no_encoded_text_gives_no_view(content: str) -> None:
    assert list(Base64().views(View(content))) == []


def test_wrapped_lines_that_were_made_one_are_read_together() -> None:
    (place,) = search(f"key: {wrapped(ENV, 64, newline=' ')} # folded", TOKEN)
    assert place.via == ("base64",)


def test_what_only_begins_like_compressed_data_is_shown_for_the_unpacker_to_judge() -> None:
    (view,) = Base64().views(View("H4sIAAAAAAAAA" + b64(bytes(range(128, 190)))))
    assert view.text.startswith("\x1f\x8b\x08")
