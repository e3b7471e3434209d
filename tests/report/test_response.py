from __future__ import annotations

import pytest

from cf_secret_guard.report.response import (
    action_words,
    counts,
    fields,
    is_dead,
    is_real,
    is_usable,
    moment,
    verdict_style,
    verdict_words,
)
from cf_secret_guard.respond.base import ActionStatus
from cf_secret_guard.verify.base import Status, Verdict
from tests.report.reports import AT, ID, action, finding, responded, verdict


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (verdict(), ["live (asked at 2026-11-21 12:00:00 UTC)", f"id {ID}"]),
        (Verdict(Status.UNKNOWN, "no answer"), ["unknown: no answer"]),
        (Verdict(Status.NOT_CHECKABLE, "no e-mail address", checked_at=AT), ["not-checkable: no e-mail address"]),
        (Verdict(Status.INVALID, checked_at=AT), ["invalid (asked at 2026-11-21 12:00:00 UTC)"]),
        (
            Verdict(Status.LIVE, account_id="2" * 32, expires_on="2027-01-01T00:00:00Z"),
            ["live", f"account {'2' * 32}, expires 2027-01-01 00:00:00 UTC"],
        ),
    ],
)
def test_a_verdict_in_words(given: Verdict, words: list[str]) -> None:
    assert verdict_words(given) == words


@pytest.mark.parametrize("status", Status)
def test_every_verdict_has_a_style_that_warns_unless_it_is_dead(status: Status) -> None:
    style = verdict_style(Verdict(status))
    assert style == ("red" if status.is_live else "green" if status.is_dead else "yellow")
    assert is_dead(finding(verdict=Verdict(status))) is status.is_dead
    assert is_usable(finding(verdict=Verdict(status))) is status.is_live


def test_nobody_asked_means_neither_dead_nor_usable_nor_real() -> None:
    assert not is_dead(finding())
    assert not is_usable(finding())
    assert not is_real(finding())


def test_only_what_cloudflare_knows_is_real_for_certain() -> None:
    unsure = {Status.UNKNOWN, Status.NOT_CHECKABLE, Status.INVALID}
    assert {status for status in Status if not is_real(finding(verdict=Verdict(status)))} == unsure


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (action(), f"disable user token {ID}: confirmed"),
        (action(ActionStatus.FAILED, "HTTP 500"), f"disable user token {ID}: failed (HTTP 500)"),
        (action(ActionStatus.REFUSED, "No API. By hand: 1. 2. 3."), f"disable user token {ID}: refused (No API)"),
    ],
)
def test_an_action_in_words(given: object, words: str) -> None:
    assert action_words(given) == words  # type: ignore[arg-type]  # a table of records


@pytest.mark.parametrize(
    ("text", "shown"),
    [(AT, "2026-11-21 12:00:00 UTC"), ("2026-11-21T12:00:00+01:00", "2026-11-21T12:00:00+01:00"), ("soon", "soon")],
)
def test_only_times_in_our_own_form_are_rewritten(text: str, shown: str) -> None:
    assert moment(text) == shown


def test_the_fields_come_in_the_order_of_the_story() -> None:
    everything = next(item for item in responded().findings if item.incident)
    assert [label for label, _, _ in fields([everything])] == ["verdict", "it can", "severity", "action", "note"]
    assert list(fields([finding()])) == []


def test_the_worst_is_counted_first() -> None:
    assert counts(responded().findings) == "1 restricted, 1 unknown, 1 not-checkable, 1 disabled"
    assert counts([finding()]) == ""
