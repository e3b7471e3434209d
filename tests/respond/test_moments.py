from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cf_secret_guard.respond import moments

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(hours=30), "yesterday"),
        (timedelta(hours=37), "1 day ago"),
        (timedelta(days=3), "3 days ago"),
        (timedelta(days=90), "2 months ago"),
        (timedelta(days=800), "2 years ago"),
    ],
)
def test_the_past_is_said_as_people_say_it(before: timedelta, words: str) -> None:
    assert moments.ago(NOW - before, NOW) == words


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(seconds=1), "in 1 minute"),
        (timedelta(hours=5), "in 5 hours"),
        (timedelta(days=12), "in 12 days"),
        (timedelta(days=400), "in 13 months"),
    ],
)
def test_the_future_is_said_as_people_say_it(later: timedelta, words: str) -> None:
    assert moments.ahead(NOW + later, NOW) == words


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-11-21T12:00:00Z", NOW),
        ("2026-11-21T13:00:00+01:00", NOW),
        ("2026-11-21T12:00:00", NOW),
        ("2026-11-21T12:00:00.000Z", NOW),
        ("", None),
        (None, None),
        ("soon", None),
    ],
)
def test_a_time_is_read_or_is_none(text: str | None, read: datetime | None) -> None:
    assert moments.parse(text) == read


def test_what_is_written_can_be_read() -> None:
    assert moments.parse(moments.written(NOW)) == NOW
