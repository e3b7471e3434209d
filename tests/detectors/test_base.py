from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.detectors.base import Subject
from tests import tokens


def nested(depth: int) -> Subject:
    subject = Subject(View("0" * 50), "a/b.txt")
    for level in range(depth):
        view = View("x" * 10, parent=subject.view, span=(level, level + 10))
        subject = Subject(view, "a/b.txt", subject)
    return subject


def test_a_subject_knows_its_text_and_where_long_runs_stand() -> None:
    value = tokens.legacy_token()
    subject = Subject(View(f"a {value} b"), "x")
    assert subject.text == f"a {value} b"
    assert subject.runs == [(2, 42)]
    assert subject.land.path == "x"


def test_the_landscape_and_the_runs_are_made_once() -> None:
    subject = Subject(View("cloudflare"), "x")
    assert subject.land is subject.land
    assert subject.runs is subject.runs


@pytest.mark.parametrize(("depth", "places"), [(0, 1), (1, 2), (3, 4), (4, 5), (9, 5)])
def test_the_places_of_the_text_around_follow_innermost_first(depth: int, places: int) -> None:
    found = nested(depth).places(2, 5)
    assert (found[0].start, found[0].end) == (2, 5)
    assert len(found) == places
    assert [place.start for place in found[1:]] == list(range(depth - 1, -1, -1))[: places - 1]
