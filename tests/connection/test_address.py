from __future__ import annotations

import re

import pytest

from cf_secret_guard.connection.address import checked, is_loopback
from cf_secret_guard.errors import UsageError

# What may be sent where is walked by the tests of those who ask: tests/cloudflare/test_address.py and github's.


def refused(why: str) -> UsageError:
    return UsageError(f"refused: {why}", "Do this.")


def test_the_path_is_the_callers_rule() -> None:
    assert checked("https://host.example/v1/", re.compile("/v1/?"), "its path must be /v1", refused).endswith("/v1")
    with pytest.raises(UsageError, match="its path must be /v1"):
        checked("https://host.example/v2", re.compile("/v1/?"), "its path must be /v1", refused)


@pytest.mark.parametrize(
    ("host", "is_one"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("localhost", False), ("10.0.0.1", False), ("", False)],
)
def test_only_an_address_is_loopback(host: str, is_one: bool) -> None:  # noqa: FBT001 - a table
    assert is_loopback(host) is is_one
