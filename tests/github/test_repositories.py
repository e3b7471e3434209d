from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.github.base import GitHubError, Repo
from cf_secret_guard.github.repositories import look
from tests.github.hub import TOKEN, Reply

if TYPE_CHECKING:
    from tests.github.hub import Hub

REPO = Repo("octo", "app")


@pytest.mark.parametrize(
    ("document", "visibility"),
    [
        ({"private": False, "visibility": "public"}, "public"),
        ({"private": True, "visibility": "private"}, "private"),
        ({"private": True, "visibility": "internal"}, "internal"),
        ({"private": True}, "internal"),
        ({"private": False}, "public"),
        ({"private": False, "visibility": "private"}, "public"),
        ({"private": True, "visibility": "public"}, "public"),
        ({"private": True, "visibility": "secret"}, "public"),
        ({"private": "true", "visibility": "private"}, "public"),
        ({"visibility": "private"}, "public"),
    ],
)
def test_it_is_private_only_if_github_says_so_clearly(hub: Hub, document: dict[str, object], visibility: str) -> None:
    hub.user(TOKEN)
    hub.fault("GET *", Reply(200, {"full_name": "octo/app", **document}))
    with hub.transport(TOKEN) as transport:
        assert look(transport, REPO) == (REPO, visibility, True)


def test_one_that_was_renamed_is_found_under_its_present_name(hub: Hub) -> None:
    hub.user(TOKEN)
    hub.has_issues = False
    with hub.transport(TOKEN) as transport:
        assert look(transport, Repo("octo", "old")) == (REPO, "private", False)


def test_one_that_is_not_there_or_has_no_name_is_an_error(hub: Hub) -> None:
    hub.user(TOKEN)
    hub.fault("GET *", Reply(200, {"full_name": "../x", "private": True}))
    with hub.transport(TOKEN) as transport:
        with pytest.raises(GitHubError, match="show the repository octo/app"):
            look(transport, REPO)
        with pytest.raises(GitHubError, match="it is not there, or the token may not see it"):
            look(transport, Repo("octo", "nothing"))
