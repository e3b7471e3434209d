from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.github import pages as module
from cf_secret_guard.github.base import Call, GitHubError, Repo, Trouble
from cf_secret_guard.github.pages import pages
from tests.github.hub import TOKEN, Reply, refusal

if TYPE_CHECKING:
    from tests.github.hub import Hub

CALL = Call("GET", Repo("octo", "app").path("issues"), (("state", "all"), ("per_page", "2")))


def test_all_pages_come_in_their_order(hub: Hub) -> None:
    hub.user(TOKEN)
    for number in range(5):
        hub.issue(f"issue {number}", "")
    with hub.transport(TOKEN) as transport:
        found = [[entry["title"] for entry in page] for page in pages(transport, CALL, "list")]  # type: ignore[index,call-overload]
    assert found == [["issue 4", "issue 3"], ["issue 2", "issue 1"], ["issue 0"]]
    assert all("state=all" in request.query for request in hub.requests)


def test_a_page_that_cannot_be_read_is_an_error_and_not_the_end(hub: Hub) -> None:
    hub.user(TOKEN)
    for number in range(5):
        hub.issue(f"issue {number}", "")
    hub.fault("GET *", refusal(404, "Not Found"), after=1)
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError) as error:
        list(pages(transport, CALL, "list the issues"))
    assert error.value.trouble is Trouble.NOT_FOUND


@pytest.mark.parametrize("document", [{}, "x", 7])
def test_what_is_no_list_is_an_error(hub: Hub, document: object) -> None:
    hub.user(TOKEN)
    hub.fault("GET *", Reply(200, document))
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError):
        list(pages(transport, CALL, "list"))


def test_pages_that_go_in_a_circle_are_an_error(hub: Hub) -> None:
    hub.user(TOKEN)
    link = {"Link": f'<{hub.base_url}/repos/octo/app/issues?page=2>; rel="next"'}
    hub.fault("GET *", Reply(200, [], link), None)
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError):
        list(pages(transport, CALL, "list"))
    assert len(hub.requests) == 2


def test_a_list_without_end_is_left_and_said_so(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    hub.user(TOKEN)
    for number in range(5):
        hub.issue(f"issue {number}", "")
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError, match="not all of them were looked at"):
        list(pages(transport, CALL, "list"))


def test_a_next_page_elsewhere_is_not_asked_for(hub: Hub) -> None:
    hub.user(TOKEN)
    hub.fault("GET *", Reply(200, [], {"Link": '<https://evil.invalid/>; rel="next"'}))
    with hub.transport(TOKEN) as transport, pytest.raises(GitHubError) as error:
        list(pages(transport, CALL, "list"))
    assert error.value.trouble is Trouble.MOVED
