from __future__ import annotations

import re

import pytest

from cf_secret_guard.catalog import CATALOG, entry
from cf_secret_guard.model import Kind


def test_every_kind_has_an_entry_in_the_order_of_the_contract() -> None:
    assert list(CATALOG) == list(Kind)


@pytest.mark.parametrize("kind", Kind)
def test_an_entry_says_everything_in_whole_sentences(kind: Kind) -> None:
    known = entry(kind)
    assert "loudflare" in known.title or "cloudflared" in known.title
    for text in (known.power, known.recognised, known.advice, *known.revoke, *known.also):
        assert text.endswith("."), text
        assert text[0].isupper() or text[0].isdigit() or text.startswith(("base64", "cf", "v1.0-")), text
    assert known.revoke
    assert known.also
    assert known.severity in {"critical", "high", "medium", "low"}


@pytest.mark.parametrize("kind", Kind)
def test_an_entry_leads_to_cloudflare_and_nowhere_else(kind: Kind) -> None:
    known = entry(kind)
    assert known.url.startswith("https://dash.cloudflare.com/")
    assert known.docs.startswith("https://developers.cloudflare.com/")
    hosts = re.findall(r"https?://([^/\s]+)", " ".join((*known.revoke, *known.also)))
    assert set(hosts) <= {"dash.cloudflare.com"}


def test_titles_are_told_apart() -> None:
    assert len({known.title for known in CATALOG.values()}) == len(Kind)


def test_a_kind_of_a_custom_detector_has_an_entry_too() -> None:
    known = entry("acme-key")
    assert known.title == "acme-key"
    assert known.advice
    assert not known.url
