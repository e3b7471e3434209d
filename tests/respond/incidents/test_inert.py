from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.report.markdown_text import code, prose
from cf_secret_guard.respond.incidents.inert import inert

Z = "&#8203;"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ask @octo/team", f"ask \\@{Z}octo/team"),
        ("see #12", f"see #{Z}12"),
        ("see octo/app#12", f"see octo/app#{Z}12"),
        ("see GH-12", f"see GH-{Z}12"),
        ("see https://github.com/octo/app/issues/1", f"see https\\:{Z}//github.com/octo/app/issues/1"),
        ("a `@b` c", f"a \\`\\@{Z}b\\` c"),
        ("octo@0123456", f"octo\\@{Z}0123456"),
        ("#12", f"\\#{Z}12"),
        ("issue # 12", "issue # 12"),
        ("BIGH-1", "BIGH-1"),
    ],
)
def test_a_phrase_mentions_nobody_and_refers_to_nothing(text: str, line: str) -> None:
    assert list(inert([prose(text)])) == [line]


@pytest.mark.parametrize("text", ["@octo", "a`@octo`#1", "#1", "https://github.com/x", "`", "``@a"])
def test_code_is_left_as_it_is(text: str) -> None:
    assert list(inert([f"- {code(text)}, line 1"])) == [f"- {code(text)}, line 1"]


def test_behind_code_it_goes_on() -> None:
    assert list(inert([f"{code('@a')} by {prose('@b')} and {code('c')}"])) == [f"`@a` by \\@{Z}b and `c`"]


def test_our_own_links_and_fenced_lines_stay() -> None:
    lines = ["- Where: https://dash.cloudflare.com/x", "```sh", "git push @{upstream} # 1 #2", "```", "- see #2"]
    assert list(inert(lines)) == [*lines[:4], f"- see #{Z}2"]


@given(st.text(alphabet="a`@#1\\:/GH- <", max_size=40))
def test_whatever_the_text_no_sign_stands_bare_outside_of_code(text: str) -> None:
    (line,) = inert([prose(text)])
    assert not re.search(r"@(?!&#8203;)|(?<!&)#\d|GH-\d|://", line)
