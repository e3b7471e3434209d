from __future__ import annotations

import json
from typing import TYPE_CHECKING

from cf_secret_guard.commands.doctor import DoctorSettings, examine, run
from cf_secret_guard.doctor.base import Status
from cf_secret_guard.model import ExitCode
from tests import tokens

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from tests.gitrepo import GitRepo


def test_a_guarded_repository_is_fine(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    for hook in ("pre-commit", "commit-msg", "pre-push"):
        repo.write(f".git/hooks/{hook}", "exec cf-secret-guard scan --staged").chmod(0o755)
    assert run(DoctorSettings()) is ExitCode.CLEAN
    assert "fail" not in capsys.readouterr().out


def test_what_is_broken_gives_exit_code_3_and_a_next_step(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write(".pre-commit-config.yaml", "repos:\n- hooks:\n  - id: cf-secret-guard\n")
    assert run(DoctorSettings()) is ExitCode.INCOMPLETE
    text = capsys.readouterr().out
    assert "fail  pre-commit hook" in text
    assert "pre-commit install" in text


def test_every_answer_that_is_not_fine_has_a_next_step(repo: GitRepo) -> None:
    repo.config("core.hooksPath", "elsewhere")
    assert all(check.next_step for check in examine() if check.status is not Status.OK)


def test_programs_get_json(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    run(DoctorSettings(format="json"))
    checks = json.loads(capsys.readouterr().out)["checks"]
    assert [check["name"] for check in checks] == [check.name for check in examine()]
    assert str(repo.path) in {check["message"] for check in checks}


def test_outside_of_a_repository_only_the_machine_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.chdir(tmp_path)
    assert run(DoctorSettings()) is ExitCode.CLEAN
    assert "hook" not in capsys.readouterr().out.replace("the hooks need one", "")


def test_a_hostile_hooks_path_is_shown_safely(repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.config("core.hooksPath", f"x\x1b[2J{tokens.user_token()}")
    run(DoctorSettings())
    text = capsys.readouterr().out
    assert "\x1b" not in text
    assert tokens.user_token() not in text
