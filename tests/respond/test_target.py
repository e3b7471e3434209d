from __future__ import annotations

import pytest

from cf_secret_guard.respond.target import Target, TargetType


@pytest.mark.parametrize(
    ("target", "words"),
    [
        (Target(TargetType.USER_TOKEN, "t1"), "user token t1"),
        (Target(TargetType.ACCOUNT_TOKEN, "t1", "a1"), "account token t1 in account a1"),
        (Target(TargetType.SERVICE_TOKEN, "s1", "a1"), "Access service token s1 in account a1"),
        (Target(TargetType.TUNNEL, "u1", "a1"), "tunnel u1 in account a1"),
        (Target(TargetType.TURNSTILE, "0x1", "a1"), "Turnstile widget 0x1 in account a1"),
    ],
)
def test_a_target_is_named_by_its_public_ids(target: Target, words: str) -> None:
    assert str(target) == words


@pytest.mark.parametrize("kind", TargetType)
def test_only_tokens_of_users_and_accounts_are_api_tokens(kind: TargetType) -> None:
    assert Target(kind, "x").is_api_token == (kind in {TargetType.USER_TOKEN, TargetType.ACCOUNT_TOKEN})
