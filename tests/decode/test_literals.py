from __future__ import annotations

import base64

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.literals import Concatenation, Join
from tests import tokens
from tests.decode.finding import search, ways

TOKEN = tokens.user_token("literals")
LEGACY = tokens.legacy_token("literals")
A, B, C = TOKEN[:20], TOKEN[20:36], TOKEN[36:]

CONCATENATED = {
    "plus": f'token = "{A}" + "{B}" + "{C}"',
    "plus without blanks": f"token='{A}'+'{B}'+'{C}'",
    "mixed quotes": f"token = \"{A}\" + '{B}' + `{C}`",
    "cut in the prefix": f'"cf" + "ut_" + "{TOKEN[5:]}"',
    "java over lines": f'String T =\n    "{A}" +\n    "{B}" +\n    "{C}";',
    "operator in front": f'$t = "{A}"\n   . "{B}"\n   . "{C}";',
    "lua": f'local t = "{A}" .. "{B}" .. "{C}"',
    "sql": f"SELECT '{A}' || '{B}' || '{C}'",
    "vb": f'Const T = "{A}" & _\r\n    "{B}" & _\r\n    "{C}"',
    "powershell": f'$t = "{A}" + `\r\n  "{B}" + `\r\n  "{C}"',
    "elixir": f'@t "{A}" <> "{B}" <> "{C}"',
    "haskell": f't = "{A}" ++ "{B}" ++ "{C}"',
    "dart or r": f'var t = "{A}" "{B}" "{C}";',
    "python, implied": f'T = (\n    "{A}"\n    "{B}"\n    "{C}"\n)',
    "python, with comments": f'T = (\n    "{A}"  # part one\n    "{B}"  # part two\n    "{C}"\n)',
    "python, prefixes": f'T = f"{A}" rb"{B}" + r"{C}"',
    "python, backslash": f'T = "{A}" \\\n    "{B}" \\\n    "{C}"',
    "c wide": f'const wchar_t *t = L"{A}" L"{B}" L"{C}";',
    "shell": f"TOKEN='{A}''{B}'\"{C}\"",
    "parentheses": f'("{A}") + ("{B}") + ("{C}")',
    "concat": f'"{A}".concat("{B}").concat("{C}")',
    "appended": f'TOKEN="{A}"\nTOKEN+="{B}"\nTOKEN+="{C}"\n',
    "appended, php": f'$t = "{A}";\n$t .= "{B}";\n$t .= "{C}";',
    "template": f'`{A}${{"{B}"}}{C}`',
    "ruby": f"\"{A}#{{'{B}'}}{C}\"",
    "rust": f'let t = "{A}".to_string() + "{B}" + "{C}";',
    "c++": f'auto t = "{A}"s + "{B}"s + "{C}"s;',
    "comment between": f'"{A}" + // first\n "{B}" /* x */ + "{C}"',
}


@pytest.mark.parametrize("content", CONCATENATED.values(), ids=CONCATENATED.keys())
def test_a_token_in_several_literals_is_put_together(content: str) -> None:
    place = next(found for found in search(content, TOKEN) if "concatenation" in found.via)
    assert not place.view.proof_only
    source = place.source.decode()
    assert source.startswith(TOKEN[:2])
    assert source.rstrip("\"'`").endswith(TOKEN[-4:])


def test_the_name_on_the_left_stays() -> None:
    (view,) = Concatenation().views(View(f'CF_API_TOKEN = "{LEGACY[:20]}" + "{LEGACY[20:]}"\nother = 1'))
    assert view.text == f'CF_API_TOKEN = "{LEGACY}"'


def test_statements_of_different_lines_stay_apart() -> None:
    first, second = Concatenation().views(View('a = "b" + "c"\nd = "e" + "f"\n'))
    assert (first.text, second.text) == ('a = "bc"', 'd = "ef"')


WRITTEN_OUT = {
    "array": f"const t = ['{A}', '{B}', '{C}'].join('')",
    "call": f"CONCAT('{A}', '{B}', '{C}')",
    "go": f'strings.Join([]string{{"{A}", "{B}", "{C}"}}, "")',
    "format": f'format("%s%s%s", "{A}", "{B}", "{C}")',
    "bytes": f'b"".join([b"{A}", b"{B}", b"{C}"])',
}


@pytest.mark.parametrize("content", WRITTEN_OUT.values(), ids=WRITTEN_OUT.keys())
def test_a_list_whose_joining_is_written_beside_it_is_no_guess(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("join",)
    assert not place.view.proof_only


JOINED = {
    "double quotes": f'["{A}","{B}","{C}"]',
    "over lines": f'PIECES = [\n  "{A}",\n  "{B}",\n  "{C}",\n]',
    "two of three": f'["x", "{A}", "{B}{C}"]',
    "yaml list": f"parts:\n  - {A}\n  - {B}\n  - {C}\n",
    "prefixes": f'[b"{A}", b"{B}", b"{C}"]',
}


@pytest.mark.parametrize("content", JOINED.values(), ids=JOINED.keys())
def test_a_token_in_a_list_is_put_together_as_a_guess(content: str) -> None:
    place = search(content, TOKEN)[0]
    assert place.via == ("join",)
    assert place.view.proof_only
    assert place.source.startswith(A.encode())
    assert place.source.endswith(C.encode())


def test_base64_in_a_list_is_put_together_and_decoded_still_as_a_guess() -> None:
    encoded = base64.b64encode(TOKEN.encode()).decode()
    content = f'PARTS = ["{encoded[:30]}", "{encoded[30:]}"]'
    assert ("join", "base64") in ways(content, TOKEN)
    assert all(place.view.proof_only for place in search(content, TOKEN))


@pytest.mark.parametrize(
    "content",
    [
        '{"a": "b", "c": "d"}',
        '<a class="b" id="c">',
        'print(" ")',
        'x = ""',
        '"""docstring"""',
        '"a", "b"',
        'f("a" + b + "c")',
        "it's a dog's life",
    ],
)
def test_literals_that_are_not_put_together_give_no_view(content: str) -> None:
    assert list(Concatenation().views(View(content))) == []


@pytest.mark.parametrize(
    "content",
    [
        '["short", "list"]',
        '["getElementById", "querySelectorAll", "addEventListener", "removeEventListener"]',
        '{"integrity": "sha512-' + "aB3" * 20 + '", "dev": true}',
        f'{{"{A}": "{B}", "{C}": "x"}}',
        "[" + ", ".join(f'"{number}"' for number in range(100, 140)) + "]",
        "- one\n- two\n- three\n",
    ],
)
def test_lists_that_hold_no_token_give_no_view(content: str) -> None:
    assert list(Join().views(View(content))) == []
