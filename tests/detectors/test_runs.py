from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.detectors.runs import SHORTEST, long_runs

REFERENCE = re.compile(rf"[A-Za-z0-9_-]{{{SHORTEST},}}")
PIECES = st.lists(
    st.one_of(
        st.text(max_size=8),
        st.integers(30, 60).map(lambda count: "aZ9_-x"[count % 6] * count),
        st.sampled_from(["a" * 36, "a" * 37, "-" * 38, " ", "\n", "é", "\uff21" * 40, "\x00", "\udc80"]),
    ),
    max_size=8,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(PIECES)
def test_the_runs_are_those_of_a_regular_expression(text: str) -> None:
    assert long_runs(text) == [match.span() for match in REFERENCE.finditer(text)]


@pytest.mark.parametrize("length", [0, 1, 36])
def test_a_shorter_run_is_left_out(length: int) -> None:
    assert long_runs("x" * length) == []
    assert long_runs(f"a {'x' * length} b") == []


@pytest.mark.parametrize("length", [37, 38, 74, 5000])
def test_a_run_of_the_least_length_or_more_is_given_whole(length: int) -> None:
    assert long_runs(f"= {'x' * length}.") == [(2, 2 + length)]


def test_adjacent_runs_are_told_apart() -> None:
    assert long_runs("a" * 40 + "." + "b" * 40) == [(0, 40), (41, 81)]
