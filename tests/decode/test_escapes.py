from __future__ import annotations

import json

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.escapes import Escapes
from tests import tokens
from tests.decode.finding import search, ways

TOKEN = tokens.user_token("escapes")


def every(style: str) -> str:
    return "".join(style.format(ord(c)) for c in TOKEN)


HITS = {
    "markdown": TOKEN.replace("_", r"\_"),
    "unicode": '"' + every("\\u{:04x}") + '"',
    "unicode, uppercase": every("\\u{:04X}"),
    "long unicode": every("\\U{:08x}"),
    "braces": every("\\u{{{:x}}}"),
    "perl": every("\\x{{{:x}}}"),
    "hexadecimal": 'b"' + every("\\x{:02x}") + '"',
    "octal": every("\\{:03o}"),
    "one character": TOKEN.replace("_", "\\u005f"),
    "RTF": r"{\rtf1\ansi the key: " + TOKEN.replace("_", r"\'5f") + r"\par}",
    "glued": f"value\\t\\u0063{TOKEN[1:]}\\r\\n",
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS.keys())
def test_an_escaped_token_is_found_where_it_stands(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("escapes",)
    assert place.source.startswith((b"cfut", b"\\"))


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        (r"a\nb\tc", "a\nb\tc"),
        (r"\"q\" \'s\' \/ \\", "\"q\" 's' / \\"),
        (r"\\n", r"\n"),
        (r"\*bold\* \[x\]\(y\)", "*bold* [x](y)"),
        (r"\e[31mred\0", "\x1b[31mred\0"),
        (r"\u00e9", "\u00c3\u00a9"),
        (r"\xe9", "\u00e9"),
        (r"\u{ffffff}\n", "\u00ef\u00bf\u00bd\n"),
        (r"\d\w stay \n", "\\d\\w stay \n"),
    ],
)
def test_each_escape_gives_its_character_as_a_blob_would_show_it(escaped: str, plain: str) -> None:
    (view,) = Escapes().views(View(escaped))
    assert view.text == plain


def test_an_env_file_in_a_string_becomes_lines() -> None:
    content = json.dumps({"env": f"A=1\nCLOUDFLARE_API_TOKEN={TOKEN}\nB=2\n"})
    (view,) = Escapes().views(View(content))
    assert f"CLOUDFLARE_API_TOKEN={TOKEN}" in view.text.splitlines()


def test_json_inside_json_inside_json_is_json_again() -> None:
    inner = json.dumps({"token": TOKEN.replace("_", "-"), "x": "y"})
    content = json.dumps({"a": json.dumps({"b": inner})})
    assert ("escapes", "escapes") in ways(content, inner)


def test_the_cells_of_a_notebook_become_lines_of_code() -> None:
    lines = ["import os\n", f'os.environ["CF_API_TOKEN"] = "{TOKEN}"\n', "run()"]
    content = json.dumps({"cells": [{"cell_type": "code", "source": lines}]}, indent=1)
    (view,) = Escapes().views(View(content))
    assert lines[1].rstrip() in view.text.splitlines()


def test_lines_far_away_are_left_out() -> None:
    filler = "nothing to see here\n" * 500
    first, second = Escapes().views(View(f"{filler}a\\tb\n{filler}c\\td\n{filler}"))
    assert "a\tb" in first.text
    assert "c\td" in second.text
    assert len(first.text) < 5000


def test_the_way_back_is_exact_behind_every_escape() -> None:
    content = r"x = \"a\u005fb\"; y = 'c\x5fd'; z = e"
    (view,) = Escapes().views(View(content))
    for letter in "abcdexyz":
        assert content[view.to_bytes(view.text.index(letter))] == letter


@pytest.mark.parametrize("content", ["no escape", "C:", r"\d+\s", "\\", "trailing \\"])
def test_text_without_escapes_gives_no_view(content: str) -> None:
    assert list(Escapes().views(View(content))) == []
