from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.simulator.policies import (
    ACCOUNT,
    BY_ID,
    BY_NAME,
    GROUPS,
    USER,
    ZONE,
    Target,
    accounts_of,
    address_allowed,
    allows,
    policy,
    usual_policies,
)

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import JsonObject

A, B, Z = "a" * 32, "b" * 32, "2" * 32
ON_ZONE = Target(ZONE, Z, A)


def dns(resources: dict[str, object], effect: str = "allow") -> JsonObject:
    return policy(["DNS Write"], resources, effect=effect)


@pytest.mark.parametrize(
    ("resources", "allowed"),
    [
        ({f"{ZONE}.{Z}": "*"}, True),
        ({f"{ZONE}.*": "*"}, True),
        ({f"{ACCOUNT}.{A}": {f"{ZONE}.*": "*"}}, True),
        ({f"{ACCOUNT}.{A}": {f"{ZONE}.{Z}": "*"}}, True),
        ({f"{ACCOUNT}.*": {f"{ZONE}.*": "*"}}, True),
        ({f"{ACCOUNT}.{B}": {f"{ZONE}.*": "*"}}, False),
        ({f"{ACCOUNT}.{A}": "*"}, False),
        ({f"{ZONE}.{B}": "*"}, False),
    ],
)
def test_a_policy_covers_a_zone_by_itself_or_through_its_account(
    resources: dict[str, object],
    allowed: bool,  # noqa: FBT001 - a table's column
) -> None:
    assert allows([dns(resources)], ("DNS Write",), ON_ZONE) is allowed


def test_any_of_the_groups_will_do() -> None:
    assert allows([dns({f"{ZONE}.*": "*"})], ("DNS Read", "DNS Write"), ON_ZONE)
    assert not allows([dns({f"{ZONE}.*": "*"})], ("DNS Read",), ON_ZONE)


def test_a_denial_wins_whatever_the_order() -> None:
    both = [dns({f"{ZONE}.*": "*"}), dns({f"{ZONE}.{Z}": "*"}, "deny")]
    assert not allows(both, ("DNS Write",), ON_ZONE)
    assert not allows(both[::-1], ("DNS Write",), ON_ZONE)
    assert allows(both, ("DNS Write",), Target(ZONE, B, A))


@pytest.mark.parametrize("broken", [{"resources": []}, {"permission_groups": {}}])
def test_a_policy_that_is_none_gives_nothing(broken: JsonObject) -> None:
    assert not allows([dns({f"{ZONE}.*": "*"}) | broken], ("DNS Write",), ON_ZONE)


def test_the_accounts_of_policies_are_those_they_name() -> None:
    named = [dns({f"{ACCOUNT}.{A}": {f"{ZONE}.*": "*"}}), dns({f"{ZONE}.{Z}": "*"}), dns({f"{ACCOUNT}.*": "*"})]
    assert accounts_of(named) == {A, "*"}


def test_the_shorthand_gives_each_group_on_what_it_is_for() -> None:
    names = ("API Tokens Write", "DNS Write", "Account Settings Read", "Workers R2 Storage Bucket Item Read")
    mine = usual_policies(names, user_id=A, account_id=None)
    assert [len(one) for one in mine] == [3, 3, 3, 3]
    assert allows(mine, ("API Tokens Write",), Target(USER, A))
    assert not allows(mine, ("API Tokens Write",), Target(USER, B))
    of_account = usual_policies(names[1:3], user_id=None, account_id=A)
    assert allows(of_account, ("DNS Write",), ON_ZONE)
    assert not allows(of_account, ("DNS Write",), Target(ZONE, Z, B))
    assert allows(of_account, ("Account Settings Read",), Target(ACCOUNT, A))
    assert not allows(of_account, ("Account Settings Read",), Target(ACCOUNT, B))


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        (None, True),
        ({}, True),
        ({"request_ip": {}}, True),
        ({"request_ip": {"in": ["192.0.2.0/24"]}}, True),
        ({"request_ip": {"in": ["192.0.2.1/24"]}}, True),
        ({"request_ip": {"in": ["198.51.100.0/24", "192.0.2.7/32"]}}, True),
        ({"request_ip": {"in": ["2001:db8::/32"]}}, False),
        ({"request_ip": {"in": ["198.51.100.0/24"]}}, False),
        ({"request_ip": {"not_in": ["198.51.100.0/24"]}}, True),
        ({"request_ip": {"not_in": ["192.0.2.0/24"]}}, False),
        ({"request_ip": {"in": ["192.0.2.0/24"], "not_in": ["192.0.2.7/32"]}}, False),
    ],
)
def test_a_condition_bounds_the_addresses(condition: object, allowed: bool) -> None:  # noqa: FBT001 - a table's column
    assert address_allowed(condition, "192.0.2.7") is allowed


def test_groups_have_distinct_ids_of_32_digits() -> None:
    assert len(BY_ID) == len(BY_NAME) == len(GROUPS)
    assert {len(group.id) for group in GROUPS} == {32}
    assert GROUPS[0].listed() == {"id": GROUPS[0].id, "name": GROUPS[0].name, "scopes": [GROUPS[0].scope]}
