from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.inplace import decoded

VALUE = "v" * 40


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("NAME: {}", "NAME: " + VALUE),
        ("NAME = f('{}')", "NAME =" + VALUE),
        ("NAME=$(echo -n {} | x)", "NAME=" + VALUE),
        ("before\nNAME={}", "NAME=" + VALUE),
        ("{}", VALUE),
    ],
)
def test_a_bare_value_is_shown_behind_its_name(line: str, text: str) -> None:
    start = line.index("{")
    content = line.replace("{}", "E" * 20)
    view = decoded(View(content), ("code",), (start, start + 20), VALUE, ((0, start),), 0.5, floor=0)
    assert view.text == text
    at = view.text.index(VALUE)
    assert view.to_bytes(at) == start
    assert [content[view.to_bytes(i)] for i in range(at)] == list(view.text[:at])


def test_text_with_a_structure_of_its_own_stands_alone() -> None:
    view = decoded(View("NAME: EEEE"), ("code",), (6, 10), "a=1\nb=2", ((0, 6),), 1.0, floor=0)
    assert view.text == "a=1\nb=2"


def test_the_name_does_not_reach_over_the_run_before() -> None:
    content = "A: EEEE B: FFFF"
    view = decoded(View(content), ("code",), (11, 15), VALUE, ((0, 11),), 0.1, floor=7)
    assert view.text == f" B: {VALUE}"
