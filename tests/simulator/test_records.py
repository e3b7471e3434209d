from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cf_secret_guard.simulator.records import EXPOSED, ApiToken, ServiceToken, User, moment, written

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def token(status: str = "active", expires_on: str | None = None, not_before: str | None = None) -> ApiToken:
    made = ApiToken("id", "ci", "hidden", "user", None, [], "", "", status)
    made.expires_on, made.not_before = expires_on, not_before
    return made


@pytest.mark.parametrize(
    ("made", "shown"),
    [
        (token(), "active"),
        (token(expires_on="2026-03-01T12:00:01Z"), "active"),
        (token(expires_on="2026-03-01T12:00:00Z"), "expired"),
        (token("disabled", "2026-02-01T00:00:00Z"), "disabled"),
        (token(EXPOSED, "2026-02-01T00:00:00Z"), EXPOSED),
    ],
)
def test_an_active_token_past_its_end_is_expired(made: ApiToken, shown: str) -> None:
    assert made.shown_status(NOW) == shown


@pytest.mark.parametrize(
    ("not_before", "started"),
    [(None, True), ("2026-03-01T12:00:00Z", True), ("2026-03-01T12:00:01Z", False)],
)
def test_a_token_starts_at_its_not_before(not_before: str | None, started: bool) -> None:  # noqa: FBT001 - a table's column
    assert token(not_before=not_before).started(NOW) is started


def test_an_expired_service_token_accepts_nothing() -> None:
    made = ServiceToken("id", "client", "ci", "account", "hidden", "2026-03-01T12:00:01Z", "")
    assert made.accepts("hidden", NOW)
    assert not made.accepts("other", NOW)
    assert not made.accepts("hidden", NOW + timedelta(seconds=1))


def test_no_record_shows_a_secret() -> None:
    made = ServiceToken("id", "client", "ci", "account", "hidden", "", "", previous="hidden")
    for record in (token(), made, User("id", "ada@example.com", "hidden")):
        assert "hidden" not in repr(record)


def test_a_token_says_whose_it_is() -> None:
    mine = token()
    assert mine.kind == "user token"
    mine.account_id = "account"
    assert mine.kind == "account token"


@pytest.mark.parametrize("text", ["2026-03-01T12:00:00Z", "2026-03-01T13:00:00+01:00", "2026-03-01T12:00:00"])
def test_a_time_is_read_in_utc_and_written_as_the_api_does(text: str) -> None:
    assert moment(text) == NOW
    assert written(moment(text).astimezone(UTC)) == "2026-03-01T12:00:00Z"
