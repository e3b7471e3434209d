from __future__ import annotations

import re
from itertools import pairwise

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.splice import as_bytes_text, regions, rewritten, segments, spliced


def test_edits_of_one_line_share_a_segment_of_whole_lines() -> None:
    text = "first\nab--cd--ef\nlast"
    (segment,) = segments(text, [(8, 10, ""), (12, 14, "")])
    view = spliced(View(text), "name", segment)
    assert (view.text, view.span, view.via) == ("abcdef", (6, 16), ("name",))
    assert [text[view.to_bytes(offset)] for offset in range(6)] == list("abcdef")


def test_edits_of_different_lines_or_far_apart_have_their_own() -> None:
    text = "a-b\nc-d\n" + "x" * 5000 + "-" + "y" * 5000 + "-z"
    found = list(segments(text, [(i, i + 1, "") for i, c in enumerate(text) if c == "-"]))
    assert [len(segment.edits) for segment in found] == [1, 1, 1, 1]
    assert all(left.end <= right.start for left, right in pairwise(found))
    assert all(segment.end - segment.start <= 1201 for segment in found)


def test_regions_hold_every_match_and_never_overlap() -> None:
    text = ("%41" + "x" * 700) * 5 + "\n" + "y\n" * 3000 + "%42 z\n" + "w" * 9000 + "%43" + "v" * 9000
    spans = list(regions(text, re.compile("%[0-9]{2}")))
    assert all(left[1] <= right[0] for left, right in pairwise(spans))
    for match in re.finditer("%[0-9]{2}", text):
        assert any(start <= match.start() and match.end() <= end for start, end in spans)
    assert len(spans) == 3


def test_a_rewritten_part_maps_back_and_one_without_change_is_none() -> None:
    text = "ab%41%42cd"
    pattern = re.compile("%[0-9]{2}")
    view = rewritten(View(text), "name", (1, 9), pattern, lambda found: chr(int(found[1:], 16)))
    assert view is not None
    assert (view.text, [view.to_bytes(i) for i in range(5)]) == ("bABc", [1, 2, 5, 8, 9])
    assert rewritten(View(text), "name", (0, 9), pattern, lambda found: found) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [(0x5F, "_"), (0xE9, "\u00c3\u00a9"), (0xD800, "\u00ed\u00a0\u0080"), (0x110000, "\u00ef\u00bf\u00bd")],
)
def test_code_points_are_shown_as_the_bytes_of_utf8(code: int, expected: str) -> None:
    assert as_bytes_text(code) == expected
