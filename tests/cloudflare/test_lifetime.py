from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cf_secret_guard.cloudflare.lifetime import judge, moment
from cf_secret_guard.cloudflare.tokens import TokenState
from cf_secret_guard.verify.base import Status

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "status", "reason"),
    [
        ("active", Status.LIVE, ""),
        (" Active ", Status.LIVE, ""),
        ("disabled", Status.DISABLED, ""),
        ("expired", Status.EXPIRED, ""),
        ("revoked (exposed)", Status.REVOKED, 'Cloudflare calls it "revoked (exposed)"'),
        ("Revoked", Status.REVOKED, 'Cloudflare calls it "Revoked"'),
        ("exposed", Status.REVOKED, 'Cloudflare calls it "exposed"'),
        ("compromised", Status.REVOKED, 'Cloudflare calls it "compromised"'),
        ("suspended", Status.INVALID, 'Cloudflare calls it "suspended"'),
        ("inactive", Status.INVALID, 'Cloudflare calls it "inactive"'),
        ("<script>", Status.INVALID, "its status is not active"),
        ("x" * 41, Status.INVALID, "its status is not active"),
        (None, Status.UNKNOWN, "the answer names no status"),
    ],
)
def test_active_is_live_and_every_other_word_is_not(word: str | None, status: Status, reason: str) -> None:
    assert judge(TokenState("1", word, None, None), NOW) == (status, reason)


@pytest.mark.parametrize(
    ("start", "status"),
    [
        ("2026-11-21T12:00:01Z", Status.RESTRICTED),
        ("2027-01-01", Status.RESTRICTED),
        ("2026-11-21T11:59:59Z", Status.LIVE),
        ("2026-11-21T13:00:00+02:00", Status.LIVE),
        ("soon", Status.LIVE),
        (None, Status.LIVE),
    ],
)
def test_a_token_that_is_not_yet_valid_is_live_to_be(start: str | None, status: Status) -> None:
    found, reason = judge(TokenState("1", "active", None, start), NOW)
    assert found is status
    assert (start or "") in reason or status is Status.LIVE


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (None, None),
        ("yesterday", None),
        ("2026-11-21T12:00:00Z", NOW),
        ("2026-11-21t12:00:00z", NOW),
        ("2026-11-21T12:00:00", NOW),
        ("2026-11-21T13:00:00+01:00", NOW),
    ],
)
def test_a_time_without_a_zone_is_utc(text: str | None, read: datetime | None) -> None:
    assert moment(text) == read
