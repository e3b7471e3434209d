from __future__ import annotations

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.verify import admin_chains, other_chains, token_chains
from cf_secret_guard.verify.route import route
from tests import tokens
from tests.verify.asking import leak

R2 = tokens.r2_secret(tokens.user_token())
GIT_COMMIT = tokens.hexadecimal("commit", 40)


@pytest.mark.parametrize(
    ("kind", "value", "chain"),
    [
        (Kind.USER_API_TOKEN, tokens.user_token(), token_chains.user_token),
        (Kind.ACCOUNT_API_TOKEN, tokens.account_token(), token_chains.account_token),
        (Kind.API_TOKEN, tokens.legacy_token(), token_chains.legacy_token),
        (Kind.API_TOKEN, tokens.user_token(), token_chains.user_token),
        (Kind.ORIGIN_CERT, tokens.legacy_token(), token_chains.legacy_token),
        (Kind.ORIGIN_CERT, tokens.account_token(), token_chains.account_token),
        ("a-custom-kind", tokens.account_token(), token_chains.account_token),
        (Kind.GLOBAL_API_KEY, tokens.global_key(), other_chains.global_key),
        (Kind.GLOBAL_API_KEY, tokens.legacy_key(), other_chains.global_key),
        (Kind.OAUTH_TOKEN, tokens.oauth_token(), other_chains.oauth_token),
        (Kind.TUNNEL_TOKEN, tokens.tunnel_token(), admin_chains.tunnel),
        (Kind.TUNNEL_CREDENTIALS, "x", admin_chains.tunnel),
        (Kind.ACCESS_SERVICE_TOKEN, tokens.access_secret(), admin_chains.access_token),
        (Kind.TURNSTILE_SECRET_KEY, tokens.turnstile_secret(), admin_chains.turnstile_secret),
    ],
)
def test_a_secret_is_asked_about_by_its_own_look(kind: str, value: str, chain: object) -> None:
    assert route(leak(kind, value)) is chain


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        (Kind.USER_API_TOKEN, tokens.prefixed("cfut", valid=False), "checksum"),
        (Kind.ACCOUNT_API_TOKEN, tokens.prefixed("cfat", valid=False), "checksum"),
        (Kind.GLOBAL_API_KEY, tokens.prefixed("cfk", valid=False), "checksum"),
        (Kind.USER_API_TOKEN, tokens.user_token()[:-1], "form"),
        (Kind.API_TOKEN, tokens.legacy_token()[:-1], "form"),
        (Kind.API_TOKEN, tokens.legacy_token() + "\n", "form"),
        (Kind.API_TOKEN, GIT_COMMIT, "form"),
        (Kind.GLOBAL_API_KEY, tokens.legacy_key(length=36), "form"),
        (Kind.GLOBAL_API_KEY, tokens.legacy_token(), "form"),
        (Kind.ORIGIN_CA_KEY, tokens.origin_ca_key(), "2026-09-30"),
        (Kind.ORIGIN_CERT, tokens.origin_ca_key(), "2026-09-30"),
        (Kind.R2_SECRET_ACCESS_KEY, R2, "API token"),
        (Kind.DEPLOY_HOOK, "https://example.com", "build"),
        ("a-custom-kind", "x", "nobody knows"),
    ],
)
def test_what_cannot_be_asked_says_why(kind: str, value: str, says: str) -> None:
    reason = route(leak(kind, value))
    assert isinstance(reason, str)
    assert says in reason
    assert value not in reason


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_way(kind: Kind) -> None:
    assert route(leak(kind, tokens.user_token()))
