from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.charcodes import CharCodes
from tests import tokens
from tests.decode.finding import search

TOKEN = tokens.user_token("charcodes")
LEGACY = tokens.legacy_token("charcodes")
CODES = [str(ord(c)) for c in TOKEN]
HITS = {
    "list": f"[{','.join(CODES)}]",
    "list with blanks": f"bytes([{', '.join(CODES)}])",
    "over lines": "[\n " + ",\n ".join(CODES) + "\n]",
    "blanks only": " ".join(CODES),
    "javascript": f"String.fromCharCode({','.join(CODES)})",
    "buffer": '{"type":"Buffer","data":[' + ",".join(CODES) + "]}",
    "php": ".".join(f"chr({code})" for code in CODES),
    "vb": " & ".join(f"Chr({code})" for code in CODES),
    "vb over lines": " & _\r\n  ".join(f"ChrW({code})" for code in CODES),
    "python": " + ".join(f"chr({code})" for code in CODES),
    "sql": " || ".join(f"CHR({code})" for code in CODES),
    "powershell": "+".join(f"[char]{code}" for code in CODES),
    "javascript, one by one": "+".join(f"String.fromCharCode({code})" for code in CODES),
    "hexadecimal": ".".join(f"chr(0x{int(code):02x})" for code in CODES),
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_a_token_in_character_codes_is_found_where_it_stands(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("charcodes",)
    assert not place.view.proof_only
    assert place.source.decode().removeprefix("0x").startswith(("99", "63"))


@pytest.mark.parametrize(
    ("content", "is_guess"),
    [
        pytest.param(" ".join(f"{ord(c):o}" for c in TOKEN), True, id="octal"),
        pytest.param(", ".join(f"0{ord(c):o}" for c in TOKEN), True, id="octal with zeros"),
        pytest.param(",".join(f"0o{ord(c):o}" for c in TOKEN), True, id="octal of python"),
        pytest.param(" ".join(f"{ord(c):08b}" for c in TOKEN), False, id="binary"),
        pytest.param(", ".join(f"0b{ord(c):08b}" for c in f"key={TOKEN}"), False, id="binary of python"),
        pytest.param("bits = " + "".join(f"{ord(c):08b}" for c in TOKEN), False, id="bits"),
    ],
)
def test_a_token_in_another_base_is_found_where_it_stands(content: str, is_guess: bool) -> None:  # noqa: FBT001 - a table
    place = search(content, TOKEN)[0]
    assert place.via == ("charcodes",)
    assert place.view.proof_only is is_guess
    assert len(place.source) >= content.count(" ") + 2 * len(TOKEN)


def test_the_name_stays_and_the_call_goes() -> None:
    codes = ",".join(str(ord(c)) for c in LEGACY)
    (view,) = CharCodes().views(View(f"const CF_API_TOKEN = String.fromCharCode({codes})"))
    assert view.text == f"const CF_API_TOKEN ={LEGACY}"
    (view,) = CharCodes().views(View("CF_API_TOKEN = " + ".".join(f"chr({ord(c)})" for c in LEGACY)))
    assert view.text == f"CF_API_TOKEN = {LEGACY}"


@pytest.mark.parametrize(
    "content",
    [
        ",".join(str(number) for number in range(200, 260)),
        "1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18",
        "99, 102, 117",
        "10.0.0.1 192.168.1.44",
        "f(99) + g(102)",
        " " * 500,
        "143, 146, 1, 2, 3",
        "143 146 365 364 337 " * 5,
        "01100011 01100110",
        "31, 139, 8, 0, 1",
    ],
)
def test_numbers_that_are_no_text_give_no_view(content: str) -> None:
    assert list(CharCodes().views(View(content))) == []
