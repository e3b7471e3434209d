from __future__ import annotations

from random import Random

from cf_secret_guard.model import Kind
from cf_secret_guard.report.order import by_secret, grouped, ordered, place
from tests import tokens
from tests.report.reports import finding

IN_ORDER = [
    finding(path="a", line=2, column=1),
    finding(path="a", line=2, column=10),
    finding(path="a", line=10, column=1, kind=Kind.API_TOKEN),
    finding(path="a", line=10, column=1, kind=Kind.USER_API_TOKEN),
    finding(path="b", line=1, column=1),
    finding(path="b", line=1, column=1, commit="a" * 40, blob="c" * 40),
    finding(path="b", line=1, column=1, commit="b" * 40, blob="c" * 40),
]


def test_findings_stand_by_path_line_column_kind_and_commit_whatever_came_first() -> None:
    mixed = IN_ORDER.copy()
    Random(7).shuffle(mixed)  # noqa: S311 - order, not secrecy
    assert ordered(mixed) == IN_ORDER
    assert [place(item) for item in ordered(mixed)] == sorted(place(item) for item in mixed)


def test_places_of_one_secret_stand_together_in_the_order_of_their_first_place() -> None:
    other = finding(tokens.account_token(), kind=Kind.ACCOUNT_API_TOKEN, path="aa")
    groups = grouped([finding(path="z"), other, finding(path="a")])
    assert [[item.path for item in group] for group in groups] == [["a", "z"], ["aa"]]


def test_groups_are_found_by_fingerprint_and_kind() -> None:
    found = by_secret([finding(path="z"), finding(path="a")])
    assert {key: [item.path for item in group] for key, group in found.items()} == {
        (finding().fingerprint, Kind.USER_API_TOKEN): ["a", "z"]
    }


def test_one_value_that_is_two_kinds_is_two_groups() -> None:
    assert len(grouped([finding(), finding(kind=Kind.API_TOKEN)])) == 2
