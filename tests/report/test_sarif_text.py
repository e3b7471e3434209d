from __future__ import annotations

import re

import pytest
from hypothesis import given

from cf_secret_guard.report.sarif_text import artifact, message
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.secret import Secret
from tests import tokens
from tests.report.hostile import TEXT

NOTHING = Sweeper([])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain (text).", "plain (text)."),
        ("[a](1)", "\\[a\\](1)"),
        ("\\[a\\](1)", "\\\\\\[a\\\\\\](1)"),
        ("{0} {", "{{0}} {{"),
        ("a\nb", "a\\nb"),
    ],
)
def test_a_message_has_no_links_and_no_placeholders_of_its_own(text: str, expected: str) -> None:
    assert message(text, NOTHING) == expected


@given(TEXT)
def test_no_bracket_is_left_that_could_open_a_link(text: str) -> None:
    shown = message(text, NOTHING)
    assert re.search(r"(?<!\\)(?:\\\\)*[\[\]]", shown) is None
    assert shown.isprintable()
    assert shown.count("{") % 2 == shown.count("}") % 2 == 0


def test_an_address_is_relative_to_a_root_that_is_not_named() -> None:
    assert artifact("a b", NOTHING) == {"uri": "a%20b", "uriBaseId": "%SRCROOT%"}
    assert artifact("<stdin>", NOTHING, is_file=False) == {"uri": "%3Cstdin%3E"}


def test_neither_shows_a_secret() -> None:
    value = tokens.user_token()
    sweeper = Sweeper([Secret(value)])
    assert message(f"see {value}", sweeper) == "see cfut_********"
    assert value not in str(artifact(f"{value}/a", sweeper))
