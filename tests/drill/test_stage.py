from __future__ import annotations

import os
from pathlib import Path

import pytest

from cf_secret_guard.drill import stage as module
from cf_secret_guard.drill.stage import Stage
from cf_secret_guard.errors import IncompleteError


def test_the_stage_is_a_repository_with_a_remote_a_hook_and_a_cloudflare() -> None:
    with Stage() as stage:
        assert (stage.repository / ".git" / "hooks" / "pre-commit").stat().st_mode & 0o100
        assert stage.run("git", "remote").text == "origin\n"
        assert stage.simulator.state.tokens[stage.leaked.id].status == "active"
        assert stage.leaked.value not in repr(stage.leaked)


def test_nothing_is_left_behind_whatever_ends_it() -> None:
    with pytest.raises(KeyboardInterrupt), Stage() as stage:
        raise KeyboardInterrupt
    assert not stage.repository.parent.exists()


def test_nothing_of_the_users_reaches_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("GIT_DIR", "CLOUDFLARE_API_TOKEN", "HTTPS_PROXY", "CF_SECRET_GUARD_ADMIN_TOKEN_FILE"):
        monkeypatch.setenv(name, "of-the-user")
    with Stage() as stage:
        program = "import os; print(os.environ)"
        shown = stage.run("python3", "-c", program).text
        assert "of-the-user" not in shown
        assert f"'HOME': '{stage.repository.parent}'" in shown
        assert os.environ["HOME"] not in shown.replace(str(Path(module.__file__).parents[2]), "")


def test_a_command_says_how_it_ended_and_what_it_printed_on_both_outputs() -> None:
    with Stage() as stage:
        ended = stage.run("sh", "-c", "echo one; echo two >&2; echo three; exit 5")
    assert ended == (5, "one\ntwo\nthree\n")


def test_our_own_name_stands_for_this_very_program() -> None:
    with Stage() as stage:
        assert stage.run("cf-secret-guard", "--version").text.startswith("cf-secret-guard ")


def test_a_leaky_commit_is_as_old_as_the_leak() -> None:
    with Stage() as stage:
        stage.run("git", "commit", "--quiet", "--allow-empty", "--no-verify", "-m", "old", leaky=True)
        assert "3 days ago" in stage.run("git", "log", "-1", "--format=%cr").text


def test_a_machine_without_git_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(IncompleteError, match="git cannot be run: No such file") as caught, Stage():
        pass
    assert "git is installed" in caught.value.next_step


def test_a_git_that_is_too_old_is_told_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    old = tmp_path / "git"
    old.write_text("#!/bin/sh\nexit 129\n")
    old.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(IncompleteError, match="git init failed") as caught, Stage():
        pass
    assert "2.28" in caught.value.next_step


def test_a_command_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    with Stage() as stage:
        monkeypatch.setattr(module, "_PATIENCE", 0.2)
        with pytest.raises(IncompleteError, match="it does not end"):
            stage.run("sleep", "60")
