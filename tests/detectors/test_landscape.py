from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.detectors.landscape import Landscape

MENTIONS = (
    "cloudflare",
    "Cloudflare",
    "CLOUDFLARE_API_TOKEN",
    "Cloud Flare",
    "cloud-flare",
    "cloud_flare",
    "cloudfare",
    "wrangler",
    "flarectl",
    "cloudflared",
    "dns_cf",
    "クラウドフレア",
    "api.cloudflare.com",
    "dash.cloudflare.com",
    "cloudflare.com",
)
PUBLIC = (
    "https://cdnjs.cloudflare.com/x.js",
    "www.cloudflare.com",
    "blog.cloudflare.com",
    "developers.cloudflare.com",
    "challenges.cloudflare.com",
    "static.cloudflareinsights.com",
    "cloudflare-ipfs.com",
    "cloudflare-dns.com",
    "cloudflarestatus.com",
)
API_URLS = (
    "https://api.cloudflare.com/client/v4/zones",
    "api.fed.cloudflare.com",
    "https://gateway.ai.cloudflare.com/v1/x",
    "${BASE}/client/v4/accounts/1",
    "https://app.example.org/cdn-cgi/access/login",
)
LOOKALIKES = ("curseforge", "CodeForces", "codefresh", "Contentful", "Cloud Foundry", "CloudFormation")


def land(text: str, path: str = "") -> Landscape:
    return Landscape(text.encode().decode("latin-1"), path)


@pytest.mark.parametrize("text", MENTIONS)
def test_cloudflare_is_named_by(text: str) -> None:
    made = land(f"a {text} b")
    assert made.mentions
    assert made.anywhere


@pytest.mark.parametrize("text", [*PUBLIC, "cloud front", "scaffold", "flare", "CF_API_KEY"])
def test_cloudflare_is_not_named_by(text: str) -> None:
    assert land(f"a {text} b").mentions == []


@pytest.mark.parametrize("text", API_URLS)
def test_the_api_is_named_by(text: str) -> None:
    assert len(land(f"GET {text} HTTP/1.1").api_urls) >= 1


@pytest.mark.parametrize("text", LOOKALIKES)
def test_another_vendor_with_the_same_abbreviation_is_named_by(text: str) -> None:
    assert land(f"upload to {text} now").lookalike


def test_other_words_name_no_such_vendor() -> None:
    assert not land("cloudflare and nothing else").lookalike


def test_the_path_is_read_as_names() -> None:
    made = land("", "infra/cloudflare/api_token.txt")
    assert made.directory.strong_vendor
    assert made.file_name.role == "token"
    assert not land("", "a/b/c.txt").directory.vendor
    assert not land("", "").file_name.vendor


@pytest.mark.parametrize(
    ("position", "lines", "reach", "expected"),
    [
        pytest.param(100, 0, 50, 90, id="the one before on the same line"),
        pytest.param(70, 0, 5, None, id="none within reach"),
        pytest.param(40, 9, 100, 10, id="the nearest of two"),
        pytest.param(40, 0, 100, None, id="none without a line break between"),
        pytest.param(40, 1, 100, 10, id="one line away"),
    ],
)
def test_the_nearest_offset_within_both_bounds_is_given(
    position: int, lines: int, reach: int, expected: int | None
) -> None:
    text = "." * 20 + "\n" + "." * 60 + "\n" + "." * 60
    assert land(text).near([10, 90], position, position + 5, lines=lines, reach=reach) == expected


def test_no_offsets_give_none() -> None:
    assert land("x").near([], 0, 1, lines=9, reach=9) is None


def test_very_many_mentions_are_cut_off() -> None:
    assert len(land("cloudflare " * 30_000).mentions) == 20_000


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_text_has_a_landscape(text: str, path: str) -> None:
    made = Landscape(text, path)
    assert made.mentions == sorted(set(made.mentions))
