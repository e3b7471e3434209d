from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.github.base import GitHubError, Repo, Trouble
from cf_secret_guard.github.issues import LABEL, Issues
from tests.github.hub import ISSUES, LABELS, TOKEN, Reply

if TYPE_CHECKING:
    from tests.github.hub import Hub

REPO = Repo("octo", "app")


def test_one_is_made_changed_closed_and_opened_again(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES, LABELS)
    with hub.transport(TOKEN) as transport:
        issues = Issues(transport, REPO)
        item = issues.create("title", "body", "high")
        assert item.url.endswith("/issues/1")
        item = issues.update(item, "title", "new", "high", is_open=False)
        assert hub.issues[0]["state"] == "closed"
        assert issues.update(item, "title", "newer", "high", is_open=True).is_open
        issues.update(item, "title", "newer", "high", is_open=False)
        assert "state" not in hub.changes()[-1].sent
        issues.close(item, "gone")
    assert (hub.issues[0]["state"], hub.issues[0]["body"]) == ("closed", "gone")
    assert hub.issues[0]["labels"] == [{"name": LABEL}]


def test_the_labelled_come_first_and_pull_requests_never(hub: Hub) -> None:
    hub.user(TOKEN)
    hub.issue("without", "a\r\nb")
    hub.issue("nothing", None, state="closed")
    hub.issue("pull request", "x", pull_request={}, labels=[{"name": LABEL}])
    hub.issue("labelled", "c", labels=[{"name": LABEL}])
    with hub.transport(TOKEN) as transport:
        issues = Issues(transport, REPO)
        assert [item.body for item in issues.items()] == ["c"]
        assert [(item.body, item.is_open) for item in issues.others()] == [("c", True), ("", False), ("a\nb", True)]
        assert [item.id for item in issues.newest()] == ["4", "2", "1"]


def test_all_pages_are_read(hub: Hub) -> None:
    hub.user(TOKEN)
    for number in range(230):
        hub.issue(f"{number}", "", pull_request={} if number % 2 else None)
    with hub.transport(TOKEN) as transport:
        assert len(list(Issues(transport, REPO).others())) == 115
    assert len(hub.requests) == 3


def test_where_issues_are_switched_off_that_is_the_reason(hub: Hub) -> None:
    hub.user(TOKEN, ISSUES)
    hub.has_issues = False
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError) as error:
        Issues(transport, REPO).create("title", "body", "")
    assert error.value.trouble is Trouble.GONE


@pytest.mark.parametrize("document", [{}, [], {"number": 0}, {"number": True}, {"number": "1"}])
def test_an_answer_without_a_number_leaves_it_open_if_it_was_made(hub: Hub, document: object) -> None:
    hub.user(TOKEN, ISSUES)
    hub.fault("POST *", Reply(201, document), applied=True)
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError) as error:
        Issues(transport, REPO).create("title", "body", "")
    assert error.value.is_unclear
