from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.report.base import is_incomplete
from cf_secret_guard.respond import admin, confirm, revoke
from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.journal import Journal
from cf_secret_guard.secret import Secret
from cf_secret_guard.settings import ResponseSettings
from cf_secret_guard.simulator import Fault
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.reports import finding
from tests.respond.runs import Run, found

if TYPE_CHECKING:
    from pathlib import Path
    from typing import NoReturn

    from cf_secret_guard.model import Report
    from tests.respond.world import World

DISABLE = ResponseSettings(verify=True, revoke=Verb.DISABLE, yes=True)


@pytest.fixture(autouse=True)
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two questions."""
    monkeypatch.setattr(confirm.Asker.__new__, "__defaults__", (lambda _seconds: None, 2))


def outcome(report: Report) -> list[tuple[str, list[str]]]:
    return [
        (item.verdict.status if item.verdict else "", [record.status for record in item.actions])
        for item in report.findings
    ]


def test_asking_changes_nothing_and_says_what_it_can_do(world: World) -> None:
    run = Run(world)
    report = run(found(world.leaks.user), found(world.leaks.account))
    assert [item.verdict and item.verdict.status for item in report.findings] == [Status.LIVE, Status.LIVE]
    assert report.findings[0].capability.startswith("Can edit DNS of ")
    assert report.findings[0].severity.startswith("high: ")
    assert not report.errors
    assert not world.changes()
    assert not run.said


def test_every_place_of_a_secret_gets_its_verdict_and_it_is_asked_about_once(world: World) -> None:
    places = [found(world.leaks.user, path=f"file{number}") for number in range(20)]
    report = Run(world)(*places)
    assert {item.verdict and item.verdict.status for item in report.findings} == {Status.LIVE}
    asked = [one for one in world.simulator.requests if one.path.endswith("/user/tokens/verify")]
    leaked = [one for one in asked if world.user_token.id in str(one)]
    assert len(leaked) == 1


def test_a_plan_is_shown_agreed_to_carried_out_and_confirmed(world: World) -> None:
    run = Run(world, agrees=True)
    report = run(found(world.leaks.user), wishes=DISABLE._replace(yes=False))
    assert outcome(report) == [(Status.DISABLED, [ActionStatus.CONFIRMED])]
    assert run.asked == 1
    assert run.said[0].startswith(f"Plan:\n  disable user token {world.user_token.id}\n")
    assert world.state.tokens[world.user_token.id].status == "disabled"
    assert not is_incomplete(report)


def test_a_no_changes_nothing_and_is_not_called_done(world: World) -> None:
    run = Run(world, agrees=False)
    report = run(found(world.leaks.user), wishes=DISABLE._replace(yes=False))
    assert outcome(report) == [(Status.LIVE, [ActionStatus.PLANNED])]
    assert not world.changes()
    assert [problem.message for problem in report.errors] == ["Nothing was revoked, because nobody agreed to the plan"]


def test_a_yes_in_advance_asks_nobody_but_shows_the_plan(world: World) -> None:
    run = Run(world)
    run(found(world.leaks.user), wishes=DISABLE)
    assert run.asked == 0
    assert run.said


def test_what_is_dead_needs_no_plan_and_no_yes(world: World) -> None:
    run = Run(world)
    run(found(world.leaks.user), wishes=DISABLE)
    again = run(found(world.leaks.user), wishes=DISABLE._replace(yes=False))
    assert outcome(again) == [(Status.DISABLED, [])]
    assert run.asked == 0
    assert run.said[-1].startswith("Nothing to do:")
    assert not is_incomplete(again)


@pytest.mark.parametrize("kind", ["user", "account", "legacy", "cert", "r2", "service", "tunnel", "turnstile"])
def test_every_kind_is_taken_away_by_its_verb(world: World, kind: str, tmp_path: Path) -> None:
    rolled = kind in {"tunnel", "turnstile"}
    wishes = DISABLE
    if rolled:
        wishes = DISABLE._replace(revoke=Verb.ROLL, new_value_to=f"file:{tmp_path}/new-{{id}}")
    report = Run(world)(found(getattr(world.leaks, kind)), wishes=wishes)
    ((_, (status,)),) = outcome(report)
    assert status in {ActionStatus.CONFIRMED, ActionStatus.APPLIED}
    assert not is_incomplete(report)
    assert len(list(tmp_path.glob("new-*"))) == rolled


def test_an_r2_key_and_its_token_are_one_action_for_both(world: World) -> None:
    token = found(world.leaks.r2._replace(kind=Kind.ACCOUNT_API_TOKEN, secret=Secret(world.r2_token.value)))
    report = Run(world)(found(world.leaks.r2), token, wishes=DISABLE)
    assert outcome(report) == [(Status.DISABLED, [ActionStatus.CONFIRMED])] * 2
    assert len([line for line in world.changes() if line.startswith("PUT")]) == 1


def test_a_rolled_value_goes_to_its_file_and_is_known_to_the_sweeper(world: World, tmp_path: Path) -> None:
    wishes = DISABLE._replace(revoke=Verb.ROLL, new_value_to=f"file:{tmp_path}/new")
    report = Run(world)(found(world.leaks.user), wishes=wishes)
    value = (tmp_path / "new").read_text().strip()
    assert value == world.state.tokens[world.user_token.id].value
    assert Secret(value) in report.secrets
    assert outcome(report) == [(Status.INVALID, [ActionStatus.CONFIRMED])]


def test_a_global_key_is_refused_with_what_a_person_does(world: World) -> None:
    key = finding(world.state.users[world.user.id].global_key, kind=Kind.GLOBAL_API_KEY)
    run = Run(world)
    report = run(key, wishes=DISABLE._replace(emails=("ada@example.com",)))
    assert outcome(report) == [(Status.LIVE, [ActionStatus.REFUSED])]
    (problem,) = report.errors
    assert problem.next_step == "`cf-secret-guard explain cloudflare-global-api-key` says how a person does it."
    assert "ada@example.com" not in "".join(run.said) + str(report.errors)


def test_the_credential_that_we_run_on_is_refused_without_force(world: World) -> None:
    admin_token = finding(world.user_admin.value)
    report = Run(world)(admin_token, wishes=DISABLE)
    assert outcome(report) == [(Status.LIVE, [ActionStatus.REFUSED])]
    assert "which this run uses" in report.errors[0].message
    deploys = Run(world)(found(world.leaks.user), wishes=DISABLE, environ={"CF_API_TOKEN": world.user_token.value})
    assert "CF_API_TOKEN" in deploys.errors[0].message
    assert not world.changes()


def test_the_leaked_token_revokes_itself_only_if_that_is_allowed(world: World) -> None:
    able = world.state.create_user_token(world.user, "API Tokens Write")
    nobody = {admin.VARIABLE: ""}
    refused = Run(world)(finding(able.value), wishes=DISABLE, environ=nobody)
    assert outcome(refused) == [(Status.LIVE, [ActionStatus.REFUSED])]
    assert "--allow-self-revoke" in refused.errors[0].next_step
    allowed = Run(world)(finding(able.value), wishes=DISABLE._replace(allow_self_revoke=True), environ=nobody)
    assert outcome(allowed)[0][0] == Status.DISABLED


def test_what_nobody_could_answer_is_unknown_an_error_and_not_acted_on(world: World) -> None:
    world.simulator.fault("/user/tokens/verify", Fault.CHALLENGE_403, times=None)
    report = Run(world)(found(world.leaks.user), wishes=DISABLE)
    assert outcome(report) == [(Status.UNKNOWN, [ActionStatus.REFUSED])]
    messages = [problem.message for problem in report.errors]
    assert any("is live is not known" in message for message in messages)
    assert any("was not disabled" in message for message in messages)
    assert not world.changes()


def test_credentials_of_others_are_not_cloudflares_to_revoke(world: World) -> None:
    report = Run(world)(finding("some-other-secret-1", kind="acme-deploy-key"), wishes=DISABLE)
    assert outcome(report) == [(Status.NOT_CHECKABLE, [])]
    assert not world.simulator.requests


@pytest.mark.parametrize("wishes", [ResponseSettings(verify=True), DISABLE])
def test_without_findings_nothing_is_asked(world: World, wishes: ResponseSettings) -> None:
    assert not Run(world)(wishes=wishes).errors
    assert not world.simulator.requests


def test_an_interrupt_while_asking_loses_no_finding(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_args: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr("cf_secret_guard.verify.live.LiveVerifier.verify", interrupt)
    report = Run(world)(found(world.leaks.user), wishes=DISABLE)
    assert outcome(report) == [("", [])]
    assert "was interrupted" in report.errors[0].message


def test_an_interrupt_while_acting_says_what_was_not_done_and_the_next_run_goes_on(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(revoke, "confirm", interrupt)
        report = Run(world)(found(world.leaks.user), found(world.leaks.account, path="b"), wishes=DISABLE)
    assert outcome(report) == [(Status.LIVE, [ActionStatus.PLANNED])] * 2
    assert "Not done, or not to the end: user token" in report.errors[0].message
    assert "was interrupted" in report.errors[1].message
    again = Run(world)(found(world.leaks.user), found(world.leaks.account, path="b"), wishes=DISABLE)
    assert outcome(again) == [(Status.DISABLED, [ActionStatus.CONFIRMED])] * 2
    assert any(problem.message.startswith("An earlier run began to disable user token") for problem in again.errors)
    assert not is_incomplete(again)
    assert len([line for line in world.changes() if line.startswith("PUT")]) == 2


def test_an_interrupted_action_is_settled_although_the_secret_is_no_longer_found(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object) -> NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(revoke, "confirm", interrupt)
        Run(world)(found(world.leaks.user), wishes=DISABLE)
    report = Run(world)(wishes=DISABLE)
    assert [problem.message for problem in report.errors if "An earlier run began" in problem.message]
    journal = Journal(world.folder / "xdg" / "cf-secret-guard", lambda: "")
    assert not journal.open_intents()


def test_a_journal_that_cannot_be_written_stops_the_action_and_not_the_report(world: World) -> None:
    (world.folder / "xdg").write_text("a file where a directory should be")
    report = Run(world)(found(world.leaks.user), wishes=DISABLE)
    assert len(report.findings) == 1
    assert is_incomplete(report)
    assert not world.changes()


def test_warnings_about_the_administrators_file_are_shown(world: World, tmp_path: Path) -> None:
    file = tmp_path / "admin"
    file.write_text(f"{world.user_admin.value}\n")
    file.chmod(0o644)
    run = Run(world)
    run(found(world.leaks.user), environ={admin.FILE_VARIABLE: str(file)})
    assert "chmod 600" in run.said[0]


def test_nothing_that_is_shown_holds_a_secret(world: World) -> None:
    run = Run(world)
    report = run(*(found(leak, path=f"{number}") for number, leak in enumerate(world.leaks)), wishes=DISABLE)
    text = "\n".join([*run.said, *map(str, report.errors), repr(report)])
    assert not [value for value in (*world.secrets, tokens.legacy_token("response")) if value in text]
