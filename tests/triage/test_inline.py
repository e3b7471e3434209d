from __future__ import annotations

import pytest

from cf_secret_guard.secret import fingerprint
from cf_secret_guard.triage.decide import BUILT_IN_KINDS
from cf_secret_guard.triage.inline import judge
from tests.tokens import legacy_token, user_token
from tests.triage.findings import LEGACY, USER, finding

ONE, TWO = user_token("one"), user_token("two")
PIN = fingerprint(ONE)[:8]
MARK = f"# cf-secret-guard: ignore[{USER}] a test"


def test_an_ignore_on_the_line_covers_its_only_secret() -> None:
    (verdict,) = judge([finding(ONE, f"t={{}} {MARK}")], BUILT_IN_KINDS)
    assert (verdict.reason, verdict.problems) == ("a test", ())


def test_an_ignore_alone_on_the_line_above_covers_it_too() -> None:
    (verdict,) = judge([finding(ONE, "t={}", previous_line=f"  {MARK}")], BUILT_IN_KINDS)
    assert verdict.reason == "a test"


def test_an_ignore_at_the_end_of_the_line_above_belongs_to_that_line() -> None:
    (verdict,) = judge([finding(ONE, "t={}", previous_line=f"u=1 {MARK}")], BUILT_IN_KINDS)
    assert (verdict.reason, verdict.problems) == (None, ())


def test_the_same_secret_twice_on_a_line_is_one_secret() -> None:
    line = f"t={ONE} u={ONE} {MARK}"
    assert [verdict.reason for verdict in judge([finding(ONE, line)] * 2, BUILT_IN_KINDS)] == ["a test"] * 2


def test_an_ignore_never_covers_another_secret_on_the_same_line() -> None:
    line = f"t={ONE} u={TWO} {MARK}"
    verdicts = judge([finding(ONE, line), finding(TWO, line)], BUILT_IN_KINDS)
    assert [verdict.reason for verdict in verdicts] == [None, None]
    for verdict in verdicts:
        (problem,) = verdict.problems
        assert "several stand here" in problem.message
        assert fingerprint(ONE)[:12] in problem.message
        assert fingerprint(TWO)[:12] in problem.message
    assert f"ignore[{USER}:{fingerprint(TWO)[:12]}] reason" in verdicts[1].problems[0].next_step


def test_a_pin_says_which_secret_is_meant() -> None:
    line = f"t={ONE} u={TWO} # cf-secret-guard: ignore[{USER}:{PIN}] a test"
    verdicts = judge([finding(ONE, line), finding(TWO, line)], BUILT_IN_KINDS)
    assert [(verdict.reason, verdict.problems) for verdict in verdicts] == [("a test", ()), (None, ())]


def test_a_pin_outlives_no_other_secret() -> None:
    (verdict,) = judge([finding(TWO, f"{{}} # cf-secret-guard: ignore[{USER}:{PIN}] a test")], BUILT_IN_KINDS)
    assert verdict.reason is None
    assert "pinned to another secret" in verdict.problems[0].message


def test_an_ignore_covers_its_kind_only() -> None:
    line = f"t={ONE} u={legacy_token()} {MARK}"
    verdicts = judge([finding(ONE, line), finding(legacy_token(), line, kind=LEGACY)], BUILT_IN_KINDS)
    assert [(verdict.reason, verdict.problems) for verdict in verdicts] == [("a test", ()), (None, ())]


def test_an_ignore_of_a_kind_that_does_not_stand_here_says_so() -> None:
    (verdict,) = judge([finding(legacy_token(), f"{{}} {MARK}", kind=LEGACY)], BUILT_IN_KINDS)
    assert verdict.reason is None
    assert f"an ignore of {USER}, but what stands here is {LEGACY}" in verdict.problems[0].message


@pytest.mark.parametrize("text", [f"ignore[{USER}]", "ignore[nope] why", "ignore why"])
def test_an_ignore_that_is_not_well_formed_covers_nothing_and_says_so(text: str) -> None:
    (verdict,) = judge([finding(ONE, f"{{}} # cf-secret-guard: {text}")], BUILT_IN_KINDS)
    assert verdict.reason is None
    (problem,) = verdict.problems
    assert problem.message.startswith("a.env line 7: an ignore")
    assert problem.next_step
    assert problem.path == "a.env"


def test_a_good_ignore_beside_a_bad_one_is_enough() -> None:
    line = f"{{}} {MARK}"
    (verdict,) = judge([finding(ONE, line, previous_line="# cf-secret-guard: ignore")], BUILT_IN_KINDS)
    assert (verdict.reason, verdict.problems) == ("a test", ())


SHORT = "Pa55-of-20-chars-xyz"


def test_the_reason_never_shows_another_secret_of_the_line() -> None:
    line = f"t={ONE} /* cf-secret-guard: ignore[{USER}] test t={SHORT}"
    verdicts = judge([finding(ONE, line), finding(SHORT, line, kind=LEGACY)], BUILT_IN_KINDS)
    assert verdicts[0].reason == "test t=********"


@pytest.mark.parametrize("value", [ONE, SHORT])
@pytest.mark.parametrize(
    ("line", "above"),
    [
        (f"/* cf-secret-guard: ignore[{USER}] x={{}}", ""),
        (f"/* cf-secret-guard: ignore[{USER}] a good reason */ x={{}}", ""),
        (f"x={{}} # cf-secret-guard: ignore[{USER}] it was {{}} once", ""),
        ("x={}", f"# cf-secret-guard: ignore[{USER}] it was {{}} once"),
    ],
)
def test_an_ignore_before_its_secret_covers_nothing_and_says_so(value: str, line: str, above: str) -> None:
    (verdict,) = judge([finding(value, line, previous_line=above.replace("{}", value))], BUILT_IN_KINDS)
    assert verdict.reason is None
    (problem,) = verdict.problems
    assert value not in problem.message
    assert ("behind the secret" in problem.next_step) or ("two words" in problem.next_step)


def test_of_a_secret_that_was_decoded_the_column_counts() -> None:
    text = f"x=%63... {MARK}"
    for column, reason in {3: "a test", 2 + len(text): None}.items():
        (verdict,) = judge([finding(ONE, text)._replace(column=column)], BUILT_IN_KINDS)
        assert verdict.reason == reason


def test_an_ignore_that_is_not_trusted_covers_nothing_and_says_so() -> None:
    group = [finding(ONE, f"{{}} {MARK}")]
    (verdict,) = judge(group, BUILT_IN_KINDS, lambda _finding, _mark: False)
    assert verdict.reason is None
    assert "not in the base revision" in verdict.problems[0].message
    (verdict,) = judge(group, BUILT_IN_KINDS, lambda _finding, _mark: True)
    assert verdict.reason == "a test"
