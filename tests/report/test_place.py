from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given

from cf_secret_guard.report.neutral import printable_path
from cf_secret_guard.report.place import Place, circumstances, numbered, place_of, spot, uri
from tests import tokens
from tests.report.hostile import TEXT
from tests.report.reports import finding, history

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding


@pytest.mark.parametrize(
    ("given", "expected", "has_lines"),
    [
        (finding(), Place("config/prod.env", "", is_file=True), True),
        (finding(path="a.zip!b/c", member="b/c"), Place("a.zip", "b/c", is_file=True), False),
        (finding(path="a!b.zip!b.tar!c", member="b.tar!c"), Place("a!b.zip", "b.tar!c", is_file=True), False),
        (finding(path="a!b"), Place("a!b", "", is_file=True), True),
        (finding(path="<stdin>"), Place("<stdin>", "", is_file=False), False),
        (finding(path="<unreachable 12>!a", member="a"), Place("<unreachable 12>", "a", is_file=False), False),
        (finding(path="COMMIT", commit="ab" * 20), Place("COMMIT", "", is_file=False), False),
        (finding(path="a", commit="ab" * 20, blob="cd" * 20), Place("a", "", is_file=True), True),
        (finding(path="<a>/b"), Place("<a>/b", "", is_file=True), True),
    ],
)
def test_a_path_is_taken_apart(given: Finding, expected: Place, *, has_lines: bool) -> None:
    assert place_of(given) == expected
    assert place_of(given).has_lines is has_lines


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a/b.env", "a/b.env"),
        ("a b#c?d%41", "a%20b%23c%3Fd%2541"),
        ("http://x", "http%3A//x"),
        ("é\udcff", "%C3%A9%5Cxff"),
    ],
)
def test_a_path_is_a_relative_address(path: str, expected: str) -> None:
    assert uri(path) == expected


@given(TEXT)
def test_no_name_gets_out_of_its_address(path: str) -> None:
    parts = urlsplit(uri(path.lstrip("/")))
    assert [parts.scheme, parts.netloc, parts.query, parts.fragment] == [""] * 4
    assert unquote(uri(path)) == printable_path(path)


def test_the_circumstances_of_a_place_are_told() -> None:
    told = {spot(item): list(circumstances(item)) for item in history().findings}
    assert told == {
        "config/prod.env:3:22": ["commit cdcdcdcdcdcd of 2025-11-21", "no longer at HEAD"],
        "dist/site.zip!inner/.env:3:22": ["in zip", "commit 343434343434 of 2025-11-21", "still at HEAD"],
        "<commit message>:1:5": ["commit 565656565656 of 2025-11-21"],
        "<unreachable 787878787878>:3:22": [],
    }
    assert list(circumstances(finding(commit="a" * 40, commit_time=2**62))) == ["commit aaaaaaaaaaaa"]
    assert list(circumstances(finding(decoded_via=("zip", "base64")))) == ["in base64 in zip"]


def test_places_of_one_secret_in_one_file_are_numbered() -> None:
    findings = [finding(), finding(line=9), finding(path="b"), finding(tokens.user_token("b"))]
    assert [number for _, number in numbered(findings)] == [1, 2, 1, 1]
