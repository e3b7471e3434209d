from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from cf_secret_guard.simulator.answers import MAX_AUTH_FAILURES, RATE_LIMITED, RefusedError
from cf_secret_guard.simulator.limits import Limits

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_the_headers_say_what_is_left_and_when_it_starts_anew() -> None:
    limits = Limits(quota=2, window=300)
    assert limits.count("a", NOW) == {"Ratelimit": '"default";r=1;t=300', "Ratelimit-Policy": '"default";q=2;w=300'}
    assert limits.count("a", after(100))["Ratelimit"] == '"default";r=0;t=200'
    assert limits.count("b", after(100))["Ratelimit"] == '"default";r=1;t=300'
    assert limits.count("a", after(300))["Ratelimit"] == '"default";r=1;t=300'


def test_beyond_the_quota_everything_is_refused_for_the_penalty() -> None:
    limits = Limits(quota=1, window=10, penalty=300)
    limits.count("a", NOW)
    for seconds, retry_after in ((5, "300"), (100, "205"), (304, "1")):
        with pytest.raises(RefusedError) as refused:
            limits.count("a", after(seconds))
        assert refused.value.failure is RATE_LIMITED
        assert refused.value.headers["Retry-After"] == retry_after
    assert limits.count("a", after(305))["Ratelimit"].startswith('"default";r=0')


def test_bad_tokens_of_one_address_block_it_for_a_while() -> None:
    limits = Limits(window=300, auth_failures=2)
    for seconds in (0, 1):
        limits.check_failures("192.0.2.1", after(seconds))
        limits.failed("192.0.2.1", after(seconds))
    with pytest.raises(RefusedError) as refused:
        limits.check_failures("192.0.2.1", after(2))
    assert refused.value.failure is MAX_AUTH_FAILURES
    limits.check_failures("192.0.2.2", after(2))
    limits.check_failures("192.0.2.1", after(300))


def test_without_a_bound_nobody_is_blocked() -> None:
    limits = Limits()
    for _ in range(100):
        limits.failed("192.0.2.1", NOW)
    limits.check_failures("192.0.2.1", NOW)
