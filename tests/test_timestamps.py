from __future__ import annotations

import pytest

from cf_secret_guard.timestamps import rfc3339


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "1970-01-01T00:00:00Z"), (-1, "1969-12-31T23:59:59Z"), (10**18, ""), (1764000000, "2025-11-24T16:00:00Z")],
)
def test_a_date_that_no_calendar_has_is_left_out(seconds: int, text: str) -> None:
    assert rfc3339(seconds) == text
