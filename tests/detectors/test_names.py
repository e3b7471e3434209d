from __future__ import annotations

import pytest

from cf_secret_guard.detectors import names

ROLES = {
    "CLOUDFLARE_API_TOKEN": "token",
    "cloudflareApiToken": "token",
    "cf-api-token": "token",
    "cloudflare:apiToken": "token",
    "dns_cloudflare_api_token": "token",
    "CF_Key": "key",
    "cfapikey": "key",
    "X-Auth-Key": "key",
    "API_KEY_SECRET": "secret",
    "TOKEN_KEY": "key",
    "cf_password": "secret",
    "CFtkn": "token",
    "Cloudflare API token": "token",
    "Cloudflare 令牌": "token",
    "클라우드플레어 토큰": "token",
    "cloudflare_passwort": "secret",
    "CLOUDFLARE_EMAIL": "",
    "zone": "",
    "": "",
}
VENDOR = {
    "CLOUDFLARE_API_TOKEN": (True, True),
    "cloudFlareKey": (True, True),
    "CLOUD_FLARE_KEY": (True, True),
    "CloudFlareToken": (True, True),
    "mycloudflarekey": (True, True),
    "WRANGLER_TOKEN": (True, True),
    "CLOUDFALRE_TOKEN": (True, True),
    "cloudlfare": (True, True),
    "cloudflaree_key": (True, True),
    "cloudfare_key": (True, True),
    "クラウドフレア": (True, True),
    "CF_API_KEY": (True, False),
    "cfApiKey": (True, False),
    "cloudfront_key": (False, False),
    "cloudformation": (False, False),
    "API_TOKEN": (False, False),
    "CFG_TOKEN": (False, False),
    "scaffold_key": (False, False),
    "cfe": (False, False),
}
NOT_A_SECRET = {
    "CF_ACCOUNT_ID": True,
    "CLOUDFLARE_API_TOKEN_FILE": True,
    "cf_token_sha256": True,
    "TURNSTILE_SITEKEY": True,
    "cloudflareTokenName": True,
    "CF_PAGES_COMMIT_SHA": True,
    "CLOUDFLARE_API_TOKEN": False,
    "CLOUDFLARE_API_TOKEN_2": False,
    "CF_ID_TOKEN": False,
}
FOREIGN = {
    "GITHUB_TOKEN": True,
    "STRIPE_API_KEY": True,
    "CURSEFORGE_API_KEY": True,
    "cloudflare_jwt_secret": True,
    "CF_API_KEY": False,
    "SOMETHING_TOKEN": False,
}


@pytest.mark.parametrize(("text", "role"), ROLES.items(), ids=ROLES)
def test_the_last_role_word_gives_the_role_of(text: str, role: str) -> None:
    assert names.read(text).role == role


@pytest.mark.parametrize(("text", "expected"), VENDOR.items(), ids=VENDOR)
def test_the_vendor_is_read_from(text: str, expected: tuple[bool, bool]) -> None:
    name = names.read(text)
    assert (name.vendor, name.strong_vendor) == expected


@pytest.mark.parametrize(("text", "expected"), NOT_A_SECRET.items(), ids=NOT_A_SECRET)
def test_the_last_word_says_if_it_is_public(text: str, *, expected: bool) -> None:
    assert names.read(text).not_secret is expected


@pytest.mark.parametrize(("text", "expected"), FOREIGN.items(), ids=FOREIGN)
def test_other_vendors_are_known_in(text: str, *, expected: bool) -> None:
    assert names.read(text).foreign is expected


@pytest.mark.parametrize(
    ("text", "credential"),
    [("CF_API_TOKEN", True), ("CF_API_TOKEN_ID", False), ("CF_ZONE", False), ("password", True)],
)
def test_a_credential_has_a_role_and_is_not_public(text: str, *, credential: bool) -> None:
    assert names.read(text).credential is credential


@pytest.mark.parametrize(("text", "unknown"), [("CF_API_TOKEN", 0), ("CF_BLORP_TOKEN", 1), ("BLORP_WIBBLE", 2)])
def test_words_that_no_list_has_are_counted(text: str, unknown: int) -> None:
    assert names.read(text).unknown == unknown


@pytest.mark.parametrize(
    ("text", "api"), [("API_TOKEN", True), ("authKey", True), ("GLOBAL_KEY", True), ("TOKEN", False)]
)
def test_the_word_api_and_its_like_are_noticed(text: str, *, api: bool) -> None:
    assert names.read(text).api is api


def test_the_text_itself_is_kept() -> None:
    assert names.read("CF_Key").text == "CF_Key"


@pytest.mark.parametrize("text", ["_", "-" * 500, "\x00", "🔑", "Ⅷ", "ß" * 50, "A" * 5000, "\udcff", "cf" * 3000])
def test_any_text_can_be_read(text: str) -> None:
    assert names.read(text).text == text
