from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.triage.marks import Target, marks
from tests.growth import grows_linearly
from tests.tokens import legacy_token, user_token

K = "cloudflare-api-token"
KINDS = frozenset({K, "cloudflare-tunnel-token", "acme-key"})

WELL_FORMED = [
    f"x = 1  # cf-secret-guard: ignore[{K}] a test value",
    f"// cf-secret-guard: ignore[{K}] a test value",
    f"/* cf-secret-guard: ignore[{K}] a test value */ int x;",
    f"<!-- cf-secret-guard: ignore[{K}] a test value -->",
    f"{{# cf-secret-guard: ignore[{K}] a test value #}}",
    f"<%-- cf-secret-guard: ignore[{K}] a test value --%>",
    f"-- cf-secret-guard: ignore[{K}] a test value",
    f"(* cf-secret-guard: ignore[{K}] a test value *)",
    f"; cf-secret-guard: ignore[{K}] a test value",
    f"REM cf-secret-guard: ignore[{K}] a test value",
    f'"//": "cf-secret-guard: ignore[{K}] a test value",',
    f"# CF-Secret-Guard:ignore [ {K} ] - a test value",
    f"# cf-secret-guard:  ignore[{K}]: a test value\r",
    f"# cf-secret-guard: ignore[{K}] — a test value",
]


@pytest.mark.parametrize("line", WELL_FORMED)
def test_an_ignore_is_read_in_any_comment(line: str) -> None:
    (mark,) = marks(line, KINDS, above=False)
    assert (mark.targets, mark.reason, mark.fault) == ((Target(K, ""),), "a test value", "")


@pytest.mark.parametrize("line", WELL_FORMED[1:])
def test_alone_on_its_line_it_counts_for_the_line_below(line: str) -> None:
    (mark,) = marks(line, KINDS, above=True)
    assert mark.above


@pytest.mark.parametrize("before", ["x = 1  # ", "x # ", '"comment": "', "1 // "])
def test_behind_other_text_it_does_not_count_for_the_line_below(before: str) -> None:
    assert not marks(f"{before}cf-secret-guard: ignore[{K}] a test value", KINDS, above=True)


def test_one_ignore_may_name_several_kinds_and_pin_secrets() -> None:
    (mark,) = marks(f"# cf-secret-guard: ignore[{K}:0123ABCD, acme-key] a test", KINDS, above=False)
    assert mark.targets == (Target(K, "0123abcd"), Target("acme-key", ""))


def test_several_ignores_on_a_line_keep_their_own_reasons() -> None:
    line = f"# cf-secret-guard: ignore[{K}] one test # cf-secret-guard: ignore[acme-key] two tests"
    assert [(mark.targets[0].kind, mark.reason[:3]) for mark in marks(line, KINDS, above=False)] == [
        (K, "one"),
        ("acme-key", "two"),
    ]


@pytest.mark.parametrize(
    "line",
    ["", "x", "cf-secret-guard", "cf-secret-guard scan", "# cf-secret-guard: ignored", "# secret-guard: ignore[x] y"],
)
def test_other_text_is_no_ignore(line: str) -> None:
    assert marks(line, KINDS, above=False) == []


@pytest.mark.parametrize(
    ("text", "fault", "step"),
    [
        ("ignore", "without a kind", "ignore[KIND] reason"),
        ("ignore why", "without a kind", "ignore[KIND] reason"),
        ("ignore[] why", "without a kind", "ignore[KIND] reason"),
        (f"ignore[{K}", "without a kind", "ignore[KIND] reason"),
        (f"ignore[{K}]", "without a reason", "Say why"),
        (f"ignore[{K}] */", "without a reason", "Say why"),
        (f"ignore[{K}] -- ", "without a reason", "Say why"),
        ("ignore[cloudflare-api-tokn] why", "unknown kind 'cloudflare-api-tokn'", f"Did you mean {K}?"),
        ("ignore[*] why", "unknown kind '*'", "Copy the kind"),
        (f"ignore[{K},] why", "unknown kind ''", "Copy the kind"),
        (f"ignore[{K}:0123] why", "no fingerprint", "8 or more hex digits"),
        (f"ignore[{K}:] why", "no fingerprint", "8 or more hex digits"),
        (f"ignore[{K}:ghijklmn] why", "no fingerprint", "8 or more hex digits"),
        (f"ignore[{K}] x={legacy_token()}", "too short", "two words"),
        (f"ignore[{K}] why", "too short", "8 letters"),
        (f"ignore[{K}] why - */ -", "too short", "8 letters"),
    ],
)
def test_an_ignore_that_is_not_well_formed_says_what_it_lacks(text: str, fault: str, step: str) -> None:
    (mark,) = marks(f"# cf-secret-guard: {text}", KINDS, above=False)
    assert fault in mark.fault
    assert step in mark.next_step


@pytest.mark.parametrize("reason", ["a test", "samples1", "ABC-12345", "\u6d4b\u8bd5\u6570", "1 2"])
def test_two_words_or_eight_letters_are_a_reason(reason: str) -> None:
    (mark,) = marks(f"# cf-secret-guard: ignore[{K}] {reason}", KINDS, above=False)
    assert (mark.reason, mark.fault) == (reason, "")


def test_where_each_ignore_begins_is_told() -> None:
    line = f"x # cf-secret-guard: ignore[{K}] one test # cf-secret-guard: ignore[acme-key]"
    assert [mark.start for mark in marks(line, KINDS, above=False)] == [4, line.rindex("cf-secret")]


def test_a_reason_is_read_as_utf_8() -> None:
    line = f"# cf-secret-guard: ignore[{K}] für Tests".encode().decode("latin-1")
    assert marks(line, KINDS, above=False)[0].reason == "für Tests"


@pytest.mark.parametrize("value", [legacy_token(), user_token(), "A1+/" * 20])
def test_a_reason_shows_nothing_that_could_be_a_credential(value: str) -> None:
    (mark,) = marks(f"# cf-secret-guard: ignore[{K}] like \x1b[31m{value} here", KINDS, above=False)
    assert value[:30] not in mark.reason
    assert mark.reason.isprintable()
    assert mark.reason.endswith("... here")
    (mark,) = marks(f"# cf-secret-guard: ignore[{value}] x", KINDS, above=False)
    assert value not in mark.fault + mark.next_step


def test_a_very_long_line_takes_linear_time() -> None:
    line = "cf-secret-guard: ignore[" * 200_000
    assert grows_linearly(lambda size: marks(line[:size], KINDS, above=False), len(line) // 8)


@given(before=st.text(max_size=60), after=st.text(max_size=60), above=st.booleans())
def test_any_text_can_be_read(before: str, after: str, *, above: bool) -> None:
    for mark in marks(f"{before}cf-secret-guard: ignore{after}", KINDS, above=above):
        assert mark.fault or (mark.targets and mark.reason)
