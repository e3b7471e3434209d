from __future__ import annotations

import random
import string

import pytest

from cf_secret_guard.detectors.plausible import (
    is_other_vendors,
    is_placeholder,
    is_random_hex,
    is_random_token,
)
from tests import tokens

SAMPLES = 20_000

PLACEHOLDERS = {
    "x": "x" * 40,
    "noughts": "0" * 37,
    "your": "your-cloudflare-api-token-goes-here-1234",
    "change me": "changemechangemechangemechangemechangeme",
    "counting digits": "0123456789" * 4,
    "counting hex": "0123456789abcdef0123456789abcdef01234",
    "the alphabet": "abcdefghijklmnopqrstuvwxyzabcdefghijklmn",
    "the alphabet in turns": "aBcDeFgHiJkLmNoPqRsTuVwXyZaBcDeFgHiJkLmN",
    "a period": "a1B2c3D4" * 5,
    "two letters": "ab" * 20,
    "dead beef": "deadbeef" + tokens.hexadecimal("d", 29),
    "example": "Q8example" + tokens.chars("e", tokens.ALNUM, 31),
    "a documented token": "Sn3lZJTBX6kkg7OdcBUA" + "xOO963GEIyGQqnFTOFYY",
}
NO_TOKENS = {
    "a slug": "my-cloudflare-workers-production-api-key",
    "a camel-case identifier": "createCloudflareApiTokenForProductionUse",
    "a constant": "CLOUDFLARE_ZONE_SETTINGS_CACHE_TTL_VALUE",
    "a snake-case identifier": "test_that_the_zone_is_created_only_once1",
    "a commit": tokens.hexadecimal("commit", 40),
    "digits": "2839471029384710293847102938471029384710",
    "a date and a host": "backup-2024-01-31-web-server-frankfurt-01",
}
NO_HEX = {
    "noughts": "0" * 37,
    "digits": "1234567890" * 4,
    "letters": "abcdef" * 7,
    "nearly digits": "1" * 30 + "a" + "2" * 6,
    "a period": "a1b2c3d4" * 5,
}


@pytest.mark.parametrize("value", PLACEHOLDERS.values(), ids=PLACEHOLDERS)
def test_a_placeholder_is_known(value: str) -> None:
    assert is_placeholder(value)
    assert not is_random_token(value, named=True)


@pytest.mark.parametrize("value", NO_TOKENS.values(), ids=NO_TOKENS)
def test_what_words_are_made_of_is_no_random_token(value: str) -> None:
    assert not is_random_token(value)
    assert not is_random_token(value, named=True)


@pytest.mark.parametrize("value", NO_HEX.values(), ids=NO_HEX)
def test_what_counts_or_repeats_is_no_random_hex(value: str) -> None:
    assert not is_random_hex(value)


@pytest.mark.parametrize(
    ("alphabet", "length", "named", "bound"),
    [
        (tokens.ALNUM, 40, True, 0.01),
        (tokens.URLSAFE, 40, True, 0.01),
        (tokens.ALNUM, 40, False, 0.01),
        (tokens.URLSAFE, 43, False, 0.01),
    ],
)
def test_random_tokens_are_hardly_ever_rejected(alphabet: str, length: int, bound: float, *, named: bool) -> None:
    draw = random.Random(f"{alphabet}{length}")  # noqa: S311 - a seeded sample, not a secret
    values = ("".join(draw.choices(alphabet, k=length)) for _ in range(SAMPLES))
    assert sum(not is_random_token(value, named=named) for value in values) < bound * SAMPLES


@pytest.mark.parametrize("length", [37, 40, 45, 64])
def test_random_hex_is_hardly_ever_rejected(length: int) -> None:
    draw = random.Random(length)  # noqa: S311 - a seeded sample, not a secret
    values = ("".join(draw.choices(tokens.HEX, k=length)) for _ in range(SAMPLES))
    assert sum(not is_random_hex(value) for value in values) < 0.001 * SAMPLES


def test_lowercase_words_are_nearly_always_rejected() -> None:
    draw = random.Random("words")  # noqa: S311 - a seeded sample, not a secret
    values = ("".join(draw.choices(string.ascii_lowercase + "-_", k=40)) for _ in range(1000))
    assert not any(is_random_token(value, named=True) for value in values)


@pytest.mark.parametrize(
    "start",
    ["ghp_", "github_pat_", "glpat-", "npm_", "sk-", "sk_", "xoxb-", "hf_", "AKIA", "AIza", "SG.", "eyJ", "cfut_"],
)
def test_another_format_is_known_by_its_prefix(start: str) -> None:
    assert is_other_vendors(start + tokens.chars("rest", tokens.ALNUM, 36))


@pytest.mark.parametrize("seed", ["a", "b", "c"])
def test_a_legacy_token_has_no_other_vendors_prefix(seed: str) -> None:
    assert not is_other_vendors(tokens.legacy_token(seed))
