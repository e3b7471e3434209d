from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors.occurrences import occurrences


@given(st.text("ab", max_size=40), st.text("ab", min_size=1, max_size=4))
def test_every_place_is_found_in_order(text: str, word: str) -> None:
    assert list(occurrences(text, word)) == [hit.start() for hit in re.finditer(f"(?={word})", text)]


def test_bytes_are_searched_as_text_is() -> None:
    assert list(occurrences(b"cf, cf", b"cf")) == [0, 4]


def test_what_does_not_stand_there_has_no_place() -> None:
    assert list(occurrences("nothing", "cf")) == []
