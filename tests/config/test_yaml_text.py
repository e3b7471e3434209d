from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.config.yaml_text import parse
from cf_secret_guard.errors import ConfigError

if TYPE_CHECKING:
    from cf_secret_guard.config.node import Node


def plain(node: Node) -> object:
    if isinstance(node.value, dict):
        return {key: plain(entry.node) for key, entry in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\nb: [x, 'y', \"z\"]\nc: {d: true, e: null, f: 1.5, g: 0x1f}\n",
        "a: |\n  text\n  more\n",
        "a: 'yes'\nb: yes\nc: off\n",
        "- a\n- - b\n",
        "x: 1e3\ny: '2026-01-01'\n",
        "a: \nb: ~\n",
        "text\n",
    ],
)
def test_values_are_what_yaml_says(text: str) -> None:
    assert plain(parse(text, "x")) == yaml.safe_load(text)


def test_a_date_stays_text() -> None:
    assert plain(parse("a: 2026-01-01", "x")) == {"a": "2026-01-01"}


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n", "null\n"])
def test_an_empty_document_is_an_empty_mapping(text: str) -> None:
    assert plain(parse(text, "x")) == {}


def test_keys_and_values_know_where_they_stand() -> None:
    entry = parse("a: 1\nb:\n  cc:   xyz\n", "x").entries()["b"].node.entries()["cc"]
    assert (entry.line, entry.column, entry.node.line, entry.node.column) == (3, 3, 3, 9)


BAD = [
    ("a: 1\na: 2\n", "2:1", "stands twice"),
    ("a: &x 1\nb: *x\n", "1:4", "anchors"),
    ("a: !!python/object:os.system x\n", "1:4", "tag"),
    ("a: !!str x\n", "1:4", "tag"),
    ("1: a\n", "1:1", "not a string"),
    ("a: [b\n", "2:1", "not valid YAML"),
    ("a:\n\tb: 1\n", "2:1", "not valid YAML"),
    ("a: 1\n---\nb: 1\n", "2:1", "second document"),
    ("[" * 100, "1:10", "nested"),
    ("a: 0o9_:\n  b", "", "not valid YAML"),
    ("a: " + "1" * 5000, "1:4", "number"),
    ("a: \x00", "", "not valid YAML"),
]


@pytest.mark.parametrize(("text", "place", "words"), BAD)
def test_what_a_configuration_has_no_use_for_is_refused_with_its_place(text: str, place: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse(text, "f.yaml")
    assert caught.value.message.startswith(f"f.yaml:{place}" if place else "f.yaml")
    assert caught.value.next_step


@pytest.mark.parametrize("text", ["[" * 1_000_000, "{a: " * 250_000, "- " * 500_000, "a: &a [*a, *a]\n"])
def test_a_bomb_is_refused(text: str) -> None:
    with pytest.raises(ConfigError):
        parse(text, "f.yaml")


@given(st.text(alphabet="ab:-[]{}'\"#&*!|> \n1.~?,%@\t", max_size=40))
def test_any_text_gives_a_node_or_a_clear_error(text: str) -> None:
    try:
        said = str(parse(text, "f.yaml").line)
    except ConfigError as error:
        said = f"{error.message}|{error.next_step}"
    assert re.fullmatch(r"\d+|f\.yaml.*: .+\|.+", said, re.DOTALL)
