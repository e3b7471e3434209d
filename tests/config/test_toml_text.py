from __future__ import annotations

import pytest

from cf_secret_guard.config.toml_text import parse
from cf_secret_guard.errors import ConfigError

TEXT = """\
[project]
name = "x"
version = "1"

[tool.cf-secret-guard]
version = 1
decode = false

[tool.cf-secret-guard.ignore]
paths = [
  "a/",
  "b/",
]

[[tool.cf-secret-guard.detectors]]
id = "one"

[[tool.cf-secret-guard.detectors]]
keywords = ["k"]
id = "two"
"""


def test_our_table_is_found_with_the_lines_of_its_keys() -> None:
    root = parse(TEXT, "pyproject.toml")
    assert root is not None
    assert {key: entry.line for key, entry in root.entries().items()} == {
        "version": 6,
        "decode": 7,
        "ignore": 9,
        "detectors": 15,
    }
    assert [(item.value, item.line) for item in root.items("ignore", "paths")] == [("a/", 11), ("b/", 12)]
    assert [item.text("id") for item in root.items("detectors")] == ["one", "two"]


@pytest.mark.parametrize("text", ["", "[tool]\n", "[tool.other]\n", "tool = 1\n"])
def test_without_our_table_there_is_nothing(text: str) -> None:
    assert parse(text, "x") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[tool.cf-secret-guard\n", r"f\.toml: not valid TOML: .*line 1"),
        ("[tool.cf-secret-guard]\nx = 2026-01-01\n", r"f\.toml:2:1: dates"),
        ("[tool.cf-secret-guard]\nx = " + "[" * 20 + "]" * 20, r"f\.toml:2:1: .*nested"),
        ("x = " + "[" * 100_000, "nested too deeply|not valid TOML"),
        (".".join("a" * 100_000) + " = 1", "dots"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(text: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words) as caught:
        parse(text, "f.toml")
    assert caught.value.next_step
