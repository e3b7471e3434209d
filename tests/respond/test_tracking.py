from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.github.address import API, REPOSITORY
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.tracking import check, tracking
from cf_secret_guard.settings import GITHUB, ResponseSettings
from tests.github.hub import ADVISORIES, ISSUES, TOKEN, Hub, refusal
from tests.respond.incidents.cases import incident
from tests.respond.runs import Run, found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.secret import Secret
    from tests.gitrepo import GitRepo
    from tests.respond.world import World

WISHES = ResponseSettings(incident=GITHUB)


@pytest.fixture
def hub() -> Iterator[Hub]:
    """A GitHub with a private repository."""
    with Hub() as made:
        made.user(TOKEN, ADVISORIES, ISSUES)
        yield made


@pytest.fixture
def environ(hub: Hub) -> dict[str, str]:
    return {API: hub.base_url, "GITHUB_TOKEN": TOKEN, REPOSITORY: "octo/app"}


def test_the_repository_is_that_of_the_remote_origin_unless_the_environment_names_one(
    environ: dict[str, str], repo: GitRepo
) -> None:
    repo.git("remote", "add", "origin", "https://user:sesame@github.com/octo/other.git")
    repository = Repository.discover(None)
    assert str(check(environ, repository).repo) == "octo/app"
    del environ[REPOSITORY]
    assert str(check(environ, repository).repo) == "octo/other"
    repo.git("remote", "remove", "origin")
    for nowhere in (repository, None):
        with pytest.raises(UsageError, match="which repository"):
            check(environ, nowhere)


def test_the_token_is_among_what_nothing_may_show(environ: dict[str, str]) -> None:
    secrets: list[Secret] = []
    with tracking(environ, None, secrets) as keep:
        assert keep(incident()).startswith("https://github.com/octo/app/security/advisories/")
    assert [one.reveal() for one in secrets] == [TOKEN]


def test_a_whole_response_is_told_there(world: World, hub: Hub, environ: dict[str, str]) -> None:
    wishes = WISHES._replace(verify=True, revoke=Verb.DISABLE, yes=True)
    report = Run(world)(found(world.leaks.user), found(world.leaks.tunnel), wishes=wishes, environ=environ)
    first, second = hub.advisories
    assert [item.incident for item in report.findings] == [first["html_url"], second["html_url"]]
    assert "**Dead: disabled.**" in first["description"]
    assert "**confirmed**" in first["description"]
    sent = repr(hub.requests)
    assert not [value for value in world.secrets if value in sent]
    assert not re.search(r"[\w.]@[\w.]+\.com", first["description"] + second["description"])


def test_what_github_refuses_is_an_error_of_the_report_told_once_and_the_rest_stays(
    world: World, hub: Hub, environ: dict[str, str]
) -> None:
    hub.fault("POST *", refusal(429, "x", {"Retry-After": "3600"}), None)
    report = Run(world)(found(world.leaks.user), found(world.leaks.tunnel), wishes=WISHES, environ=environ)
    (error,) = report.errors
    assert error.incomplete
    assert "GitHub asks for a pause" in error.message
    assert error.next_step.startswith("Run again after ")
    assert [item.incident for item in report.findings] == ["", ""]
    assert len(hub.changes()) == 1


def test_without_a_token_the_verdicts_are_told_all_the_same(world: World, environ: dict[str, str]) -> None:
    del environ["GITHUB_TOKEN"]
    report = Run(world)(found(world.leaks.user), wishes=WISHES._replace(verify=True), environ=environ)
    assert report.findings[0].verdict is not None
    assert "no token for GitHub" in report.errors[-1].message


def test_nothing_is_sent_to_github_unless_it_is_asked_for(world: World, hub: Hub, environ: dict[str, str]) -> None:
    Run(world)(found(world.leaks.user), wishes=ResponseSettings(verify=True), environ=environ)
    assert not hub.requests
