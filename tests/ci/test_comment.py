from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.ci.comment import comment
from cf_secret_guard.ci.console import Console
from cf_secret_guard.ci.event import Event
from cf_secret_guard.model import ExitCode
from tests.ci.runner import read_log
from tests.github.hub import PULLS, TOKEN, Hub
from tests.report.reports import finding, full, report, secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.model import Report

PULL = Event("pull_request", number=7)
FOUND, CLEAN = report(finding()), report()


@pytest.fixture
def hub() -> Iterator[Hub]:
    with Hub() as made:
        made.user(TOKEN, PULLS, login="github-actions[bot]", type="Bot")
        yield made


class Written:
    """What a comment came to."""

    def __init__(self, hub: Hub, capfd: pytest.CaptureFixture[str]) -> None:
        self._hub, self._capfd = hub, capfd
        self.commands: list[tuple[str, str]] = []

    def __call__(self, made: Report, event: Event = PULL, token: str = TOKEN) -> ExitCode:
        told = {"GITHUB_API_URL": self._hub.base_url, "GITHUB_TOKEN": token, "GITHUB_REPOSITORY": "octo/app"}
        console = Console({})
        console.hide(())
        code = ExitCode.FINDINGS if made.findings else ExitCode.CLEAN
        code = comment(made, code, event, told, console)
        self.commands = [(level, text) for level, _, text in read_log(self._capfd.readouterr().out).commands]
        return code


@pytest.fixture
def write(hub: Hub, capfd: pytest.CaptureFixture[str]) -> Written:
    return Written(hub, capfd)


def test_a_comment_is_made_updated_and_told_that_all_is_well(hub: Hub, write: Written) -> None:
    assert write(FOUND) == ExitCode.FINDINGS
    assert write.commands[0][1].startswith("The comment on pull request 7: created ")
    (made,) = hub.comments
    assert "1 Cloudflare credential found" in made["body"]
    assert write(CLEAN) == ExitCode.CLEAN
    (made,) = hub.comments
    assert "No Cloudflare credentials found" in made["body"]


def test_nothing_found_is_no_reason_for_a_comment(hub: Hub, write: Written) -> None:
    assert write(CLEAN) == ExitCode.CLEAN
    assert hub.comments == []


def test_no_secret_is_in_a_comment_whatever_the_report_holds(hub: Hub, write: Written) -> None:
    write(full())
    assert not [secret for secret in secrets(full()) if secret in hub.comments[0]["body"]]


def test_without_a_pull_request_nothing_is_asked(hub: Hub, write: Written) -> None:
    assert write(FOUND, Event("push")) == ExitCode.FINDINGS
    assert hub.requests == []


def test_a_fork_is_told_that_there_is_none_and_nothing_is_asked(hub: Hub, write: Written) -> None:
    assert write(CLEAN, PULL._replace(from_fork=True)) == ExitCode.CLEAN
    assert write.commands[0] == (
        "notice",
        "No comment was written: a pull request from a fork gets a token that only reads.",
    )
    assert hub.requests == []


def test_a_token_without_the_right_is_told_what_to_give_and_fails_nothing(hub: Hub, write: Written) -> None:
    hub.user("reader", login="github-actions[bot]", type="Bot")
    assert write(FOUND, token="reader") == ExitCode.FINDINGS  # noqa: S106 - made up
    ((level, text),) = write.commands
    assert level == "warning"
    assert text.endswith("Give the job `permissions: pull-requests: write`.")


@pytest.mark.parametrize(("made", "code"), [(FOUND, ExitCode.FINDINGS), (CLEAN, ExitCode.INCOMPLETE)])
def test_a_comment_that_could_not_be_written_is_no_clean_run(
    made: Report, code: ExitCode, hub: Hub, write: Written
) -> None:
    assert write(made, token="") == code
    ((level, text),) = write.commands
    assert level == "error"
    assert text.startswith("The comment was not written: There is no ")
    assert hub.comments == []
