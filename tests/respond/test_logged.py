from __future__ import annotations

import pytest

from cf_secret_guard.respond.activity import Activity, Change
from cf_secret_guard.respond.exposure import Exposure
from cf_secret_guard.respond.logged import lines, since

NOW = "2026-11-21T12:00:00Z"
EMPTY = Activity("a1", "2026-10-01T08:00:00Z", NOW)


def change(times: int, last: str = "2026-11-02T03:04:05Z", zone: str = "") -> Change:
    return Change("create", "dns_record", zone, times, "2026-11-02T03:04:05Z", last)


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ([], "2026-10-22T12:00:00Z"),
        (["", ""], "2026-10-22T12:00:00Z"),
        (["2026-11-01T00:00:00Z", "2026-10-01T08:00:00Z", ""], "2026-10-01T08:00:00Z"),
    ],
)
def test_the_log_is_read_from_the_first_commit_on_or_a_month_back(dates: list[str], expected: str) -> None:
    exposures = [Exposure("f", "a", committed=bool(date), first_date=date) for date in dates]
    assert since(exposures, NOW) == expected


@pytest.mark.parametrize(
    ("activity", "expected"),
    [
        (EMPTY, ["account a1, 2026-10-01 to 2026-11-21: no change by this token is logged (what it read never is)"]),
        (
            EMPTY._replace(changes=(change(1, zone="example.com"),)),
            ["account a1, 2026-10-01 to 2026-11-21: create dns_record in zone example.com, once, 2026-11-02 03:04 UTC"],
        ),
        (
            EMPTY._replace(changes=(change(1200, "2026-11-03T00:00:00Z"),), is_complete=False, reason="there is more"),
            [
                (
                    "account a1, 2026-10-01 to 2026-11-21: create dns_record, 1,200 times, "
                    "2026-11-02 03:04 UTC to 2026-11-03 00:00 UTC"
                ),
                "account a1, 2026-10-01 to 2026-11-21: there is more",
            ],
        ),
        (
            EMPTY._replace(is_complete=False, reason="nobody may read it"),
            ["account a1, 2026-10-01 to 2026-11-21: nobody may read it"],
        ),
    ],
)
def test_an_account_in_lines(activity: Activity, expected: list[str]) -> None:
    assert list(lines([activity])) == expected
