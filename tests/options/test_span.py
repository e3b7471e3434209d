from __future__ import annotations

import re

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.options.span import ends


@pytest.mark.parametrize(
    ("span", "since", "expected"),
    [
        ("a..b", None, ("a", "b")),
        ("feature/x..v1.0", None, ("feature/x", "v1.0")),
        ("a.b..c.d", None, ("a.b", "c.d")),
        ("@{u}..HEAD", None, ("@{u}", "HEAD")),
        (None, "a", ("a", "HEAD")),
        (None, None, ("", "")),
        (None, "v1.0", ("v1.0", "HEAD")),
    ],
)
def test_a_range_has_two_ends(span: str | None, since: str | None, expected: tuple[str, str]) -> None:
    assert ends(span, since) == expected


@pytest.mark.parametrize(
    ("span", "since", "said"),
    [
        ("..HEAD", None, "'..HEAD' begins nowhere. Name both ends. If they come from a variable of a CI system"),
        ("main..", None, "'main..' ends nowhere"),
        ("..", None, "begins nowhere"),
        ("main...HEAD", None, "three dots"),
        ("...", None, "three dots"),
        ("main", None, "Write main..HEAD, or --since main."),
        ("", None, "Write REV..HEAD"),
        ("a..b..c", None, "is not A..B"),
        (None, "", "--since origin/main"),
        (None, "a..b", "is not one revision"),
    ],
)
def test_what_is_no_range_is_told_how_to_write_one(span: str | None, since: str | None, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        ends(span, since)
