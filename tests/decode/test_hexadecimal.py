from __future__ import annotations

import re
import textwrap

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.hexadecimal import Hexadecimal
from tests import tokens
from tests.decode.finding import search

TOKEN = tokens.user_token("hexadecimal")
HEX = TOKEN.encode().hex()
PAIRS = [f"{byte:02x}" for byte in TOKEN.encode()]
HITS = {
    "plain": f'bytes.fromhex("{HEX}")',
    "uppercase": HEX.upper(),
    "sql": f"0x{HEX}",
    "glued digit": f"a{HEX}",
    "wrapped": "\n".join(textwrap.wrap(HEX, 60)),
    "in binary": bytes(range(128, 200)).hex() + HEX,
    "c array": "{ " + ", ".join(f"0x{pair}" for pair in PAIRS) + " }",
    "c array over lines": "{\n  " + ",\n  ".join(f"0X{pair.upper()}" for pair in PAIRS) + "\n}",
    "go": "[]byte{" + ",".join(f"0x{pair}" for pair in PAIRS) + "}",
    "colons": ":".join(PAIRS),
    "blanks": " ".join(PAIRS),
    "dashes": "-".join(PAIRS).upper(),
    "dump": "\n".join(" ".join(PAIRS[at : at + 16]) for at in range(0, len(PAIRS), 16)),
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_token_in_hexadecimal_is_found_where_it_stands(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("hex",)
    assert re.sub("0x|[^0-9a-f]", "", place.source.decode().lower()).startswith(HEX[:80])


def test_wide_text_in_hexadecimal_is_read() -> None:
    place = search(TOKEN.encode("utf-16-le").hex(), TOKEN)[0]
    assert place.via == ("hex", "utf-16-le")
    listed = ",".join(f"0x{byte:02x}" for byte in TOKEN.encode("utf-16-le"))
    assert search(listed, TOKEN)[0].via == ("hex", "utf-16-le")


def test_lines_of_a_list_are_values_of_their_own() -> None:
    noise = tokens.hexadecimal("noise", len(HEX)).replace("7", "f")
    content = f"{noise}\n{HEX}\n{noise}\n"
    assert any(place.start == len(HEX) + 1 for place in search(content, TOKEN))


@pytest.mark.parametrize(
    "content",
    [
        tokens.hexadecimal("sha", 40),
        "\n".join(tokens.hexadecimal(f"sha{index}", 64) for index in range(5)),
        ":".join(["de", "ad", "be", "ef"] * 8),
        "12 34 56",
        "0x01, 0x02, 0x03, 0x04",
        " " * 200,
        tokens.uuid("a"),
    ],
)
def test_digits_that_are_no_text_give_no_view(content: str) -> None:
    assert list(Hexadecimal().views(View(content))) == []


@pytest.mark.parametrize("digits", range(1, 40))
def test_a_last_line_of_any_length_is_no_trouble(digits: int) -> None:
    content = "\n".join(["f0" * 32, "9e" * 32, ("a0fd3490" * 5)[:digits], "", HEX])
    assert search(content, TOKEN)
