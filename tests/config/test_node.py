from __future__ import annotations

import pytest

from cf_secret_guard.config.node import Entry, Node, fail, shown
from cf_secret_guard.errors import ConfigError

LEAF = Node("x", 3, 8)
LIST = Node((LEAF,), 2, 5)
ROOT = Node({"a": Entry(1, 1, Node({"b": Entry(2, 3, LIST)}, 2, 3)), "c": Entry(4, 1, LEAF)}, 1, 1)


def test_values_are_found_by_their_keys() -> None:
    assert ROOT.child("a", "b") == LIST
    assert ROOT.items("a", "b") == (LEAF,)
    assert ROOT.text("c") == "x"


def test_what_is_not_there_is_empty() -> None:
    assert ROOT.child("a", "nope", "b") is None
    assert ROOT.items("c") == ()
    assert ROOT.text("a", "default") == "default"
    assert LEAF.entries() == {}


def test_a_failure_points_at_its_place() -> None:
    with pytest.raises(ConfigError) as caught:
        fail("file.yaml", LEAF, "it is wrong", "Correct it.")
    assert str(caught.value) == "file.yaml:3:8: it is wrong. Correct it."


def test_a_long_value_is_measured_instead_of_shown() -> None:
    assert shown("low\n") == "'low\\n'"
    assert shown("x" * 37) == "a text of 37 characters"
