"""Runs of the action in this process, against the simulator; tests/e2e/test_action.py runs its steps."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cf_secret_guard.ci import run
from cf_secret_guard.model import ExitCode
from cf_secret_guard.simulator import Simulator, TokenForm
from tests.ci.hosting import ZERO, payload, pull_request, push
from tests.ci.runner import Log, read_file_commands, read_log
from tests.github.hub import ADVISORIES, TOKEN, Hub

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gitrepo import GitRepo


class World:
    """A checkout with a live token in its last commit, and the Cloudflare that knows it."""

    def __init__(self, simulator: Simulator, repo: GitRepo, place: Path, capfd: pytest.CaptureFixture[str]) -> None:
        state = simulator.state
        user = state.create_user("ada@example.com")
        state.create_zone(state.create_account(user), "example.com")
        self.admin = state.create_user_token(user, "API Tokens Write", form=TokenForm(name="admin"))
        self.token = state.create_user_token(user, "DNS Write", form=TokenForm(name="deploy"))
        self.simulator = simulator
        self.repo = repo
        self.base = repo.commit({"README": "x\n"})
        self.head = repo.commit({"a.env": f"CLOUDFLARE_API_TOKEN={self.token.value}\n"})
        self._place, self._capfd = place, capfd
        self.log = Log("", [], [], "")
        self.outputs: dict[str, str] = {}

    @property
    def status(self) -> str:
        """Of the token that leaked."""
        return self.simulator.state.tokens[self.token.id].status

    @property
    def requests(self) -> int:
        """How often Cloudflare was asked."""
        return len(self.simulator.requests)

    def push(self) -> dict[str, Any]:
        return push("refs/heads/main", self.base, self.head)

    def run(self, name: str, event: object, environ: dict[str, str] | None = None, /, **inputs: str) -> ExitCode:
        """Run the action in this process; no value that Cloudflare knows may be in what it shows."""
        file, output, temporary = self._place / "event.json", self._place / "output", self._place / "temp"
        file.write_text(json.dumps(event), encoding="utf-8")
        output.write_text("", encoding="utf-8")
        temporary.mkdir(exist_ok=True)
        given = {f"INPUT_{name.upper()}": value for name, value in inputs.items()}
        told = {
            "CF_SECRET_GUARD_API_BASE": self.simulator.base_url,
            "GITHUB_ACTIONS": "true",
            "GITHUB_EVENT_NAME": name,
            "GITHUB_EVENT_PATH": str(file),
            "GITHUB_OUTPUT": str(output),
            "GITHUB_STEP_SUMMARY": str(self._place / "summary"),
            "GITHUB_WORKSPACE": str(self.repo.path),
            "RUNNER_TEMP": str(temporary),
            "XDG_STATE_HOME": str(self._place / "state"),
        }
        code = run.main(dict(os.environ) | told | given | (environ or {}))
        os.chdir(self.repo.path)
        self.log = read_log(self._capfd.readouterr().out)
        self.outputs = read_file_commands(output.read_text(encoding="utf-8"))
        shown = self.log.shown + "".join(path.read_text("utf-8") for path in self._place.glob("s*") if path.is_file())
        assert not [value for value in self.simulator.state._names if value in shown]
        return code


@pytest.fixture
def world(repo: GitRepo, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[World]:
    (tmp_path / "runner").mkdir()
    with Simulator() as simulator:
        yield World(simulator, repo, tmp_path / "runner", capfd)


def test_a_plain_run_asks_nobody(world: World) -> None:
    assert world.run("push", world.push()) == ExitCode.FINDINGS
    assert world.requests == 0
    assert world.outputs | {"report": ""} == {
        "may-write": "true",
        "findings": "1",
        "secrets": "1",
        "live": "",
        "incidents": "",
        "report": "",
        "exit-code": "1",
    }


def test_what_is_to_be_hidden_is_told_before_anything_else_is_printed(world: World) -> None:
    world.run("push", world.push(), revoke="true", admin_token=world.admin.value)
    lines = world.log.raw.split("\n")
    first = next(number for number, line in enumerate(lines) if not line.startswith("::add-mask::"))
    masks = {line.removeprefix("::add-mask::") for line in lines[:first]}
    assert {world.token.value, world.admin.value} <= masks
    assert world.token.value not in "\n".join(lines[first:])


def test_verify_says_what_is_live(world: World) -> None:
    assert world.run("push", world.push(), verify="true", fail_on="live") == ExitCode.FINDINGS
    assert world.outputs["live"] == "1"
    assert world.status == "active"


def test_revoke_takes_it_away_and_leaves_a_note(world: World) -> None:
    code = world.run("push", world.push(), revoke="true", admin_token=world.admin.value, incident="notes")
    assert code == ExitCode.FINDINGS
    assert world.status == "disabled"
    assert "Plan:" in world.log.shown
    assert world.outputs["live"] == "0"
    assert Path(world.outputs["incidents"]).parent == world.repo.path / "notes"


def test_an_incident_goes_to_github_for_our_own_commits_and_not_for_a_fork(world: World) -> None:
    with Hub() as hub:
        hub.user(TOKEN, ADVISORIES, login="github-actions[bot]", type="Bot")
        told = {"GITHUB_API_URL": hub.base_url, "GITHUB_TOKEN": TOKEN, "GITHUB_REPOSITORY": "octo/app"}
        event = pull_request(world.base, world.head, fork=True)
        assert world.run("pull_request", event, told, incident="github") == ExitCode.FINDINGS
        assert "`incident`: not used, because this pull request comes from a fork" in world.log.shown
        assert hub.requests == []
        assert world.run("push", world.push(), told, incident="github") == ExitCode.FINDINGS
        assert len(hub.advisories) == 1
        assert world.outputs["incidents"].startswith("https://")
        assert world.run("push", world.push(), told | {"GITHUB_TOKEN": ""}, incident="github") == ExitCode.USAGE
    assert TOKEN not in world.log.shown


@pytest.mark.parametrize(
    ("name", "is_asked"), [("pull_request", "once"), ("pull_request_target", ""), ("workflow_run", "")]
)
def test_nothing_is_revoked_for_whom_nobody_knows(name: str, is_asked: str, world: World) -> None:
    events = {
        "workflow_run": payload("workflow_run") | {"workflow_run": {"event": "pull_request"}},
        "pull_request": pull_request(world.base, world.head, fork=True),
        "pull_request_target": pull_request(world.base, world.head),
    }
    given = {"CF_SECRET_GUARD_ADMIN_TOKEN": world.admin.value}  # set for the whole workflow
    code = world.run(name, events[name], given, verify="true", revoke="delete", admin_token=world.admin.value)
    assert code == ExitCode.FINDINGS
    assert world.status == "active"
    assert bool(world.requests) == bool(is_asked)
    assert not any(world.admin.value in str(entry) for entry in world.simulator.requests)
    assert "`revoke`" in world.log.shown
    assert "It is done for commits on a branch of this repository" in world.log.shown


def test_what_is_refused_does_not_make_a_clean_run_fail(world: World) -> None:
    head = world.repo.commit({"b.txt": "nothing\n"})
    event = pull_request(world.head, head, fork=True)
    code = world.run("pull_request", event, revoke="true", admin_token=world.admin.value, fail_on="live")
    assert code == ExitCode.CLEAN
    assert "`revoke` and `admin-token`: not used" in world.log.shown


def test_what_nobody_asked_about_counts_although_only_live_ones_should(world: World) -> None:
    event = pull_request(world.base, world.head)
    assert world.run("pull_request_target", event, verify="true", fail_on="live") == ExitCode.FINDINGS
    assert world.requests == 0


def test_a_pull_request_cannot_hide_its_own_finding(world: World) -> None:
    head = world.repo.commit({".cf-secret-guard-ignore": "*.env\n"})
    assert world.run("pull_request", pull_request(world.base, head)) == ExitCode.FINDINGS
    assert "only the pull request's own ignored paths would hide this" in world.log.shown
    assert world.run("push", push("refs/heads/main", world.base, head)) == ExitCode.CLEAN


def test_an_ignore_that_the_base_has_counts_for_a_pull_request(world: World) -> None:
    base = world.repo.commit({".cf-secret-guard-ignore": "*.env\n"})
    head = world.repo.commit({"b.env": f"CLOUDFLARE_API_TOKEN={world.token.value}\n"})
    assert world.run("pull_request", pull_request(base, head)) == ExitCode.CLEAN


def test_a_deleted_branch_is_said_and_nothing_is_scanned(world: World) -> None:
    assert world.run("push", push("refs/heads/x", world.head, ZERO)) == ExitCode.CLEAN
    assert "refs/heads/x was deleted: nothing came in." in world.log.shown
    assert world.outputs["findings"] == "0"


def test_only_the_paths_that_are_asked_for_count(world: World) -> None:
    assert world.run("push", world.push(), path="README") == ExitCode.CLEAN
    assert world.run("push", world.push(), path="README\na.env") == ExitCode.FINDINGS


def test_a_repository_below_the_workspace_is_scanned(world: World, tmp_path: Path) -> None:
    told = {"GITHUB_WORKSPACE": str(tmp_path)}
    os.chdir(tmp_path)
    assert world.run("push", world.push(), told, path="repo", sarif="a.sarif") == ExitCode.FINDINGS
    assert world.outputs["sarif"] == str(tmp_path / "a.sarif")
    assert "a.env:1:22" in world.log.shown


@pytest.mark.parametrize(
    ("inputs", "code", "words"),
    [
        ({"mode": "wrong"}, ExitCode.USAGE, "The input `mode` is 'wrong'"),
        ({"sarif": "../a"}, ExitCode.USAGE, "The input `sarif` leads out of the workspace"),
        ({"base": "gone"}, ExitCode.USAGE, "'gone' is no commit of this repository"),
        ({"path": ".."}, ExitCode.INCOMPLETE, "There is no git repository to scan"),
        ({"config": "missing.yaml"}, ExitCode.USAGE, "there is no file"),
        ({"revoke": "true", "admin_token": "x y"}, ExitCode.USAGE, "is not an API token"),
    ],
)
def test_what_makes_no_sense_is_an_error_with_a_next_step(
    inputs: dict[str, str], code: ExitCode, words: str, world: World
) -> None:
    assert world.run("push", world.push(), **inputs) == code
    ((level, _, message),) = world.log.commands
    assert level == "error"
    assert words in message
    assert world.outputs["exit-code"] == str(code.value)


def test_a_bug_is_exit_code_4_without_a_traceback(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError(world.token.value)

    monkeypatch.setattr("cf_secret_guard.pipeline.scan", broken)
    assert world.run("push", world.push()) == ExitCode.INTERNAL
    assert "RuntimeError" in world.log.shown
    assert "Traceback" not in world.log.raw


def test_a_run_that_is_cancelled_says_so(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def cancelled(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cf_secret_guard.pipeline.scan", cancelled)
    assert world.run("push", world.push()) == ExitCode.INCOMPLETE
    assert "The run was interrupted" in world.log.shown


def test_a_runner_whose_files_cannot_be_written_gets_no_clean_exit(world: World, tmp_path: Path) -> None:
    event = push("refs/heads/x", world.head, ZERO)
    told = {"GITHUB_OUTPUT": str(tmp_path / "missing" / "output")}
    assert world.run("push", event, told) == ExitCode.INCOMPLETE
    assert "A file of the runner cannot be written" in world.log.shown


@pytest.mark.usefixtures("repo")
def test_no_other_program_is_handed_a_credential() -> None:
    names = ("INPUT_ADMIN_TOKEN", "CF_SECRET_GUARD_ADMIN_TOKEN", "CF_SECRET_GUARD_ADMIN_TOKEN_FILE", "GITHUB_TOKEN")
    environ = dict(os.environ) | dict.fromkeys(names, "x" * 40)
    run.main(environ)
    assert not set(names) & set(environ)


def test_the_whole_history_is_scanned_on_request(world: World) -> None:
    world.repo.git("checkout", "--quiet", "--orphan", "other")
    world.repo.git("rm", "-rqf", ".")
    world.repo.commit({"b": "nothing\n"})
    assert world.run("schedule", {}) == ExitCode.CLEAN
    assert world.run("schedule", {}, mode="history") == ExitCode.FINDINGS
