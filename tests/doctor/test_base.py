from __future__ import annotations

from cf_secret_guard.doctor.base import Check, Status, failed
from cf_secret_guard.errors import ConfigError


def test_an_error_is_a_check_that_failed_with_the_errors_next_step() -> None:
    assert failed("configuration", ConfigError("bad key", "Remove it.")) == Check(
        "configuration", Status.FAIL, "bad key", "Remove it."
    )
