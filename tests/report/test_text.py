from __future__ import annotations

import sys

import pytest

from cf_secret_guard.model import Problem, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.text import counted, human_size, human_time, render, summary
from cf_secret_guard.verify.base import Status, Verdict
from tests.report.reports import finding, full, report, responded, verdict


def words(*args: object, **appearance: object) -> str:
    (given,) = args
    return " ".join(text for _, text in summary(given, Appearance(**appearance)))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (34_249, "34.2 kB"), (999_960, "1.0 MB"), (1_300_000_000, "1.3 GB")],
)
def test_sizes_read_well(size: int, text: str) -> None:
    assert human_size(size) == text


def test_terabytes_are_the_largest_unit() -> None:
    assert human_size(5_000_000_000_000_000) == "5000.0 TB"


@pytest.mark.parametrize(("seconds", "text"), [(0.049, "0.05 s"), (12.34, "12.34 s"), (125.9, "2 min 5 s")])
def test_times_read_well(seconds: float, text: str) -> None:
    assert human_time(seconds) == text


@pytest.mark.parametrize(("number", "text"), [(0, "0 items"), (1, "1 item"), (1234, "1,234 items")])
def test_counts_agree_with_their_noun(number: int, text: str) -> None:
    assert counted(number, "item") == text


def test_a_clean_scan_says_what_it_looked_at() -> None:
    said = words(report())
    assert said == "No Cloudflare credentials found. Scanned files on disk (1,234 files, 34.2 MB) in 0.25 s."


def test_findings_that_do_not_count_are_not_passed_over_in_silence() -> None:
    said = words(report(ignored=full().scan.ignored))
    assert said.startswith("No Cloudflare credentials found that count.")


def test_one_secret_in_two_places_is_one_credential() -> None:
    assert "1 Cloudflare credential in 2 places found." in words(report(finding(), finding(path="b")))


def test_what_could_not_be_scanned_is_said_even_if_nothing_was_found() -> None:
    gap = report(errors=(Problem("it broke", "Mend it."),), skipped=(Skipped("a", "gone", incomplete=True),))
    assert words(gap).startswith("2 items could not be scanned, nothing found in the rest.")


def test_that_the_commit_was_stopped_is_said_only_if_it_was() -> None:
    assert "The commit was stopped: 1 Cloudflare credential found." in words(report(finding()), stopped=True)
    assert "stopped" not in words(report(finding()))


def test_what_was_set_aside_is_counted_with_a_hint_how_to_see_it() -> None:
    assert "2 findings ignored, 1 item skipped (-v shows why)." in words(full())
    assert "(-v shows why)" not in words(full(), verbosity=1)


def test_stale_baseline_entries_are_counted() -> None:
    assert "2 baseline entries matched nothing." in words(full())
    assert "1 baseline entry matched nothing." in words(report(stale_baseline=("0" * 32,)))


def test_a_clean_commit_needs_no_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "cf_secret_guard.report.blocks", raising=False)
    assert render(report(), Appearance()).count("\n") == 2
    assert render(report(), Appearance(quiet=True)) == ""
    assert "cf_secret_guard.report.blocks" not in sys.modules


def test_verdicts_are_counted_once_a_secret() -> None:
    said = words(responded())
    assert "4 Cloudflare credentials found (1 restricted, 1 unknown, 1 not-checkable, 1 disabled)" in said
    assert "1 item could not be done" in said
    twice = finding(verdict=verdict()), finding(path="b", verdict=verdict())
    assert "1 Cloudflare credential in 2 places found (1 live)." in words(report(*twice))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (verdict(), "It is live. Revoke it."),
        (verdict(Status.RESTRICTED), "It is live, with restrictions. Revoke it."),
        (verdict(Status.REVOKED), "It is dead."),
        (verdict(Status.DISABLED), "It is dead."),
        (verdict(Status.UNKNOWN), "Nobody could tell if it is live. Treat it as live."),
        (verdict(Status.NOT_CHECKABLE), "Nobody could tell if it is live. Treat it as live."),
        (None, "Nobody could tell if it is live. Treat it as live."),
    ],
)
def test_the_last_word_on_one_credential(given: Verdict | None, said: str) -> None:
    assert words(report(finding(verdict=given), mode="given")) == said


@pytest.mark.parametrize(
    ("commits", "name", "blobs", "said"),
    [
        (0, "1a2b..1a2b", 0, "Scanned 0 commits of 1a2b..1a2b (0 objects, 0 B) in 0.25 s."),
        (1, "1a2b", 2, "Scanned 1 commit of 1a2b (2 objects, 0 B) in 0.25 s."),
        (0, "", 0, "Scanned 0 commits (0 objects, 0 B) in 0.25 s."),
    ],
)
def test_of_a_range_the_commits_are_counted_and_none_is_said_plainly(
    commits: int, name: str, blobs: int, said: str
) -> None:
    assert said in words(report(mode="range", files=0, bytes=0, commits=commits, range=name, blobs=blobs))


def test_a_push_is_stopped_as_a_commit_is_and_a_remark_is_one_line() -> None:
    text = words(report(finding(), mode="push", commits=1, range="1a2b", remark="So it was."), stopped=True)
    assert "The push was stopped: 1 Cloudflare credential found." in text
    assert text.endswith("So it was.")
