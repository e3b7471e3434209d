from __future__ import annotations

import pytest

from cf_secret_guard.timestamps import epoch, rfc3339


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (10**18, ""), (1764000000, "2025-11-24T16:00:00Z")],
)
def test_a_date_that_no_calendar_has_is_left_out(seconds: int, text: str) -> None:
    assert rfc3339(seconds) == text


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("2025-11-24T16:00:00Z", 1764000000),
        ("2025-11-24T17:00:00.5+01:00", 1764000000),
        ("2025-11-24T16:00:00", None),  # of no zone
        ("2025-11-24", None),
        ("yesterday", None),
        ("", None),
        ("0001-01-01T00:00:00+23:59", -62135683140),
    ],
)
def test_a_time_is_read_if_it_has_a_zone(text: str, seconds: int | None) -> None:
    assert epoch(text) == seconds
