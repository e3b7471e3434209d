from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.report.telling import headline, sentences
from cf_secret_guard.verify.base import Status
from tests.report.reports import ID, finding, full, history, responded, verdict

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (finding(), "Cloudflare user API token cfut_********"),
        (finding(verdict=verdict()), "Cloudflare user API token cfut_********: live"),
        (finding("some custom secret", kind="acme"), "acme ********"),
    ],
)
def test_the_headline_says_what_it_is_and_if_it_works(given: Finding, expected: str) -> None:
    assert headline(given) == expected


def test_a_finding_is_told_in_sentences() -> None:
    assert list(sentences(finding(decoded_via=("base64",)))) == [
        "Cloudflare user API token cfut_********.",
        "Confidence: certain (its CRC-32 is right; assigned to CLOUDFLARE_API_TOKEN).",
        "It stands at config/prod.env:3:22, in base64.",
        "Roll or delete it under My Profile > API Tokens.",
        "No secret? Write cf-secret-guard: ignore[cloudflare-user-api-token] REASON in a comment on its line.",
    ]


def test_answers_and_actions_are_told_and_a_dead_credential_needs_no_advice() -> None:
    told = {item.path: list(sentences(item)) for item in responded().findings}
    assert told["config/prod.env"][3:] == [
        "Verdict: disabled (asked at 2026-11-21 12:00:00 UTC), id 11111111111111111111111111111111.",
        "Can edit DNS of all 14 zones, no IP restriction, no expiry, last used yesterday.",
        "Severity: high: DNS Write on everything of its kind.",
        f"Action: disable user token {ID}: confirmed (asked again with the leaked value: disabled).",
        "Incident note: incidents/2026-11-21-058e99ae4a74.md.",
    ]


@pytest.mark.parametrize("status", Status)
def test_nobody_is_told_to_ignore_what_cloudflare_knows(status: Status) -> None:
    text = " ".join(sentences(finding(verdict=verdict(status))))
    assert ("No secret?" in text) is (status in {Status.INVALID, Status.UNKNOWN, Status.NOT_CHECKABLE})


def test_an_ignore_is_proposed_only_where_there_is_a_line_for_it() -> None:
    told = {item.path: "ignore[" in " ".join(sentences(item)) for item in history().findings}
    assert [path for path, proposed in told.items() if proposed] == ["config/prod.env"]


def test_no_sentence_holds_a_secret_or_an_address_of_a_person() -> None:
    for item in (*full().findings, *responded().findings):
        assert "@" not in " ".join(sentences(item))
        assert item.secret.reveal() not in " ".join(sentences(item))
