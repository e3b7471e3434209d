from __future__ import annotations

import base64
import json
import re
import zlib

import pytest

from cf_secret_guard.simulator.values import Mint, checksum_fails, r2_secret, tunnel_token
from tests import tokens

FORMS = {
    "identifier": r"[0-9a-f]{32}",
    "uuid": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}",
    "tunnel_secret": r"[A-Za-z0-9+/]{43}=",
}


@pytest.mark.parametrize("name", FORMS)
def test_an_id_has_the_form_of_its_kind(name: str) -> None:
    assert re.fullmatch(FORMS[name], getattr(Mint(), name)())


@pytest.mark.parametrize(("prefix", "length"), [("cfut_", 53), ("cfat_", 53), ("cfk_", 52), ("cfast_", 54)])
def test_a_new_value_has_a_valid_checksum(prefix: str, length: int) -> None:
    value = Mint().checked(prefix)
    assert re.fullmatch(prefix + r"[A-Za-z0-9]{40}[0-9a-f]{8}", value)
    assert len(value) == length
    assert value[-8:] == f"{zlib.crc32(value[len(prefix) : -8].encode()):08x}"


def test_an_oauth_token_and_turnstile_values_have_their_lengths() -> None:
    mint = Mint()
    assert re.fullmatch(r"cfoat_[\w-]{43}\.[\w-]{43}", mint.oauth("cfoat_"))
    assert [len(mint.turnstile(length)) for length in (24, 35)] == [24, 35]


def test_the_same_seed_gives_the_same_values_and_none_twice() -> None:
    one, same, other = Mint("a"), Mint("a"), Mint("b")
    first = [one.checked("cfut_") for _ in range(50)]
    assert first == [same.checked("cfut_") for _ in range(50)]
    assert len({*first, *(other.checked("cfut_") for _ in range(50))}) == 100


@pytest.mark.parametrize(
    ("value", "fails"),
    [
        (tokens.user_token(), False),
        (tokens.prefixed("cfut", valid=False), True),
        (tokens.prefixed("cfat", valid=False), True),
        (tokens.global_key()[:-1], True),
        (tokens.legacy_token(), False),
        (tokens.oauth_token(), False),
    ],
)
def test_only_a_promised_checksum_can_fail(value: str, fails: bool) -> None:  # noqa: FBT001 - a table's column
    assert checksum_fails(value) is fails


def test_a_tunnel_token_holds_account_tunnel_and_secret() -> None:
    token = tunnel_token("account", "tunnel", "secret")
    assert json.loads(base64.b64decode(token)) == {"a": "account", "t": "tunnel", "s": "secret"}
    assert token.startswith("eyJhIjoi")


def test_an_r2_secret_is_the_hash_of_the_token() -> None:
    assert r2_secret(tokens.user_token()) == tokens.r2_secret(tokens.user_token())
