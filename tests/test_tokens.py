"""The builders of test credentials: what the whole suite stands on."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from typing import TYPE_CHECKING

import pytest

from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Callable

SHAPES: dict[str, tuple[Callable[[str], str], str]] = {
    "user token": (tokens.user_token, r"cfut_[A-Za-z0-9]{40}[0-9a-f]{8}"),
    "account token": (tokens.account_token, r"cfat_[A-Za-z0-9]{40}[0-9a-f]{8}"),
    "global key": (tokens.global_key, r"cfk_[A-Za-z0-9]{40}[0-9a-f]{8}"),
    "legacy token": (tokens.legacy_token, r"[A-Za-z0-9][A-Za-z0-9_-]{38}[A-Za-z0-9]"),
    "legacy key": (tokens.legacy_key, r"[0-9a-f]{37}"),
    "origin CA key": (tokens.origin_ca_key, r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"),
    "turnstile secret": (tokens.turnstile_secret, r"0x4[A-Za-z0-9_-]{31,32}"),
    "oauth token": (tokens.oauth_token, r"cfoat_[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}"),
    "access id": (tokens.access_id, r"[0-9a-f]{32}\.access"),
    "access secret": (tokens.access_secret, r"[0-9a-f]{64}"),
    "uuid": (tokens.uuid, r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"),
}
SEEDS = ("", "a", "b", "seed 17")


@pytest.mark.parametrize(("build", "shape"), SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_credential_has_the_published_shape_for_every_seed(
    build: Callable[[str], str], shape: str, seed: str
) -> None:
    assert re.fullmatch(shape, build(seed))


@pytest.mark.parametrize("build", [build for build, _ in SHAPES.values()], ids=SHAPES)
def test_a_seed_gives_the_same_credential_again_and_another_seed_another(build: Callable[[str], str]) -> None:
    assert build("a") == build("a")
    assert len({build(seed) for seed in SEEDS}) == len(SEEDS)


@pytest.mark.parametrize("prefix", ["cfut", "cfat", "cfk", "cfast"])
@pytest.mark.parametrize("valid", [True, False])
def test_the_checksum_is_the_crc_32_of_the_body_without_the_prefix(prefix: str, *, valid: bool) -> None:
    token = tokens.prefixed(prefix, valid=valid).removeprefix(f"{prefix}_")
    assert (f"{zlib.crc32(token[:40].encode()):08x}" == token[40:]) is valid


def test_a_tunnel_token_decodes_to_the_three_fields_of_cloudflared() -> None:
    document = json.loads(base64.b64decode(tokens.tunnel_token(), validate=True))
    assert set(document) == {"a", "t", "s"}
    assert len(base64.b64decode(document["s"], validate=True)) == 32


def test_the_r2_secret_is_the_sha_256_of_the_token() -> None:
    assert tokens.r2_secret("x") == hashlib.sha256(b"x").hexdigest()
