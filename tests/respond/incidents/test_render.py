from __future__ import annotations

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.incidents.render import sections, title
from cf_secret_guard.respond.incidents.values import (
    CLOSED,
    ActionRow,
    EventRow,
    ExposureRow,
    PlaceRow,
    SecretRow,
    State,
    VerdictRow,
)
from cf_secret_guard.verify.base import Status

T = "2026-11-21T10:00:00Z"
TOKEN = SecretRow("t", Kind.USER_API_TOKEN, "cfut_***", "certain", ("valid checksum",))
R2 = SecretRow("r", Kind.R2_SECRET_ACCESS_KEY)
PLACE = PlaceRow("t", "a.env", 3, first_seen=T, last_seen=T)
SHARED = ExposureRow(
    "t", "a.env", committed=True, first_commit="c" * 40, first_date=T, shared_commit="c" * 40, shared_date=T
)


def text(section: str, **fields: object) -> str:
    state = State("i", "t", secrets=(TOKEN,), places=(PLACE,), opened=T, updated="2026-11-25T10:00:00Z")
    return "\n".join(sections(state._replace(**fields))[section])  # type: ignore[arg-type]


def asked(status: str, reason: str = "") -> tuple[VerdictRow, ...]:
    return (VerdictRow("t", status, reason, checked_at=T),)


@pytest.mark.parametrize("status", Status)
def test_the_summary_never_calls_dead_what_is_not_known_to_be(status: Status) -> None:
    shown = text("summary", verdicts=asked(status.value))
    assert ("**Dead" in shown) == status.is_dead
    assert "2026-11-21 10:00 UTC" in shown


def test_a_word_of_a_later_version_is_not_dead() -> None:
    assert "treat it as live" in text("summary", verdicts=asked("dormant"))


def test_what_nobody_asked_about_is_treated_as_live() -> None:
    assert "Not checked: treat it as live" in text("summary")


def test_a_reason_stands_beside_its_verdict() -> None:
    assert "(the API did not answer)" in text("summary", verdicts=asked("unknown", "the API did not answer"))


def test_what_works_again_is_said() -> None:
    assert "revoke it again" in text("summary", verdicts=(*asked("disabled"), *asked("live")))


def test_severity_and_capability_are_one_line() -> None:
    assert "Severity: high. Can edit DNS." in text("summary", severity="high", capability="Can edit DNS")
    assert "\nCan edit DNS." in text("summary", capability="Can edit DNS.")


@pytest.mark.parametrize(
    ("exposures", "words"),
    [
        ((), "Since when it is exposed is not known."),
        ((ExposureRow(committed=None),), "Since when it is exposed is not known."),
        ((ExposureRow(committed=False),), "In no commit of this clone."),
        ((ExposureRow(committed=True),), "on no remote-tracking branch or tag"),
        ((ExposureRow(committed=True, shared_known=False),), "If it was pushed is not known: assume that it was."),
        ((SHARED,), "Exposed since 2026-11-21 10:00 UTC and not known to be over: 4 days."),
        (
            (SHARED._replace(shared_date="long ago"),),
            "Exposed since long ago and not known to be over: how long is not known",
        ),
    ],
)
def test_the_summary_tells_the_exposure_window(exposures: tuple[ExposureRow, ...], words: str) -> None:
    assert words in text("summary", exposures=exposures)


def test_the_window_ends_with_the_first_dead_verdict() -> None:
    day = SHARED._replace(shared_date="2026-11-20T09:00:00Z")
    assert "until 2026-11-21 10:00 UTC: 1 day." in text("summary", exposures=(day,), verdicts=asked("revoked"))
    assert "less than a day" in text("summary", exposures=(SHARED,), verdicts=asked("revoked"))


def test_a_closed_incident_says_so_first() -> None:
    assert "\n**Closed** on 2026-11-21" in text("summary", status=CLOSED, events=(EventRow(T, "closed"),))


def test_the_reasons_are_given_and_counted_when_there_are_many() -> None:
    assert "Certain: it proves itself. Why: valid checksum." in text("leak")
    many = TOKEN._replace(evidence=tuple(f"reason {number}" for number in range(15)))
    assert "reason 11; and 3 more." in text("leak", secrets=(many,))


def test_an_r2_pair_says_that_one_revocation_takes_both() -> None:
    assert "revokes both" in text("leak", secrets=(TOKEN, R2))
    assert title(State(secrets=(TOKEN, R2))).endswith("user API token and Cloudflare R2 secret access key")


def test_general_power_is_told_where_nothing_better_is_known() -> None:
    assert "In general it can" in text("leak")
    assert "In general it can" not in text("leak", capability="Can edit DNS.")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"committed": None}, "is not known"),
        ({"committed": False}, "In no commit of this clone."),
        ({"remotes": ("origin/main",)}, "It is on the remote: `origin/main`."),
        ({"tags": ("v1",)}, "It is on a tag: `v1`."),
        ({}, "It is on a tag: which one is not known."),
        ({"shared_commit": "", "shared_known": False}, "If it was pushed could not be found out."),
        ({"shared_commit": ""}, "as far as this clone knows, it was not pushed"),
        (
            {"shared_commit": "d" * 40, "remotes": ("o/m",)},
            "Commit `dddddddddddd` of 2026-11-21 10:00 UTC, which brought",
        ),
        ({"first_path": "old.env"}, "then in `old.env`"),
        ({"authors": ("Ann <ann@example.com>",)}, "by Ann &lt;ann\\@example.com&gt;"),
        ({"first_date": ""}, "of no readable date"),
        ({"limits": ("this clone is shallow",)}, "Not the whole answer: this clone is shallow."),
    ],
)
def test_each_file_tells_its_history(change: dict[str, object], words: str) -> None:
    assert words in text("where", exposures=(SHARED._replace(**change),))  # type: ignore[arg-type]


def test_places_of_one_file_stand_together() -> None:
    places = tuple(PLACE._replace(line=line, commit="e" * 40, decoded_via=("base64",)) for line in range(1, 26))
    assert "`a.env`, lines 1, 2, 3," in text("where", places=places)
    assert "20 and 5 more, encoded (base64), in commit `eeeeeeeeeeee`. Found" in text("where", places=places)


def test_many_files_are_counted() -> None:
    places = tuple(PLACE._replace(path=f"{number:03}") for number in range(60))
    assert "And 10 more files" in text("where", places=places)


def test_the_record_keeps_verdicts_actions_audit_and_events() -> None:
    row = VerdictRow("t", "live", "why", "id1", "acc", "user", "2027-01-01T00:00:00Z", T)
    action = ActionRow("disable", "user token id1", "failed", "no right", T)
    shown = text(
        "record", verdicts=(row,), actions=(action,), audit=("made a token",), events=(EventRow(T, "opened", "", "x"),)
    )
    assert "**live** (token id `id1`; account `acc`; expires 2027-01-01 00:00 UTC; why)" in shown
    assert "disable `user token id1`: **failed** (no right)" in shown
    assert "- made a token" in shown
    assert "opened. x." in shown
    assert "None: nobody asked yet." in text("record")
