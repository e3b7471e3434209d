from __future__ import annotations

import pytest

from cf_secret_guard.detectors.companions import Surroundings
from cf_secret_guard.model import Kind
from tests import tokens

ACCOUNT = tokens.hexadecimal("account", 32)
OTHER = tokens.hexadecimal("other", 32)

LABELLED = (
    "CLOUDFLARE_ACCOUNT_ID={}",
    "CF_Account_ID: '{}'",
    'account_id = "{}"',
    '"accountId": "{}"',
    '"AccountTag":"{}"',
    "account-id: {}",
    "https://api.cloudflare.com/client/v4/accounts/{}/ai/run",
    "https://{}.r2.cloudflarestorage.com",
    "https://{}.eu.r2.cloudflarestorage.com/b",
    '\\"account_id\\": \\"{}\\"',
)
NOT_LABELLED = (
    "CLOUDFLARE_ZONE_ID={}",
    "{}",
    "/zones/{}/dns_records",
    "id: {}",
    "account_id = {}00",
    "https://pub-{}.r2.dev",
)


@pytest.mark.parametrize("template", LABELLED)
def test_a_labelled_account_id_is_read(template: str) -> None:
    assert [value for _, value in Surroundings(template.format(ACCOUNT)).accounts] == [ACCOUNT]


@pytest.mark.parametrize("template", NOT_LABELLED)
def test_a_loose_id_is_not(template: str) -> None:
    assert Surroundings(template.format(ACCOUNT)).accounts == []


def test_the_nearest_account_comes_first_and_each_once() -> None:
    text = f"account_id={OTHER}\n" + "x\n" * 50 + f"account_id={ACCOUNT}\ntoken=\naccount_id={ACCOUNT}\n"
    pairs = Surroundings(text).companions(Kind.ACCOUNT_API_TOKEN, text.index("token"))
    assert pairs == (("account_id", ACCOUNT), ("account_id", OTHER))


def test_a_user_token_needs_no_account() -> None:
    assert Surroundings(f"account_id={ACCOUNT}").companions(Kind.USER_API_TOKEN, 0) == ()


@pytest.mark.parametrize(
    "text",
    [
        "CLOUDFLARE_EMAIL=ops@example.invalid",
        "X-Auth-Email: ops@example.invalid",
        '"email": "ops@example.invalid"',
        "dns_cloudflare_email = ops@example.invalid",
        "e-mail: ops@example.invalid",
    ],
)
def test_a_key_takes_the_address_beside_it(text: str) -> None:
    assert Surroundings(text).companions(Kind.GLOBAL_API_KEY, 0) == (("email", "ops@example.invalid"),)


@pytest.mark.parametrize("text", ["author ops@example.invalid", "git@example.invalid:a/b.git", "no address"])
def test_an_address_without_a_label_is_left_alone(text: str) -> None:
    assert Surroundings(text).companions(Kind.GLOBAL_API_KEY, 0) == ()


def test_an_address_far_away_is_somebody_elses() -> None:
    text = "email: ops@example.invalid" + "\n" * 3000 + "key"
    assert Surroundings(text).companions(Kind.GLOBAL_API_KEY, len(text)) == ()
