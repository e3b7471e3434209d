from __future__ import annotations

import pytest

from cf_secret_guard.catalog import CATALOG
from cf_secret_guard.model import Kind, Problem, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.text import render
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.reports import finding, full, report, responded, secrets, verdict

PLAIN = Appearance()
VERBOSE = Appearance(verbosity=1)
QUIET = Appearance(quiet=True)


@pytest.mark.parametrize("kind", Kind)
def test_each_kind_is_shown_with_where_why_and_what_to_do(kind: Kind) -> None:
    text = render(report(finding(kind=kind)), PLAIN)
    known = CATALOG[kind]
    for part in (
        known.title,
        "config/prod.env:3:22",
        "its CRC-32 is right",
        known.advice,
        known.url,
        f"ignore[{kind}]",
    ):
        assert part in text


def test_all_places_of_a_secret_stand_in_one_block() -> None:
    places = [finding(path=f"p{number:04}", evidence=("the same",)) for number in range(300)]
    text = render(report(*places), PLAIN)
    assert text.count("fingerprint") == 1
    assert text.count("the same") == 1
    assert all(f"p{number:04}:3:22" in text for number in range(300))


@pytest.mark.parametrize(
    ("mode", "advice"),
    [
        ("staged", "`git add` the file again"),
        ("commit-message", "commit again without the secret in the message"),
        ("worktree", "If it was ever committed, pushed or shared, revoke it"),
        ("stdin", "If it was ever committed, pushed or shared, revoke it"),
    ],
)
def test_the_advice_fits_the_place(mode: str, advice: str) -> None:
    assert advice in render(report(finding(), mode=mode), PLAIN)
    assert "What to do" not in render(report(mode=mode), PLAIN)


def test_quiet_gives_one_line_a_finding_and_nothing_when_clean() -> None:
    lines = render(full(), QUIET).splitlines()
    assert len(lines) == len(full().findings)
    assert lines[0].startswith("acme.ini:3:22: acme-deploy-key high ")
    assert render(report(), QUIET) == ""


def test_what_could_not_be_scanned_is_named_and_cut_short_unless_verbose() -> None:
    gaps = tuple(Skipped(f"f{number:02}", "unreadable", incomplete=True) for number in range(25))
    short = render(report(skipped=gaps), PLAIN)
    assert "f19: unreadable" in short
    assert "f20" not in short
    assert "and 5 more (-v shows all)" in short
    assert "f24: unreadable" in render(report(skipped=gaps), VERBOSE)


def test_an_error_is_shown_with_its_next_step() -> None:
    assert "  a: it broke. Mend it.\n" in render(report(errors=(Problem("it broke", "Mend it.", "a"),)), PLAIN)


def test_verbose_shows_what_was_ignored_and_why() -> None:
    text = render(full(), VERBOSE)
    assert "tests/data.py:1:1: cloudflare-user-api-token certain, by inline: documented sample" in text
    assert "vendor/lib: a submodule: another repository" in text
    assert "documented sample" not in render(full(), PLAIN)


@pytest.mark.parametrize("view", [PLAIN, VERBOSE, QUIET, Appearance(color=True, verbosity=1)])
def test_no_rendering_shows_a_secret_wherever_it_got_to(view: Appearance) -> None:
    value = tokens.legacy_token()
    hostile = report(
        finding(value, path=f"keys/{value}.txt", evidence=(f"beside {value}",), companions=(("account_id", value),)),
        finding(path=f"{tokens.account_token()}\x1b]0;x\x07\nforged: line"),
        errors=(Problem(f"cannot read {value}", f"Remove {value}.", value),),
        skipped=(Skipped(value, value, incomplete=True, next_step=value),),
    )
    text = render(hostile, view)
    assert not [secret for secret in (*secrets(hostile), tokens.account_token()) if secret in text]
    assert "\x1b]" not in text
    assert "\nforged" not in text


def test_what_is_dead_gets_no_advice_to_revoke_it() -> None:
    advice = CATALOG[Kind.USER_API_TOKEN].advice
    for status in Status:
        text = render(report(finding(verdict=verdict(status))), PLAIN)
        assert (advice in text) is not status.is_dead


def test_a_report_after_a_response_says_what_was_asked_and_done() -> None:
    text = render(responded(), PLAIN)
    for part in (
        "verdict     disabled (asked at 2026-11-21 12:00:00 UTC)",
        "it can      edit DNS of all 14 zones",
        "severity    high: DNS Write",
        "confirmed (asked again with the leaked value: disabled)",
        "note        incidents/2026-11-21-058e99ae4a74.md",
        "Not everything was done:",
    ):
        assert part in text
    assert "ada@example.com" not in text


def test_a_quiet_line_ends_with_the_verdict() -> None:
    assert [line.split()[-1] for line in render(responded(), QUIET).splitlines()] == [
        "unknown",
        "restricted",
        "disabled",
        "not-checkable",
    ]


def test_a_credential_that_was_handed_in_has_no_place_and_no_line_to_ignore() -> None:
    text = render(report(finding(path="<given>", verdict=verdict()), mode="given"), PLAIN)
    assert "<given>" not in text
    assert "ignore[" not in text
    assert "What to do" not in text
    assert text.endswith("\nIt is live. Revoke it.\n")


def test_a_place_in_the_history_says_since_when_if_still_and_where_else() -> None:
    paths = ("a.env", "b.env", "c.env", "d.env", "e.env", "f.env")
    old = finding(path="a.env", commit="cd" * 20, commit_time=1_700_000_000, at_head=False, paths=paths)
    text = render(report(old, mode="history", files=0, blobs=5), Appearance())
    assert "a.env:3:22 (commit cdcdcdcdcdcd of 2023-11-14), not at HEAD, also at b.env, c.env, d.env and 2 more" in text
    assert "revoke it first" in text
    assert "Scanned the history (5 objects, " in text
    assert ", still at HEAD" in render(report(old._replace(at_head=True, paths=()), mode="history"), Appearance())
