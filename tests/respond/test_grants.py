from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.respond.grants import Access, Extent, Grant, plain, read_policies
from tests.respond.policies import ACCOUNT, ALL_ACCOUNTS, ALL_ZONES, USER, ZONE, policy

BUCKET = "com.cloudflare.edge.r2.bucket"


@pytest.mark.parametrize(
    ("name", "access", "subject"),
    [
        ("DNS Write", Access.EDIT, "DNS"),
        ("DNS Edit", Access.EDIT, "DNS"),
        ("DNS Read", Access.READ, "DNS"),
        ("Cache Purge", Access.PURGE, "Cache"),
        ("Workers R2 Storage Bucket Item Read", Access.READ, "Workers R2 Storage Bucket Item"),
        ("Something New", Access.EDIT, "Something New"),
        ("Readiness", Access.EDIT, "Readiness"),
    ],
)
def test_a_permission_group_is_read_and_what_is_not_clearly_reading_is_editing(
    name: str, access: Access, subject: str
) -> None:
    (grant,) = read_policies([policy(name, ALL_ZONES)])
    assert (grant.group, grant.access, grant.subject) == (name, access, subject)


@pytest.mark.parametrize(
    ("resources", "extent", "ids", "is_wide"),
    [
        ([ALL_ZONES], Extent.ALL_ZONES, (), True),
        ([f"{ACCOUNT}.a1>{ALL_ZONES}"], Extent.ALL_ZONES, (), True),
        ([f"{ZONE}.z1", f"{ZONE}.z2"], Extent.ZONES, ("z1", "z2"), False),
        ([ALL_ACCOUNTS], Extent.ALL_ACCOUNTS, (), True),
        ([f"{ACCOUNT}.a1"], Extent.ACCOUNTS, ("a1",), True),
        ([USER], Extent.USER, (), True),
        ([f"{BUCKET}.a1_default_photos"], Extent.BUCKETS, ("photos",), False),
        (["com.example.new.x1"], Extent.OTHER, ("com.example.new.x1",), True),
    ],
)
def test_resources_say_how_widely(resources: list[str], extent: Extent, ids: tuple[str, ...], *, is_wide: bool) -> None:
    (grant,) = read_policies([policy("DNS Write", *resources)])
    assert (grant.extent, grant.ids, grant.is_wide) == (extent, ids, is_wide)


def test_a_denial_is_kept_as_such_and_doubles_are_not() -> None:
    policies = [
        policy("DNS Write", ALL_ZONES),
        policy("DNS Write", ALL_ZONES),
        policy("DNS Read", ALL_ZONES, effect="deny"),
    ]
    assert read_policies(policies) == (
        Grant("DNS Write", Access.EDIT, "DNS", Extent.ALL_ZONES),
        Grant("DNS Read", Access.READ, "DNS", Extent.ALL_ZONES, is_denied=True),
    )


def test_a_group_without_a_name_keeps_its_id() -> None:
    (grant,) = read_policies([{"effect": "allow", "permission_groups": [{"id": "g1"}], "resources": {ALL_ZONES: "*"}}])
    assert grant.subject == "permission group g1"
    assert grant.access is Access.EDIT


@pytest.mark.parametrize(
    "broken",
    [
        None,
        "x",
        [],
        {},
        {"permission_groups": "x", "resources": {}},
        {"permission_groups": [None, {}], "resources": {"a": 1}},
    ],
)
def test_what_is_no_policy_grants_nothing(broken: object) -> None:
    assert read_policies([broken]) == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["permission_groups", "resources", "effect", "name", "id", ZONE + ".*"]), inner
        )
    ),
    max_leaves=10,
)


@given(policies=st.lists(json_values))
def test_no_answer_of_the_api_breaks_it(policies: list[object]) -> None:
    assert isinstance(read_policies(policies), tuple)


def test_a_name_cannot_command_the_terminal() -> None:
    assert plain("a\x1b[2Jb\nc") == "a?[2Jb?c"
    assert len(plain("a" * 1000)) == 100
