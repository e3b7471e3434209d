from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors.objects import openers, own_objects

MARK = "@VALUE@"
BRACKETS = st.text(alphabet='{}[]()ab:",', max_size=60)

OBJECTS = {
    "one object": ('{"a": 1, "b": "@VALUE@", "c": 2}', ['"a": 1, "b": " ", "c": 2']),
    "its siblings' objects are left out": (
        '{"a": {"x": 1}, "b": "@VALUE@", "c": {"y": 2}}',
        ['"a": , "b": " ", "c": '],
    ),
    "lists are left out": ('{"a": [1, 2], "b": "@VALUE@"}', ['"a": , "b": " "']),
    "no object": ('"b": "@VALUE@"', []),
    "an object that ends on another line": ('{"b": "@VALUE@",', ['"b": " ']),
    "the object before is not its own": ('{"a": 1}, "b": "@VALUE@"', []),
}
OPENERS = {
    '"cloudflare": {"api_key": "': ["cloudflare{"],
    'cloudflare.New("': ["cloudflare.New("],
    'a = {"b": {"c": ["': ["c[", "b{", "a{"],
    '"a": {"b": 1}, "c": {"d": "': ["c{"],
    "plain": [],
    "": [],
}


@pytest.mark.parametrize(("text", "expected"), OBJECTS.values(), ids=OBJECTS)
def test_the_objects_of_a_value_are(text: str, expected: list[str]) -> None:
    left, right = text.split(MARK)
    assert own_objects(left, right) == expected


def test_the_objects_around_follow_innermost_first_and_three_are_enough() -> None:
    left, right = '{"a":1,"x":{"b":2,"x":{"c":3,"x":{"d":4,"x":"', '"}}}}'
    found = own_objects(left, right)
    assert ["4" in found[0], "3" in found[1], "2" in found[2], len(found)] == [True, True, True, 3]
    assert "3" not in found[0]


@pytest.mark.parametrize(("left", "expected"), OPENERS.items(), ids=OPENERS)
def test_the_open_blocks_of_a_line_are(left: str, expected: list[str]) -> None:
    assert openers(left) == expected


@given(BRACKETS, BRACKETS)
def test_any_brackets_can_be_read(left: str, right: str) -> None:
    assert len(own_objects(left, right)) <= 3
    assert all(opener[-1] in "{[(" for opener in openers(left))
