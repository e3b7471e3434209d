from __future__ import annotations

import pytest

from cf_secret_guard.cloudflare.address import DEFAULT, VARIABLE, api_base, checked_base
from cf_secret_guard.errors import UsageError


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("https://api.cloudflare.com/client/v4", "https://api.cloudflare.com/client/v4"),
        ("https://api.cloudflare.com/client/v4/", "https://api.cloudflare.com/client/v4"),
        ("https://api.fed.cloudflare.com/client/v4", "https://api.fed.cloudflare.com/client/v4"),
        ("https://gateway.example:8443/cf/client/v4", "https://gateway.example:8443/cf/client/v4"),
        ("http://127.0.0.1:8787/client/v4", "http://127.0.0.1:8787/client/v4"),
        ("http://127.8.9.1/client/v4", "http://127.8.9.1/client/v4"),
        ("http://[::1]:8787/client/v4", "http://[::1]:8787/client/v4"),
    ],
)
def test_a_base_that_secrets_may_be_sent_to_is_taken(given: str, base: str) -> None:
    assert checked_base(given) == base


@pytest.mark.parametrize(
    "given",
    [
        "http://api.cloudflare.com/client/v4",
        "http://localhost:8787/client/v4",
        "http://127.0.0.1.example.com/client/v4",
        "http://10.0.0.1/client/v4",
        "http://0.0.0.0/client/v4",
        "http://[::ffff:10.0.0.1]/client/v4",
        "ftp://127.0.0.1/client/v4",
        "https://api.cloudflare.com",
        "https://api.cloudflare.com/client/v5",
        "https://api.cloudflare.com/client/v4/x",
        "https://api.cloudflare.com/client/v4//",
        "https://api.cloudflare.com/x/../client/v4",
        "https://user:pass@api.cloudflare.com/client/v4",
        "https://@api.cloudflare.com/client/v4",
        "https://evil.example#@api.cloudflare.com/client/v4",
        "https://evil.example/?x=/client/v4",
        "https://evil.example/?/client/v4",
        "https://api.cloudflare.com/client/v4?",
        "https:///client/v4",
        "https://host:0/client/v4",
        "https://host:99999/client/v4",
        "https://[::1/client/v4",
        "https://ho st/client/v4",
        "https://b\u00fccher.example/client/v4",
        "\thttps://api.cloudflare.com/client/v4",
        "api.cloudflare.com/client/v4",
        "//api.cloudflare.com/client/v4",
    ],
)
def test_any_other_base_is_refused_with_the_next_step(given: str) -> None:
    with pytest.raises(UsageError) as error:
        checked_base(given)
    assert VARIABLE in str(error.value)
    assert "/client/v4" in error.value.next_step
    assert "pass@" not in str(error.value)


@pytest.mark.parametrize("environment", [{}, {VARIABLE: ""}])
def test_without_the_variable_it_is_cloudflare(environment: dict[str, str]) -> None:
    assert api_base(environment) == DEFAULT == checked_base(DEFAULT)


def test_the_variable_is_checked() -> None:
    assert api_base({VARIABLE: "http://127.0.0.1:1/client/v4"}) == "http://127.0.0.1:1/client/v4"
    with pytest.raises(UsageError):
        api_base({VARIABLE: "http://example.com/client/v4"})
