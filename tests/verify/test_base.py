from __future__ import annotations

import pytest

from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Status


@pytest.mark.parametrize(
    ("status", "live", "dead"),
    [
        (Status.LIVE, True, False),
        (Status.RESTRICTED, True, False),
        (Status.DISABLED, False, True),
        (Status.EXPIRED, False, True),
        (Status.REVOKED, False, True),
        (Status.INVALID, False, True),
        (Status.UNKNOWN, False, False),
        (Status.NOT_CHECKABLE, False, False),
    ],
)
def test_unknown_is_neither_live_nor_dead(status: Status, *, live: bool, dead: bool) -> None:
    assert (status.is_live, status.is_dead) == (live, dead)


def test_every_status_is_in_the_table_above() -> None:
    assert len(Status) == 8


def test_a_leak_goes_by_the_fingerprint_of_its_secret() -> None:
    leak = Leak("x", Secret("value"))
    assert leak.fingerprint == Secret("value").fingerprint
    assert "value" not in repr(leak)


def test_a_leak_that_is_printed_shows_neither_the_secret_nor_an_address() -> None:
    leak = Leak(kind="cloudflare-global-api-key", secret=Secret("a" * 37), emails=("ops@example.invalid",))
    assert repr(leak) == f"<Leak cloudflare-global-api-key {leak.fingerprint}>"
    assert f"{leak}" == repr(leak)
