from __future__ import annotations

from datetime import UTC, datetime

import pytest

from cf_secret_guard.respond.capability import Surroundings, TokenFacts, describe
from cf_secret_guard.respond.severity import Severity
from tests.respond.policies import ACCOUNT, ALL_ACCOUNTS, ALL_ZONES, USER, ZONE, policy

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PLAIN = TokenFacts("t1", "ci", "active", (policy("DNS Write", ALL_ZONES),), {}, last_used_on="2026-11-20T09:00:00Z")
BUCKET = "com.cloudflare.edge.r2.bucket.a1_default"


def test_the_sentence_is_one_that_a_person_understands() -> None:
    capability = describe(PLAIN, NOW, Surroundings(zone_count=14))
    assert capability.sentence == "Can edit DNS of all 14 zones, no IP restriction, no expiry, last used yesterday."
    assert capability.severity is Severity.HIGH
    assert (capability.token_id, capability.name, capability.status) == ("t1", "ci", "active")


@pytest.mark.parametrize(
    ("policies", "words"),
    [
        ([policy("DNS Write", ALL_ZONES)], "Can edit DNS of all zones"),
        ([policy("Zone Read,DNS Write", ALL_ZONES)], "Can edit DNS of all zones and read Zone of all zones"),
        ([policy("DNS Write,Zone Write", ALL_ZONES)], "Can edit DNS and Zone of all zones"),
        ([policy("DNS Write", f"{ZONE}.z1")], "Can edit DNS of the zone example.com"),
        ([policy("DNS Write", f"{ZONE}.z1", f"{ZONE}.z2")], "Can edit DNS of the zones example.com and z2"),
        ([policy("DNS Write", *(f"{ZONE}.z{n}" for n in range(9)))], "Can edit DNS of 9 zones"),
        ([policy("Cache Purge", ALL_ZONES)], "Can purge Cache of all zones"),
        ([policy("Workers Scripts Write", f"{ACCOUNT}.a1")], "Can edit Workers Scripts of the account Acme"),
        ([policy("Workers Scripts Write", ALL_ACCOUNTS)], "Can edit Workers Scripts of all accounts"),
        ([policy("API Tokens Write", USER)], "Can edit API Tokens of its user"),
        ([policy("Workers R2 Storage Bucket Item Read", f"{BUCKET}_a", f"{BUCKET}_b", f"{BUCKET}_c")],
         "Can read Workers R2 Storage Bucket Item of the buckets a, b and c"),
        ([policy("X Write", "com.example.y")], "Can edit X of com.example.y"),
        ([policy("DNS Write", ALL_ZONES), policy("DNS Write", f"{ZONE}.z1", effect="deny")],
         "Can edit DNS of all zones, but must not edit DNS of the zone example.com"),
        ([], "What it can do is not known"),
    ],
)  # fmt: skip
def test_policies_become_words(policies: list[object], words: str) -> None:
    around = Surroundings(zone_names={"z1": "example.com"}, account_names={"a1": "Acme"})
    sentence = describe(PLAIN._replace(policies=tuple(policies)), NOW, around).sentence
    assert sentence == f"{words}, no IP restriction, no expiry, last used yesterday."


def test_a_single_zone_is_not_counted_as_many() -> None:
    assert "of the only zone" in describe(PLAIN, NOW, Surroundings(zone_count=1)).sentence
    assert "of all 0 zones" in describe(PLAIN, NOW, Surroundings(zone_count=0)).sentence


@pytest.mark.parametrize(
    ("request_ip", "words", "severity"),
    [
        ({"in": ["192.0.2.0/24"]}, "only from 192.0.2.0/24", Severity.MEDIUM),
        ({"in": ["192.0.2.1/32", "192.0.2.2/32", "192.0.2.3/32", "192.0.2.4/32", "192.0.2.5/32"]},
         "only from 192.0.2.1/32, 192.0.2.2/32, 192.0.2.3/32 and 2 more", Severity.MEDIUM),
        ({"not_in": ["192.0.2.0/24"]}, "not from 192.0.2.0/24", Severity.HIGH),
        ({"in": ["192.0.2.0/24"], "not_in": ["192.0.2.7/32"]},
         "only from 192.0.2.0/24 and not from 192.0.2.7/32", Severity.MEDIUM),
        ({"in": ["0.0.0.0/0"]}, "no IP restriction", Severity.HIGH),
        ({"in": [], "not_in": []}, "no IP restriction", Severity.HIGH),
        ({"in": None}, "no IP restriction", Severity.HIGH),
        ("nonsense", "no IP restriction", Severity.HIGH),
    ],
)  # fmt: skip
def test_addresses_become_words_and_lower_the_severity(request_ip: object, words: str, severity: Severity) -> None:
    capability = describe(PLAIN._replace(condition={"request_ip": request_ip}), NOW)
    assert f", {words}, no expiry" in capability.sentence
    assert capability.severity is severity


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"expires_on": "2026-12-03T12:00:00Z"}, "expires in 12 days, last used"),
        ({"expires_on": "2026-11-18T12:00:00Z", "status": "expired"}, "expired 3 days ago, last used"),
        ({"expires_on": "someday"}, "an expiry that could not be read, last used"),
        ({"not_before": "2026-11-23T12:00:00Z"}, "usable only in 2 days, no expiry"),
        ({"not_before": "2026-11-01T12:00:00Z"}, "no IP restriction, no expiry"),
        ({"last_used_on": None}, "no expiry, no use recorded."),
        ({"last_used_on": "2026-11-21T11:30:00Z"}, "last used 30 minutes ago."),
        ({"last_used_on": "2026-11-21T11:59:00Z"}, "last used just now (perhaps by this check)."),
        ({"status": "disabled"}, "last used yesterday, now disabled."),
        ({"status": "revoked (exposed)"}, "now revoked (exposed)."),
        ({"status": "\x1b[2J"}, "now ?[2J."),
    ],
)  # fmt: skip
def test_times_and_status_become_words(change: dict[str, str], words: str) -> None:
    assert words in describe(PLAIN._replace(**change), NOW).sentence  # type: ignore[arg-type]


def test_a_token_that_cannot_be_used_is_low_and_says_so() -> None:
    capability = describe(PLAIN._replace(status="disabled"), NOW)
    assert capability.severity is Severity.LOW
    assert "disabled" in capability.reason
