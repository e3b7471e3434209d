from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors.landscape import Landscape
from cf_secret_guard.detectors.place import Place

MARK = "@VALUE@"


def place(text: str, path: str = "") -> Place:
    """The place of the mark in a text, read as a blob's bytes are."""
    raw = text.encode().decode("latin-1")
    start = raw.index(MARK)
    return Place(Landscape(raw, path), start, start + len(MARK))


def keys(text: str) -> list[str]:
    return [name.text for name in place(text).keys]


KEYS = {
    "an env file": ("CF_API_TOKEN=@VALUE@\n", "CF_API_TOKEN"),
    "a carrier's partner on the line above": ("- name: CF_TOKEN\n  value: @VALUE@\n", "CF_TOKEN"),
    "a carrier's partner on the line below": ("- value: @VALUE@\n  name: CF_TOKEN\n", "CF_TOKEN"),
    "a carrier's block": ('variable "cf_token" {\n  default = "@VALUE@"\n}\n', 'variable "cf_token"'),
    "a label above a bare value": ("Cloudflare token:\n@VALUE@\n", "Cloudflare token"),
    "an argument above": ('set(\n  "CF_TOKEN",\n  "@VALUE@",\n)\n', "CF_TOKEN"),
    "an argument behind": ('set("@VALUE@", "CF_TOKEN")\n', "CF_TOKEN"),
    "the head of a column": ("id,cf_token\n1,@VALUE@\n", "cf_token"),
}
ANCESTORS = {
    "YAML": ("a:\n  cloudflare:\n    x: 1\n    token: @VALUE@\n", ["cloudflare", "a"]),
    "YAML beside a deeper block": ("cloudflare:\n  x:\n    y: 1\n  token: @VALUE@\n", ["cloudflare"]),
    "JSON on one line": ('{"cloudflare": {"auth": {"token": "@VALUE@"}}}', ["auth", "cloudflare"]),
    "HCL": ('provider "cloudflare" {\n  token = "@VALUE@"\n}\n', ['provider "cloudflare"']),
    "an INI section": ("[other]\na=1\n[cloudflare]\nx=1\ntoken=@VALUE@\n", ["cloudflare"]),
    "a TOML table of tables": ("[[dns.cloudflare]]\ntoken='@VALUE@'\n", ["dns.cloudflare"]),
    "a closed block": ('{"cloudflare": {"a": 1}, "other": {"token": "@VALUE@"}}', ["other"]),
}
PROVIDERS = {
    "provider: cloudflare": "cloudflare",
    "protocol=cloudflare": "cloudflare",
    '"dns_provider": "cloudflare",': "cloudflare",
    "option service_name 'cloudflare.com-v4'": "cloudflare",
    "provider: fastly": "fastly",
    "provider: blorp": "",
    "name: other": "",
}


@pytest.mark.parametrize(("text", "name"), KEYS.values(), ids=KEYS)
def test_the_name_of_a_value_comes_from(text: str, name: str) -> None:
    assert name in keys(text)


@pytest.mark.parametrize(("text", "expected"), ANCESTORS.values(), ids=ANCESTORS)
def test_a_value_stands_inside_of_the_blocks_of(text: str, expected: list[str]) -> None:
    assert [name.text for name, _ in place(text).ancestors if name.text][: len(expected)] == expected


@pytest.mark.parametrize(("line", "provider"), PROVIDERS.items(), ids=PROVIDERS)
@pytest.mark.parametrize("below", [False, True], ids=["above", "below"])
def test_the_provider_is_read_from_a_neighbour(line: str, provider: str, *, below: bool) -> None:
    value = "password: @VALUE@"
    assert place("\n".join(["", value, line, ""] if below else ["", line, value, ""])).provider == provider


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("@VALUE@", True),
        ("  - '@VALUE@',\n", True),
        ("| @VALUE@ |", True),
        ("<b>@VALUE@</b>", True),
        ("token @VALUE@", False),
        ("@VALUE@ # old", False),
    ],
)
def test_a_value_is_alone_if_only_punctuation_stands_on_its_line(text: str, *, alone: bool) -> None:
    assert place(text).alone is alone


def test_the_lines_around_are_given_nearest_first_for_every_line_end() -> None:
    for end in ("\n", "\r\n", "\r"):
        where = place(end.join(["one", "two", f"a {MARK} b", "three", "four", ""]))
        assert where.above[:2] == ["two", "one"]
        assert where.below[:2] == ["three", "four"]
        assert (where.left, where.right) == ("a ", " b")


def test_the_lines_around_are_read_as_utf_8() -> None:
    where = place(f"# Schlüssel für Cloudflare\nschlüssel = {MARK} 令牌\n")
    assert where.above == ["# Schlüssel für Cloudflare"]
    assert (where.left, where.right) == ("schlüssel = ", " 令牌")


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        ("# Cloudflare", "Cloudflare"),
        ("## Cloudflare", "Cloudflare"),
        ("// Cloudflare", "Cloudflare"),
        ("-- Cloudflare", "Cloudflare"),
        ("; Cloudflare", "Cloudflare"),
        ("REM Cloudflare", "Cloudflare"),
        ("Cloudflare", ""),
    ],
)
def test_the_heading_or_comment_above_is_found(heading: str, expected: str) -> None:
    assert place(f"{heading}\n\n{MARK}\n").heading == expected


def test_a_block_ends_at_a_section_and_at_lines_that_are_indented_less() -> None:
    where = place(
        dedent("""\
        [before]
        x = 1
        [here]
        a = 1
        token = @VALUE@
        b = 2
        [after]
        y = 2
        """)
    )
    assert sorted(key for key, _ in where.pairs) == ["a", "b"]


def test_siblings_on_the_same_line_are_pairs_too() -> None:
    assert ("TYPE", "CLOUDFLAREAPI") in place('{"TYPE": "CLOUDFLAREAPI", "token": "@VALUE@"}').pairs


def test_cloudflare_is_mentioned_within_a_number_of_lines() -> None:
    where = place(f"cloudflare\n\n\n{MARK}\n")
    assert where.mentioned(lines=3, reach=100)
    assert not where.mentioned(lines=2, reach=100)


def test_the_api_url_is_looked_for_within_fifteen_lines() -> None:
    url = "https://api.cloudflare.com/client/v4"
    assert place(url + "\n" * 15 + MARK).api_url()
    assert not place(url + "\n" * 16 + MARK).api_url()


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_surroundings_can_be_read(before: str, after: str) -> None:
    text = before + MARK + after
    start = len(before)
    where = Place(Landscape(text, "p/q"), start, start + len(MARK))
    assert where.line_start <= start <= where.line_end
    assert isinstance(where.provider, str)
    assert all(isinstance(name.text, str) for name in where.keys)
    assert len(where.ancestors) < 100
    assert isinstance(where.heading, str)
