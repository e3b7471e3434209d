from __future__ import annotations

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.incidents import assess
from cf_secret_guard.respond.incidents.values import ActionRow, ExposureRow, SecretRow, State, VerdictRow
from cf_secret_guard.verify.base import Status

TOKEN, R2 = SecretRow("t", Kind.USER_API_TOKEN), SecretRow("r", Kind.R2_SECRET_ACCESS_KEY)


def state(*words: str, secrets: tuple[SecretRow, ...] = (TOKEN,)) -> State:
    """A state with verdicts such as ``t:live``, one a day."""
    rows = tuple(
        VerdictRow(word.partition(":")[0], word.partition(":")[2], checked_at=f"2026-11-{day:02}T00:00:00Z")
        for day, word in enumerate(words, 1)
    )
    return State(secrets=secrets, verdicts=rows)


@pytest.mark.parametrize("status", Status)
def test_dead_is_what_the_verdicts_call_dead(status: Status) -> None:
    assert assess.is_dead(status.value) == status.is_dead
    assert assess.may_work(status.value) == (not status.is_dead and status != Status.NOT_CHECKABLE)


@pytest.mark.parametrize(
    ("words", "both", "status"),
    [
        ((), False, ""),
        (("t:live", "t:disabled"), False, "disabled"),
        (("t:disabled", "t:unknown"), False, "unknown"),
        (("t:disabled", "r:live"), True, "live"),
        (("t:disabled", "r:not-checkable"), True, "disabled"),
        (("t:disabled",), True, "disabled"),
        (("r:not-checkable",), True, ""),
        (("t:restricted", "r:unknown"), True, "restricted"),
        (("t:some later word", "r:revoked"), True, "some later word"),
    ],
)
def test_the_worst_of_the_last_verdicts_counts(words: tuple[str, ...], both: bool, status: str) -> None:  # noqa: FBT001 - a table
    assert assess.status_of(state(*words, secrets=(TOKEN, R2) if both else (TOKEN,))) == status


def test_an_r2_secret_alone_is_judged_by_itself() -> None:
    assert assess.status_of(state("r:not-checkable", secrets=(R2,))) == "not-checkable"


@pytest.mark.parametrize(
    ("words", "day"),
    [
        (("t:live",), ""),
        (("t:live", "t:disabled"), "2026-11-02"),
        (("t:disabled", "t:revoked"), "2026-11-01"),
        (("t:disabled", "t:live", "t:revoked"), "2026-11-03"),
        (("t:disabled", "t:unknown"), ""),
    ],
)
def test_it_is_dead_since_the_first_verdict_after_which_none_was_otherwise(words: tuple[str, ...], day: str) -> None:
    assert assess.dead_since(state(*words))[:10] == day


def test_the_window_begins_with_the_oldest_commit_that_left_and_ends_with_its_death() -> None:
    exposures = (ExposureRow(shared_date="2026-03-01T00:00:00Z"), ExposureRow(shared_date="2026-02-01T00:00:00Z"))
    found = assess.window(state("t:revoked")._replace(exposures=(*exposures, ExposureRow(first_date="2020"))))
    assert found == assess.Window("2026-02-01T00:00:00Z", "2026-11-01T00:00:00Z")
    assert assess.window(state()) == assess.Window()


def test_what_works_after_its_death_came_back() -> None:
    assert assess.came_back(state("t:disabled", "t:live"))
    assert assess.came_back(state("t:live")._replace(actions=(ActionRow(status="confirmed"),)))
    assert not assess.came_back(state("t:live"))
    assert not assess.came_back(state("t:live", "t:disabled"))
