from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.github.base import Repo
from cf_secret_guard.model import Kind
from cf_secret_guard.respond.incidents import body
from cf_secret_guard.respond.incidents.tracked import Tracked
from cf_secret_guard.verify.base import Status
from tests.cloudflare.broken import PATIENT, QUICK
from tests.github.hub import ADVISORIES, ISSUES, LABELS, TOKEN, Hub, Reply, refusal
from tests.github.test_comments import BREAKS
from tests.respond.incidents.cases import T2, T3, finding, incident
from tests.respond.incidents.cases import TOKEN as LEAKED
from tests.tokens import r2_secret, user_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.connection.wire import Timeouts
    from cf_secret_guard.respond.incidents.values import Incident, State


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A GitHub with a private repository and an administrator."""
    with Hub() as made:
        made.user(TOKEN, ADVISORIES, ISSUES, LABELS)
        yield made


def run(hub: Hub, *incidents: Incident, timeouts: Timeouts = PATIENT) -> list[str]:
    """One run of the program: where its incidents are."""
    with hub.transport(TOKEN, timeouts) as transport:
        tracked = Tracked(transport, Repo("octo", "app"))
        return [tracked.open_or_update(one) for one in incidents or (incident(),)]


def ours(hub: Hub) -> list[dict[str, Any]]:
    """Every advisory and issue that a run would find."""
    return [one for one in (*hub.advisories, *hub.issues) if body.fingerprints(text_of(one))]


def text_of(entry: dict[str, Any]) -> str:
    return str(entry.get("description") or entry.get("body") or "").replace("\r\n", "\n")


def memory(entry: dict[str, Any]) -> State:
    state = body.read(text_of(entry)).state
    assert state is not None
    return state


@pytest.mark.parametrize("visibility", ["public", "internal", "private"])
def test_whoever_may_gets_a_draft_advisory_whatever_the_repository(hub: Hub, visibility: str) -> None:
    hub.visibility = visibility
    (address,) = run(hub, incident(status=Status.LIVE, severity="high"))
    (made,) = hub.advisories
    assert address == made["html_url"]
    assert (made["state"], made["severity"]) == ("draft", "high")
    assert not hub.issues
    assert LEAKED not in repr(hub.requests)


def test_in_a_private_repository_an_issue_takes_its_place(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES, LABELS)
    assert run(hub) == ["https://github.com/octo/app/issues/1"]
    assert not hub.advisories


@pytest.mark.parametrize(
    ("visibility", "readers"), [("public", "everybody would"), ("internal", "everybody in the enterprise would")]
)
def test_in_no_other_repository_is_an_issue_opened_and_the_reason_is_told(
    hub: Hub, visibility: str, readers: str
) -> None:
    hub.user(TOKEN, ISSUES, LABELS)
    hub.visibility = visibility
    with pytest.raises(IncompleteError) as error:
        run(hub)
    assert "the token may not do that; and no issue is opened" in error.value.message
    assert f"octo/app is {visibility} and {readers} read of the leak" in error.value.message
    assert "--incident DIR" in error.value.next_step
    assert not [one for one in hub.names() if "issues" in one]


def test_a_refusal_is_asked_for_once_a_run(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES)
    assert len(set(run(hub, incident(), incident(finding(user_token("b"))), incident(finding(user_token("c")))))) == 3
    assert [one.path.rpartition("/")[2] for one in hub.changes()] == ["security-advisories", *["issues"] * 3]


def test_where_issues_are_switched_off_both_reasons_are_told(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES)
    hub.has_issues = False
    with pytest.raises(IncompleteError, match="may not do that; and issues are switched off in octo/app"):
        run(hub)


def test_where_nothing_may_be_written_both_refusals_are_told(hub: Hub) -> None:
    hub.user(TOKEN)
    with pytest.raises(IncompleteError, match=r"draft security advisory .*; and GitHub did not create an issue"):
        run(hub, incident())
    assert not ours(hub)


@pytest.mark.parametrize("rights", [(ADVISORIES,), (ISSUES, LABELS), (ISSUES,)])
def test_later_runs_update_it_in_place(hub: Hub, rights: tuple[str, ...]) -> None:
    hub.user(TOKEN, *rights)
    first = run(hub, incident(status=Status.LIVE))
    assert run(hub, incident(finding(path="other.env"), status=Status.DISABLED, at=T2)) == first
    (made,) = ours(hub)
    assert [row.status for row in memory(made).verdicts] == ["live", "disabled"]
    assert {row.path for row in memory(made).places} == {"deploy/.env", "other.env"}
    assert "**Dead: disabled.**" in text_of(made)


def test_two_secrets_are_two_incidents_and_a_token_and_its_r2_key_one(hub: Hub) -> None:
    derived = finding(r2_secret(LEAKED), kind=Kind.R2_SECRET_ACCESS_KEY, path="rclone.conf")
    one, two = run(hub, incident(), incident(finding(user_token("b"))))
    assert one != two
    assert run(hub, incident(derived, at=T2)) == [one]
    assert len(ours(hub)) == 2


def test_it_is_found_among_many_and_by_a_token_with_other_rights(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES)  # GitHub drops the label
    (first,) = run(hub)
    for number in range(150):
        hub.issue(f"issue {number}", "something else")
    hub.user(TOKEN, ADVISORIES, ISSUES, LABELS)
    assert run(hub, incident(at=T2)) == [first]
    assert not hub.advisories


def test_with_the_label_a_known_incident_costs_four_requests(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES, LABELS)
    run(hub)
    for number in range(250):
        hub.issue(f"issue {number}", "something else")
    hub.requests.clear()
    run(hub, incident(at=T2))
    assert [one.method for one in hub.requests] == ["GET", "GET", "GET", "PATCH"]


@pytest.mark.parametrize("rights", [(ADVISORIES,), (ISSUES,)])
def test_one_that_was_closed_is_opened_again_if_it_lives(hub: Hub, rights: tuple[str, ...]) -> None:
    hub.user(TOKEN, *rights)
    run(hub, incident(status=Status.DISABLED))
    ours(hub)[0]["state"] = "closed"
    run(hub, incident(status=Status.DISABLED, at=T2))
    assert ours(hub)[0]["state"] == "closed"
    run(hub, incident(status=Status.LIVE, at=T3))
    (made,) = ours(hub)
    assert made["state"] in {"open", "draft"}
    assert [row.event for row in memory(made).events] == ["opened", "closed", "reopened"]
    assert "Closed on GitHub" in text_of(made)


def test_one_that_was_closed_while_it_lived_does_not_stay_closed(hub: Hub) -> None:
    run(hub, incident(status=Status.LIVE))
    ours(hub)[0]["state"] = "closed"
    run(hub, incident(status=Status.LIVE, at=T2))
    assert ours(hub)[0]["state"] == "draft"


def test_who_opens_it_again_on_github_opens_it(hub: Hub) -> None:
    run(hub, incident(status=Status.REVOKED))
    ours(hub)[0]["state"] = "closed"
    run(hub, incident(status=Status.REVOKED, at=T2))
    ours(hub)[0]["state"] = "draft"
    run(hub, incident(status=Status.REVOKED, at=T3))
    (made,) = ours(hub)
    assert made["state"] == "draft"
    assert memory(made).events[-1].note == "Opened again on GitHub"


def test_what_people_wrote_and_ticked_in_a_browser_stays(hub: Hub) -> None:
    run(hub)
    made = hub.advisories[0]
    edited = made["description"].replace("- [ ] **Replace", "- [x] **Replace") + f"Asked Ada.\nIt was {LEAKED}.\n"
    made["description"] = edited.replace("\n", "\r\n")
    run(hub, incident(at=T2))
    assert "- [x] **Replace" in made["description"]
    assert "Asked Ada.\nIt was cfut_********." in made["description"]
    assert made["description"].count("## What to do") == 1


def test_a_published_one_is_not_written_to_and_none_is_made_beside_it(hub: Hub) -> None:
    run(hub)
    ours(hub)[0]["state"] = "published"
    before = text_of(ours(hub)[0])
    with pytest.raises(IncompleteError, match="is not written to: its state is published") as error:
        run(hub, incident(at=T2))
    assert error.value.next_step
    assert text_of(ours(hub)[0]) == before
    assert len(ours(hub)) == 1


def test_an_outsiders_report_with_our_mark_is_not_written_to(hub: Hub) -> None:
    run(hub)
    hub.advisories[0] |= {"state": "triage", "submission": {"accepted": False}}
    run(hub, incident(at=T2))
    assert [one["state"] for one in ours(hub)] == ["triage", "draft"]


@pytest.mark.parametrize("rights", [(ADVISORIES,), (ISSUES,)])
def test_two_runs_that_meet_leave_one_incident_the_older_one(hub: Hub, rights: tuple[str, ...]) -> None:
    hub.user(TOKEN, *rights)
    other: list[str] = []

    def meet() -> None:
        if not other:
            other.append("")
            other[0:] = run(hub, incident(finding(path="seen by the other run")))

    kind = "security-advisories" if rights == (ADVISORIES,) else "issues"
    hub.before.append((f"POST */{kind}", meet))
    assert run(hub, incident(at=T2)) == other
    (kept,) = ours(hub)
    assert {row.path for row in memory(kept).places} == {"deploy/.env", "seen by the other run"}
    second = next(one for one in (*hub.advisories, *hub.issues) if one is not kept)
    assert second["state"] == "closed"
    assert text_of(second).startswith(f"This is a duplicate of {other[0]}")


def test_what_an_interrupted_run_left_twice_is_put_right(hub: Hub) -> None:
    hub.fault("GET */security-advisories", refusal(404, "Not Found"))  # the first run saw nothing of the second
    run(hub)
    text = text_of(ours(hub)[0])
    hub.advisory("again", text)
    hub.issue("and again", text, labels=[{"name": "cf-secret-guard"}])
    (address,) = run(hub, incident(at=T2))
    (kept,) = ours(hub)
    assert kept["html_url"] == address
    assert [one["state"] for one in (*hub.advisories, *hub.issues)].count("closed") == 2


def test_a_list_that_cannot_be_read_is_never_taken_for_an_empty_one(hub: Hub) -> None:
    run(hub)
    hub.fault("GET */security-advisories", refusal(403, "Resource not accessible by integration"))
    hub.user(TOKEN, ADVISORIES)
    with pytest.raises(IncompleteError, match="list the security advisories"):
        run(hub, incident(at=T2))
    assert len(ours(hub)) == 1


@pytest.mark.parametrize(
    "reply",
    [
        refusal(401, "Bad credentials"),
        refusal(403, "Resource protected by organization SAML enforcement."),
        refusal(403, "You have exceeded a secondary rate limit", {"Retry-After": "3600"}),
        refusal(404, "Not Found"),
        Reply(200, {"full_name": 7}),
    ],
)
def test_a_repository_that_cannot_be_looked_at_ends_it_with_a_next_step(hub: Hub, reply: Reply) -> None:
    hub.fault("GET /repos/octo/app", reply)
    with pytest.raises(IncompleteError) as error:
        run(hub)
    assert error.value.next_step.endswith(".")
    assert len(hub.requests) == 1


def test_a_limit_in_the_middle_is_no_reason_to_open_an_issue(hub: Hub) -> None:
    hub.fault("POST */security-advisories", refusal(403, "secondary rate limit", {"Retry-After": "3600"}))
    with pytest.raises(IncompleteError, match=r"asks for a pause .*Run again after 20\d\d-"):
        run(hub)
    assert not ours(hub)


# A new advisory takes five requests and a new issue seven; a known one takes three and four.
WALK = [
    *(((ADVISORIES,), False, step) for step in range(6)),
    *(((ISSUES, LABELS), False, step) for step in range(7)),
    *(((ADVISORIES,), True, step) for step in range(4)),
    *(((ISSUES, LABELS), True, step) for step in range(4)),
]
# The change itself may have been made before the answer broke; what a limit turned away was not.
HOW = [("limit", False), *((name, applied) for name in ("reset", "502", "hang", "half") for applied in (False, True))]


@pytest.mark.parametrize(("broken", "applied"), HOW)
@pytest.mark.parametrize(("rights", "there", "step"), WALK)
def test_whatever_breaks_wherever_nothing_is_made_twice_and_nothing_claimed_that_is_not_so(
    hub: Hub,
    rights: tuple[str, ...],
    there: bool,  # noqa: FBT001 - a table
    step: int,
    broken: str,
    applied: bool,  # noqa: FBT001
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    hub.user(TOKEN, *rights)
    if there:
        run(hub)
    hub.fault("*", BREAKS[broken], None, applied=applied, after=step)
    shown = ""
    try:
        (address,) = run(hub, incident(status=Status.LIVE, at=T2), timeouts=QUICK if broken == "hang" else PATIENT)
        (made,) = ours(hub)
        assert made["html_url"] == address
        assert [row.status for row in memory(made).verdicts] == ["live"]
    except IncompleteError as error:
        shown = str(error)
        if len(ours(hub)) > there:
            assert "Whether GitHub did create" in shown
    hub.well()
    assert len(ours(hub)) <= 1
    (address,) = run(hub, incident(status=Status.DISABLED, at=T3))
    (made,) = ours(hub)
    assert made["html_url"] == address
    assert "**Dead: disabled.**" in text_of(made)
    assert not [word for word in (TOKEN, LEAKED) if word in caplog.text + shown + text_of(made)]
