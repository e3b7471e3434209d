from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.github.advisories import Advisories
from cf_secret_guard.github.base import GitHubError, Repo, Trouble
from tests.github.hub import ADVISORIES, TOKEN, Reply

if TYPE_CHECKING:
    from tests.github.hub import Hub

REPO = Repo("octo", "app")


def test_one_is_made_changed_closed_and_opened_again(hub: Hub) -> None:
    hub.user(TOKEN, ADVISORIES)
    with hub.transport(TOKEN) as transport:
        advisories = Advisories(transport, REPO)
        item = advisories.create("title", "body", "high")
        assert (hub.advisories[0]["state"], hub.advisories[0]["severity"]) == ("draft", "high")
        assert item.is_open
        assert item.url.endswith(item.id)
        item = advisories.update(item, "title", "new", "", is_open=False)
        assert (hub.advisories[0]["state"], hub.advisories[0]["severity"]) == ("closed", "high")
        assert advisories.update(item, "title", "newer", "odd", is_open=True).body == "newer"
        advisories.close(item, "gone")
    assert (hub.advisories[0]["state"], hub.advisories[0]["description"]) == ("closed", "gone")
    (product,) = hub.changes()[0].sent["vulnerabilities"]
    assert product["package"] == {"ecosystem": "other", "name": "app"}


def test_what_outsiders_reported_is_not_taken_for_ours(hub: Hub) -> None:
    hub.user(TOKEN, ADVISORIES)
    hub.advisory("ours", "a\r\nb")
    hub.advisory("theirs", "x", state="triage", submission={"accepted": False})
    hub.advisory("accepted", "x", submission={"accepted": True})
    hub.advisory("published", "x", state="published")
    with hub.transport(TOKEN) as transport:
        found = list(Advisories(transport, REPO).items())
        assert list(Advisories(transport, REPO).others()) == []
        assert Advisories(transport, REPO).newest() == found
    assert [(item.body, item.frozen) for item in found] == [("x", "its state is published"), ("a\nb", "")]


def test_all_pages_are_read(hub: Hub) -> None:
    hub.user(TOKEN, ADVISORIES)
    for number in range(230):
        hub.advisory(f"{number}", "")
    with hub.transport(TOKEN) as transport:
        assert len(list(Advisories(transport, REPO).items())) == 230
    assert len(hub.requests) == 3


def test_a_token_that_may_not_is_told_so(hub: Hub) -> None:
    hub.user(TOKEN)
    hub.advisory("draft", "")
    with hub.transport(TOKEN) as transport:
        advisories = Advisories(transport, REPO)
        assert not list(advisories.items())
        with pytest.raises(GitHubError) as error:
            advisories.create("title", "body", "low")
    assert error.value.trouble is Trouble.FORBIDDEN


@pytest.mark.parametrize("document", [{}, [], {"ghsa_id": "../x", "state": "draft"}, {"ghsa_id": 7}])
def test_an_answer_without_an_id_leaves_it_open_if_it_was_made(hub: Hub, document: object) -> None:
    hub.user(TOKEN, ADVISORIES)
    hub.fault("POST *", Reply(201, document), applied=True)
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError) as error:
        Advisories(transport, REPO).create("title", "body", "low")
    assert error.value.is_unclear
    assert len(hub.changes()) == 1
