from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.ci.event import Event
from cf_secret_guard.ci.inputs import Inputs
from cf_secret_guard.ci.trust import base_revision, may_write, permission
from cf_secret_guard.git import Repository
from cf_secret_guard.respond.base import Verb

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

ALL = Inputs(verify=True, revoke=Verb.DISABLE, admin_token="made-up", incident="notes", fail_on="live")  # noqa: S106
FORK = Event("pull_request", from_fork=True)
TRUSTED = (
    Event("push"),
    Event("pull_request"),
    Event("merge_group"),
    Event("schedule"),
    Event("workflow_dispatch"),
    Event("issue_comment"),
    Event("workflow_run", triggered_by="push"),
)
SCAN_ONLY = {
    "pull_request_target runs with this repository's secrets": Event("pull_request_target"),
    "may have run for a pull request": Event("workflow_run", triggered_by="pull_request"),
    "the workflow before this one": Event("workflow_run", triggered_by="workflow_run"),
    "before this one may have run": Event("workflow_run"),
    "anybody may write on a pull request": Event("issue_comment", about_pull_request=True),
    "nobody knows what this event is about: the event file is not JSON": Event(
        "push", problem="the event file is not JSON"
    ),
}


@pytest.mark.parametrize("event", TRUSTED, ids=str)
def test_what_the_workflow_asks_for_is_done_for_commits_of_this_repository(event: Event) -> None:
    found = permission(event, ALL)
    assert (found.response.verify, found.response.revoke, found.response.yes) == (True, Verb.DISABLE, True)
    assert (found.admin_token, found.fail_on, found.refused) == ("made-up", "live", "")


@pytest.mark.parametrize("words", SCAN_ONLY)
def test_whoever_may_be_behind_an_event_gets_nothing_but_a_scan(words: str) -> None:
    found = permission(SCAN_ONLY[words], ALL)
    assert not found.response.is_wanted
    assert found.admin_token == ""
    assert found.fail_on == "any"
    assert found.refused.startswith("`verify` and `revoke` and `incident`: not done, because ")
    assert words in found.refused


def test_the_administrator_credential_is_not_used_for_a_fork_and_asking_is() -> None:
    found = permission(FORK, ALL)
    assert (found.response.verify, found.response.revoke, found.admin_token) == (True, None, "")
    assert found.response.incident == "notes"
    assert found.fail_on == "live"
    assert found.refused == "`revoke` and `admin-token`: not used, because this pull request comes from a fork"


def test_what_nobody_asks_about_counts_as_live() -> None:
    found = permission(FORK, ALL._replace(verify=False))
    assert (found.response.verify, found.fail_on) == (False, "any")


def test_a_fork_opens_no_advisory() -> None:
    found = permission(FORK, Inputs(incident="github"))
    assert found.response.incident is None
    assert "`incident`" in found.refused


@pytest.mark.parametrize("event", [FORK, *SCAN_ONLY.values()], ids=str)
def test_where_nothing_is_asked_for_nothing_is_refused(event: Event) -> None:
    assert permission(event, Inputs()).refused == ""


def test_only_the_token_of_a_fork_is_known_to_be_read_only() -> None:
    assert not may_write(FORK)
    assert all(may_write(event) for event in (*TRUSTED, Event("pull_request_target", from_fork=True)))


def test_ignores_come_from_the_base_of_what_is_judged(repo: GitRepo) -> None:
    base = repo.commit({"a": "1\n"})
    repo.git("update-ref", "refs/remotes/origin/main", base)
    repo.git("checkout", "--quiet", "-b", "feature")
    repo.commit({"a": "2\n"})
    found = Repository.discover()
    assert found is not None
    gone = "9" * 40
    for name in ("pull_request", "pull_request_target", "pull_request_review", "merge_group"):
        assert base_revision(Event(name, base=base), found) == base
        assert base_revision(Event(name, base=gone, base_branch="main"), found) == base
        assert base_revision(Event(name, base=gone, default_branch="main"), found) == found.empty_tree
    for event in (Event("workflow_run", default_branch="main"), Event("push", default_branch="main", problem="x")):
        assert base_revision(event, found) == base
    assert base_revision(Event("workflow_run"), found) == found.empty_tree
    assert base_revision(Event("push", base=base), found) is None
    assert base_revision(Event("pull_request", base=base), None) is None
