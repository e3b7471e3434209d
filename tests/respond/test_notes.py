from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.git import Repository
from cf_secret_guard.model import Kind
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.incidents import store
from cf_secret_guard.secret import Secret
from cf_secret_guard.settings import ResponseSettings
from cf_secret_guard.simulator.audit_log import AuditEntry
from tests.respond.runs import Run, found

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo
    from tests.respond.world import World


def note(directory: Path) -> str:
    (path,) = directory.glob("*.md")
    return path.read_text(encoding="utf-8")


def test_a_note_without_asking_is_written_offline(world: World, tmp_path: Path) -> None:
    wishes = ResponseSettings(incident=str(tmp_path / "notes"))
    report = Run(world)(found(world.leaks.user), wishes=wishes)
    assert report.findings[0].incident == str(next((tmp_path / "notes").glob("*.md")))
    assert report.findings[0].verdict is None
    assert not world.simulator.requests


def test_the_note_has_verdicts_ability_action_exposure_and_audit_log(
    world: World, tmp_path: Path, repo: GitRepo
) -> None:
    repo.commit({"config/prod.env": f"a\nb\nCLOUDFLARE_API_TOKEN={world.user_token.value}\n"})
    entry = AuditEntry(
        time="2026-01-02T03:04:05Z",
        action_type="create",
        resource_type="dns_record",
        zone_name="example.com",
        actor_token_id=world.user_token.id,
        actor_email="mallory@example.com",
    )
    world.state.create_audit_entry(world.account, entry)
    wishes = ResponseSettings(verify=True, revoke=Verb.DISABLE, yes=True, incident=str(tmp_path / "notes"))
    report = Run(world)(found(world.leaks.user), wishes=wishes, repository=Repository.discover(None))
    text = note(tmp_path / "notes")
    for part in (
        "**Dead: disabled.**",
        "Severity: high. Can edit DNS",
        "First commit: ",
        "2024-01-01 to ",
        "create dns_record in zone example.com, once, 2026-01-02 03:04 UTC",
        "**confirmed** (asked again with the leaked value: disabled)",
        "**live**",
    ):
        assert part in text
    assert "mallory" not in text
    assert not [value for value in world.secrets if value in text]
    assert not report.errors


def test_a_later_run_updates_the_same_note(world: World, tmp_path: Path) -> None:
    wishes = ResponseSettings(verify=True, incident=str(tmp_path / "notes"))
    Run(world)(found(world.leaks.user), wishes=wishes)
    Run(world)(found(world.leaks.user), wishes=wishes._replace(revoke=Verb.DISABLE, yes=True))
    ((item,), troubles) = store.notes(str(tmp_path / "notes"))
    assert not troubles
    assert [row.status for row in item.state.verdicts][-1] == "disabled"
    assert [row.status for row in item.state.actions] == ["confirmed"]


def test_an_r2_key_and_its_token_share_a_note(world: World, tmp_path: Path) -> None:
    token = found(world.leaks.r2._replace(kind=Kind.ACCOUNT_API_TOKEN, secret=Secret(world.r2_token.value)))
    wishes = ResponseSettings(verify=True, incident=str(tmp_path / "notes"))
    report = Run(world)(found(world.leaks.r2), token, wishes=wishes)
    assert len({item.incident for item in report.findings}) == 1
    assert len(list((tmp_path / "notes").glob("*.md"))) == 1


def test_a_note_that_cannot_be_written_is_an_error_and_the_report_stays(world: World, tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("a file")
    wishes = ResponseSettings(verify=True, incident=str(tmp_path / "notes"))
    report = Run(world)(found(world.leaks.user), wishes=wishes)
    assert report.findings[0].verdict is not None
    assert report.findings[0].incident == ""
    assert "cannot be used for incident notes" in report.errors[0].message


def test_the_audit_log_is_only_about_tokens(world: World, tmp_path: Path) -> None:
    wishes = ResponseSettings(verify=True, incident=str(tmp_path / "notes"))
    Run(world)(found(world.leaks.tunnel), wishes=wishes)
    assert not [one for one in world.simulator.requests if "logs/audit" in one.path]
