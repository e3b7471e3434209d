from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.github.base import GitHubError, Repo, Trouble
from cf_secret_guard.github.comments import LARGEST, MARK, Commented, Outcome, post, upsert
from tests.cloudflare.broken import FAULTS, PATIENT, QUICK, http, reset, say
from tests.github.hub import PULLS, TOKEN, Reply, refusal

if TYPE_CHECKING:
    from tests.cloudflare.broken import Behaviour
    from tests.github.hub import Hub

REPO = Repo("octo", "app")
USED_UP = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}


def write(hub: Hub, text: str = "two findings", *, create: bool = True, pull: int = 7) -> Commented:
    with hub.transport(TOKEN) as transport:
        return upsert(transport, REPO, pull, text, create=create)


def bodies(hub: Hub) -> list[str]:
    return [entry["body"] for entry in hub.comments]


@pytest.fixture(autouse=True)
def _user(hub: Hub) -> None:
    hub.user(TOKEN, PULLS, login="github-actions[bot]", type="Bot")


def test_it_is_made_updated_in_place_and_left_alone_if_nothing_changed(hub: Hub) -> None:
    made = write(hub)
    assert made.outcome is Outcome.CREATED
    assert made.url.endswith("#issuecomment-101")
    assert write(hub, "one finding") == made._replace(outcome=Outcome.UPDATED)
    assert write(hub, "one finding") == made._replace(outcome=Outcome.UNCHANGED)
    assert bodies(hub) == [f"{MARK}one finding"]
    assert [one.method for one in hub.changes()] == ["POST", "PATCH"]


def test_where_nothing_is_to_be_told_none_is_made_and_an_existing_one_says_so(hub: Hub) -> None:
    assert write(hub, "nothing left", create=False) == Commented(Outcome.NOT_NEEDED)
    assert not hub.changes()
    write(hub)
    assert write(hub, "nothing left", create=False).outcome is Outcome.UPDATED
    assert bodies(hub) == [f"{MARK}nothing left"]


def test_only_our_own_is_touched_even_if_another_bears_the_mark(hub: Hub) -> None:
    other = hub.user("another", PULLS, login="mallory")
    hub.comment(f"{MARK}mine", other)
    hub.comment(f"> {MARK}quoted", other)
    assert write(hub).outcome is Outcome.CREATED
    assert write(hub, "new").outcome is Outcome.UPDATED
    assert bodies(hub) == [f"{MARK}mine", f"> {MARK}quoted", f"{MARK}new"]


def test_it_is_found_behind_many_others(hub: Hub) -> None:
    write(hub)
    other = hub.user("another", PULLS)
    hub.comments[:0] = [hub.comment(f"comment {number}", other) for number in range(250)]
    del hub.comments[-250:]
    assert write(hub, "new").outcome is Outcome.UPDATED
    assert sum(body.startswith(MARK) for body in bodies(hub)) == 1


def test_an_edit_in_a_browser_does_not_hide_it(hub: Hub) -> None:
    write(hub, "a\nb")
    hub.comments[0]["body"] = hub.comments[0]["body"].replace("\n", "\r\n")
    assert write(hub, "a\nb").outcome is Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("match", "reply", "reason"),
    [
        ("POST *comments", refusal(403, "Resource not accessible by integration"), Trouble.FORBIDDEN),
        ("POST *comments", refusal(403, "Unable to create comment because issue is locked."), Trouble.FORBIDDEN),
        ("POST *comments", refusal(403, "Repository was archived so is read-only."), Trouble.ARCHIVED),
        ("GET *comments", refusal(404, "Not Found"), Trouble.NOT_FOUND),
    ],
)
def test_a_token_that_may_not_write_is_no_error(hub: Hub, match: str, reply: Reply, reason: Trouble) -> None:
    hub.fault(match, reply)
    assert write(hub) == Commented(Outcome.NOT_ALLOWED, reason=str(reason))
    assert not hub.comments


def test_the_read_only_token_of_a_fork_is_no_error(hub: Hub) -> None:
    write(hub)
    hub.user(TOKEN)
    assert write(hub, "new").outcome is Outcome.NOT_ALLOWED
    assert bodies(hub) == [f"{MARK}two findings"]


@pytest.mark.parametrize(
    ("reply", "trouble"),
    [
        (refusal(401, "Bad credentials"), Trouble.BAD_TOKEN),
        (refusal(403, "API rate limit exceeded", USED_UP), Trouble.LIMIT),
        (refusal(403, "You have exceeded a secondary rate limit", {"Retry-After": "3600"}), Trouble.SECONDARY),
        (refusal(422, "Validation Failed"), Trouble.INVALID),
        (Reply(200, {"data": {"viewer": None}, "errors": []}), Trouble.ODD),
    ],
)
def test_every_other_refusal_is_an_error_with_a_next_step(hub: Hub, reply: Reply, trouble: Trouble) -> None:
    write(hub)
    hub.fault("POST /graphql", reply)
    with pytest.raises(GitHubError) as error:
        write(hub, "new")
    assert error.value.trouble is trouble
    assert error.value.next_step.endswith(".")


def test_two_runs_that_meet_leave_one_comment_the_older_one(hub: Hub) -> None:
    us = hub.users[TOKEN]
    hub.before.append(("POST *comments", lambda: hub.comment(f"{MARK}of the other run", us)))
    assert write(hub).outcome is Outcome.UPDATED
    assert bodies(hub) == [f"{MARK}two findings"]
    assert hub.comments[0]["id"] == 101


def test_what_an_interrupted_run_left_twice_is_put_right(hub: Hub) -> None:
    for text in ("a", "b", "c"):
        hub.comment(f"{MARK}{text}", hub.users[TOKEN])
    hub.fault("DELETE *", refusal(404, "Not Found"))
    write(hub)
    write(hub)
    assert hub.comments[0]["id"] == 101
    assert bodies(hub) == [f"{MARK}two findings"]


def test_a_text_that_is_too_long_is_refused_before_anything_is_sent(hub: Hub) -> None:
    assert write(hub, "x" * LARGEST).outcome is Outcome.CREATED
    hub.requests.clear()
    with pytest.raises(UsageError, match="too long"):
        write(hub, "x" * (LARGEST + 1))
    assert not hub.requests


def test_the_environment_of_a_workflow_is_enough(hub: Hub) -> None:
    environ = {"GITHUB_API_URL": hub.base_url, "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "octo/app"}
    assert post(environ, 7, "two findings", create=True).outcome is Outcome.CREATED
    with pytest.raises(UsageError, match="no token"):
        post({**environ, "GITHUB_TOKEN": ""}, 7, "x", create=True)


BREAKS: dict[str, Reply | Behaviour] = {
    "reset": reset,
    "502": say(http(502, b"<html>", {"Content-Type": "text/html"})),
    "page": say(http(200, b"<html>", {"Content-Type": "text/html"})),
    "half": FAULTS["is half a document"][0],
    "cut": FAULTS["is cut"][0],
    "hang": FAULTS["hangs before the headers"][0],
    "limit": refusal(429, "x", {"Retry-After": "3600"}),
}


@pytest.mark.parametrize(("broken", "applied"), [(name, applied) for name in BREAKS for applied in (False, True)])
@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("there", [False, True], ids=["none yet", "one there"])
def test_whatever_breaks_wherever_there_is_never_a_second_comment(
    hub: Hub, there: bool, step: int, broken: str, applied: bool, caplog: pytest.LogCaptureFixture  # noqa: FBT001
) -> None:  # fmt: skip
    caplog.set_level(logging.DEBUG)
    if there:
        write(hub, "old")
    hub.fault("*", BREAKS[broken], None, applied=applied, after=step)
    shown = ""
    try:
        timeouts = QUICK if broken == "hang" else PATIENT
        with hub.transport(TOKEN, timeouts) as transport:
            done = upsert(transport, REPO, 7, "new", create=True)
        assert bodies(hub) == [f"{MARK}new"]
        assert done.outcome in {Outcome.CREATED, Outcome.UPDATED}
    except GitHubError as error:
        shown = str(error)
    hub.well()
    assert len(hub.comments) <= 1
    assert write(hub, "newest").outcome in {Outcome.CREATED, Outcome.UPDATED}
    assert bodies(hub) == [f"{MARK}newest"]
    assert TOKEN not in caplog.text + shown
