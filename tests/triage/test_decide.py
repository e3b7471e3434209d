from __future__ import annotations

import re

import pytest

from cf_secret_guard.config.base import Config, DetectorSpec, IgnoredSecret
from cf_secret_guard.model import Confidence
from cf_secret_guard.secret import fingerprint
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.triage.baseline import Baseline, Entry
from cf_secret_guard.triage.decide import BUILT_IN_KINDS, Policy, decide, policy
from tests.tokens import hexadecimal, user_token
from tests.triage.findings import USER, finding

ONE, TWO, THREE = (user_token(seed) for seed in ("one", "two", "three"))
MARK = f"# cf-secret-guard: ignore[{USER}] inline reason"
DAY = "2030-06-15"


def baseline(*values: str, expires: str = "", reason: str = "baseline reason") -> Baseline:
    entries = [Entry(fingerprint(value), USER, reason, "me", expires) for value in values]
    return Baseline("known.jsonl", {entry.fingerprint: entry for entry in entries})


def ignoring(*values: str) -> dict[str, IgnoredSecret]:
    made = [IgnoredSecret(fingerprint(value), "config reason", "c.yaml line 3") for value in values]
    return {secret.fingerprint: secret for secret in made}


def test_a_finding_that_nobody_speaks_for_is_kept() -> None:
    outcome = decide([finding(ONE)], Policy())
    assert ([one.secret.reveal() for one in outcome.kept], outcome[1:]) == ([ONE], ((), (), ()))


@pytest.mark.parametrize(
    ("policy", "line", "by", "reason"),
    [
        (Policy(), f"{{}} {MARK}", "inline", "inline reason"),
        (Policy(ignored_secrets=ignoring(ONE)), "{}", "config", "config reason (c.yaml line 3)"),
        (Policy(baseline=baseline(ONE)), "{}", "baseline", "baseline reason"),
        (Policy(baseline=baseline(ONE, reason="")), "{}", "baseline", "no reason given"),
        (Policy(), "{}", "threshold", "confidence low is below medium"),
    ],
)
def test_every_ignored_finding_says_by_whom_and_why(policy: Policy, line: str, by: str, reason: str) -> None:
    outcome = decide([finding(ONE, line, confidence=Confidence.LOW)], policy)
    assert [(ignored.by, ignored.reason) for ignored in outcome.ignored] == [(by, reason)]
    assert outcome.kept == ()


def test_the_first_that_speaks_decides() -> None:
    everything = Policy(ignored_secrets=ignoring(ONE, TWO), baseline=baseline(ONE, TWO, THREE))
    lines = [(ONE, f"{{}} {MARK}", 1), (TWO, "{}", 2), (THREE, "{}", 3), (user_token("four"), "{}", 4)]
    found = [finding(value, line, line=number, confidence=Confidence.LOW) for value, line, number in lines]
    assert [ignored.by for ignored in decide(found, everything).ignored] == [
        "inline",
        "config",
        "baseline",
        "threshold",
    ]


def test_no_finding_is_lost_and_their_order_stays() -> None:
    found = [finding(user_token(str(n)), line=n, confidence=Confidence(n % 4 + 1)) for n in range(12)]
    outcome = decide(found, Policy(ignored_secrets=ignoring(user_token("3"))))
    together = sorted([*outcome.kept, *(ignored.finding for ignored in outcome.ignored)], key=found.index)
    assert together == found
    assert list(outcome.kept) == sorted(outcome.kept, key=found.index)


def test_a_known_secret_is_known_in_a_new_place() -> None:
    found = [finding(ONE, path="old"), finding(ONE, path="new", line=99)]
    assert len(decide(found, Policy(baseline=baseline(ONE))).ignored) == 2


def test_an_ignore_covers_its_line_in_its_file_only() -> None:
    found = [finding(ONE, f"{{}} {MARK}", path="a"), finding(TWO, "{}", path="b"), finding(THREE, "{}", line=8)]
    assert [one.path for one in decide(found, Policy()).kept] == ["b", "a.env"]


def test_two_secrets_on_one_line_are_both_kept_although_it_has_an_ignore() -> None:
    line = f"{ONE} {TWO} {MARK}"
    outcome = decide([finding(ONE, line), finding(TWO, line)], Policy())
    assert len(outcome.kept) == len(outcome.problems) == 2


def test_an_expired_entry_does_not_ignore_and_says_so() -> None:
    outcome = decide([finding(ONE)], Policy(baseline=baseline(ONE, expires="2030-06-14"), today=DAY))
    assert len(outcome.kept) == 1
    (problem,) = outcome.problems
    assert problem.message == f"known.jsonl: the entry of {USER} {fingerprint(ONE)} expired on 2030-06-14"
    assert "expires" in problem.next_step


def test_an_entry_that_is_not_expired_ignores() -> None:
    outcome = decide([finding(ONE)], Policy(baseline=baseline(ONE, expires=DAY), today=DAY))
    assert (len(outcome.ignored), outcome.problems) == (1, ())


@pytest.mark.parametrize("extra", [{"confidence": Confidence.LOW}, {"kind": USER}])
def test_a_problem_is_told_only_of_a_finding_that_counts(extra: dict[str, Confidence]) -> None:
    bad = finding(ONE, "{} # cf-secret-guard: ignore", confidence=extra.get("confidence", Confidence.HIGH))
    outcome = decide([bad], Policy(ignored_secrets={} if "confidence" in extra else ignoring(ONE)))
    assert (outcome.kept, outcome.problems) == ((), ())


def test_the_same_problem_is_told_once() -> None:
    bad = finding(ONE, "{} # cf-secret-guard: ignore")
    assert len(decide([bad, bad], Policy()).problems) == 1


@pytest.mark.parametrize(("complete", "stale"), [(True, (fingerprint(TWO),)), (False, ())])
def test_only_a_complete_scan_can_tell_what_is_gone(*, complete: bool, stale: tuple[str, ...]) -> None:
    low = finding(ONE, f"{{}} {MARK}", confidence=Confidence.LOW)
    assert decide([low], Policy(baseline=baseline(ONE, TWO), complete=complete)).stale == stale


def test_an_inline_ignore_that_is_not_trusted_does_not_count() -> None:
    outcome = decide([finding(ONE, f"{{}} {MARK}")], Policy(trust=lambda _finding, _mark: False))
    assert len(outcome.kept) == len(outcome.problems) == 1


def test_the_command_line_wins_over_the_configuration() -> None:
    config = Config(min_confidence=Confidence.HIGH)
    assert policy(ScanSettings(), Config(), None, complete=False).min_confidence is Confidence.MEDIUM
    assert policy(ScanSettings(), config, None, complete=False).min_confidence is Confidence.HIGH
    given = ScanSettings(min_confidence=Confidence.LOW)
    assert policy(given, config, None, complete=True)[-2:] == (True, None)
    assert policy(given, config, None, complete=True).min_confidence is Confidence.LOW


def test_a_policy_knows_custom_kinds_ignored_secrets_the_baseline_and_the_day() -> None:
    secret = IgnoredSecret(hexadecimal("a", 32), "why", "c line 1")
    config = Config(ignored_secrets=(secret,), detectors=(DetectorSpec("acme-key", "a", ("acme",)),))
    known = baseline(ONE)
    made = policy(ScanSettings(), config, known, complete=False)
    assert made.kinds == BUILT_IN_KINDS | {"acme-key"}
    assert made.ignored_secrets == {secret.fingerprint: secret}
    assert made.baseline is known
    assert re.fullmatch(r"20\d\d-\d\d-\d\d", made.today)
