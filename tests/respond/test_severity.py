from __future__ import annotations

import pytest

from cf_secret_guard.respond.grants import read_policies
from cf_secret_guard.respond.severity import Severity, judge
from tests.respond.policies import ACCOUNT, ALL_ACCOUNTS, ALL_ZONES, USER, ZONE, policy

ONE_ACCOUNT, ONE_ZONE = f"{ACCOUNT}.a1", f"{ZONE}.z1"
BUCKET = "com.cloudflare.edge.r2.bucket.a1_default_photos"

RULES = [
    ("API Tokens Write", USER, Severity.CRITICAL),
    ("Account API Tokens Write", ONE_ACCOUNT, Severity.CRITICAL),
    ("Account Settings Write", ONE_ACCOUNT, Severity.CRITICAL),
    ("Billing Write", ONE_ACCOUNT, Severity.CRITICAL),
    ("Memberships Write", USER, Severity.CRITICAL),
    ("User Details Write", USER, Severity.CRITICAL),
    ("Access: Organizations, Identity Providers, and Groups Write", ONE_ACCOUNT, Severity.CRITICAL),
    ("Access: Service Tokens Write", ONE_ACCOUNT, Severity.CRITICAL),
    ("DNS Write", ALL_ZONES, Severity.HIGH),
    ("Workers Scripts Write", ONE_ACCOUNT, Severity.HIGH),
    ("Workers R2 Storage Write", ALL_ACCOUNTS, Severity.HIGH),
    ("Something New", ONE_ACCOUNT, Severity.HIGH),
    ("DNS Write", ONE_ZONE, Severity.MEDIUM),
    ("Workers R2 Storage Bucket Item Write", BUCKET, Severity.MEDIUM),
    ("Cache Purge", ALL_ZONES, Severity.MEDIUM),
    ("Cache Purge", ONE_ZONE, Severity.LOW),
    ("Workers R2 Storage Read", ONE_ACCOUNT, Severity.MEDIUM),
    ("Workers R2 Storage Bucket Item Read", BUCKET, Severity.MEDIUM),
    ("Logs Read", ALL_ZONES, Severity.MEDIUM),
    ("Cloudflare Tunnel Read", ONE_ACCOUNT, Severity.MEDIUM),
    ("DNS Read", ALL_ZONES, Severity.LOW),
    ("Zone Read", ONE_ZONE, Severity.LOW),
    ("API Tokens Read", USER, Severity.LOW),
    ("Account Settings Read", ONE_ACCOUNT, Severity.LOW),
]


@pytest.mark.parametrize(("group", "resource", "severity"), RULES)
def test_each_permission_has_its_severity_and_says_why(group: str, resource: str, severity: Severity) -> None:
    judged, reason = judge(read_policies([policy(group, resource)]), has_address_limit=False)
    assert judged is severity
    assert group in reason


@pytest.mark.parametrize(("group", "resource", "severity"), RULES)
def test_a_limit_to_addresses_is_one_level_and_never_below_low(group: str, resource: str, severity: Severity) -> None:
    judged, reason = judge(read_policies([policy(group, resource)]), has_address_limit=True)
    assert judged == max(Severity.LOW, severity - 1)
    assert ("named addresses" in reason) == (severity > Severity.LOW)


def test_the_worst_grant_decides() -> None:
    grants = read_policies([policy("Zone Read,DNS Write,API Tokens Write", ALL_ZONES), policy("Cache Purge", ONE_ZONE)])
    assert judge(grants, has_address_limit=False)[0] is Severity.CRITICAL


def test_a_denial_makes_nothing_worse() -> None:
    grants = read_policies([policy("Zone Read", ALL_ZONES), policy("API Tokens Write", USER, effect="deny")])
    assert judge(grants, has_address_limit=False)[0] is Severity.LOW


@pytest.mark.parametrize("has_address_limit", [True, False])
def test_what_is_not_known_is_taken_to_be_bad(*, has_address_limit: bool) -> None:
    judged, reason = judge((), has_address_limit=has_address_limit)
    assert judged is Severity.HIGH
    assert "not known" in reason


def test_severities_have_words() -> None:
    assert [one.label for one in Severity] == ["low", "medium", "high", "critical"]
