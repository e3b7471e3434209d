from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View


def test_a_view_without_a_span_is_the_whole_of_its_bytes() -> None:
    view = View("token")
    assert [view.to_bytes(offset) for offset in (0, 3, 5)] == [0, 3, 5]
    assert view.extent(1, 4) == (1, 4)


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(0, 10), (2, 12), (3, 20), (5, 22), (6, 30), (7, 31), (99, 31)],
)
def test_offsets_count_up_between_breaks_and_end_with_the_span(offset: int, expected: int) -> None:
    parent = View("x" * 40)
    view = View("abcdefg", parent=parent, span=(10, 31), breaks=((0, 10), (3, 20), (6, 30)))
    assert view.to_parent(offset) == expected


@pytest.mark.parametrize(("part", "expected"), [((0, 3), (10, 13)), ((3, 6), (20, 23)), ((1, 5), (11, 22))])
def test_an_extent_does_not_run_over_what_was_left_out_behind_it(
    part: tuple[int, int], expected: tuple[int, int]
) -> None:
    view = View("abcdefg", parent=View("x" * 40), span=(10, 31), breaks=((0, 10), (3, 20), (6, 30)))
    assert view.extent(*part) == expected


def test_a_ratio_stretches_offsets_up_to_the_next_break() -> None:
    view = View("abcdef", parent=View("x" * 20), span=(4, 12), breaks=((0, 4),), ratio=4 / 3)
    assert [view.to_parent(offset) for offset in range(7)] == [4, 5, 6, 8, 9, 10, 12]


def test_offsets_pass_through_all_parents() -> None:
    root = View("0123456789", span=(0, 20), ratio=2.0)
    middle = View("456789", parent=root, span=(4, 10), breaks=((0, 4),))
    inner = View("89", parent=middle, span=(4, 6), breaks=((0, 4),))
    assert inner.to_bytes(0) == 16
    assert inner.extent(0, 2) == (16, 20)


def test_breaks_that_are_a_function_are_asked_for_once_and_late() -> None:
    asked = []

    def breaks() -> list[tuple[int, int]]:
        asked.append(True)
        return [(0, 0), (2, 5)]

    view = View("abcd", span=(0, 7), breaks=breaks)
    assert not asked
    assert (view.to_parent(1), view.to_parent(3)) == (1, 6)
    assert len(asked) == 1


def test_an_empty_view_has_an_empty_extent() -> None:
    assert View("").extent(0, 0) == (0, 0)
