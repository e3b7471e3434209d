from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import process
from cf_secret_guard.git.popen import Popened
from cf_secret_guard.git.spawn import Spawned

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo


@pytest.mark.parametrize(
    "name",
    [
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY"),
        *("GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_0"),
        *("GIT_CONFIG_VALUE_0", "GIT_CONFIG_GLOBAL", "GIT_EXEC_PATH", "PATH", "HOME"),
    ],
)
def test_what_git_sets_for_hooks_and_the_user_for_configuration_is_kept(name: str) -> None:
    assert process.environment({name: "value"})[name] == "value"


@pytest.mark.parametrize(
    "name",
    [
        *("GIT_EXTERNAL_DIFF", "GIT_DIFF_OPTS", "GIT_TRACE", "GIT_TRACE2_EVENT", "GIT_SSH", "GIT_SSH_COMMAND"),
        *("GIT_ASKPASS", "GIT_EDITOR", "GIT_PROXY_COMMAND", "GIT_LITERAL_PATHSPECS", "GIT_GLOB_PATHSPECS"),
        *("GIT_ICASE_PATHSPECS", "GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_ATTR_SOURCE", "GIT_FLUSH", "GIT_CONFIG"),
    ],
)
def test_everything_else_of_git_is_dropped(name: str) -> None:
    assert name not in process.environment({name: "value"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("GIT_NO_LAZY_FETCH", "1"),
        ("GIT_NO_REPLACE_OBJECTS", "1"),
        ("GIT_OPTIONAL_LOCKS", "0"),
        ("GIT_PAGER", "cat"),
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_ALLOW_PROTOCOL", "none"),
        ("LC_ALL", "C"),
    ],
)
def test_what_keeps_git_quiet_and_local_is_forced(name: str, value: str) -> None:
    assert process.environment({name: "other"})[name] == value


def test_git_runs_and_gives_its_code_output_and_words(repo: GitRepo) -> None:
    assert process.run(("rev-parse", "--is-inside-work-tree")) == (0, b"true\n", "")
    failed = process.run(("rev-parse", "--verify", "nothing"))
    assert failed == (128, b"", "Needed a single revision")
    assert repo.path.is_dir()


def test_git_runs_where_it_is_told(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert process.run(("rev-parse", "--show-toplevel"), directory=str(repo.path)).out == f"{repo.path}\n".encode()


def test_the_overrides_win_over_the_repository_except_where_configuration_is_asked_for(repo: GitRepo) -> None:
    repo.config("core.hooksPath", "husky")
    assert process.run(("config", "core.hooksPath")).out == b"/dev/null\n"
    assert process.run(("config", "core.hooksPath"), guarded=False).out == b"husky\n"


def test_the_overrides_win_over_what_the_environment_configures(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    assert repo.path.is_dir()
    for name, value in {"COUNT": "1", "KEY_0": "core.fsmonitor", "VALUE_0": "/bin/true"}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    monkeypatch.setenv("GIT_CONFIG_PARAMETERS", "'core.fsmonitor'='/bin/true'")
    assert process.run(("config", "core.fsmonitor")).out == b"false\n"


def test_a_missing_git_is_said_with_the_next_step(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="git was not found") as raised:
        process.run(("version",))
    assert "PATH" in raised.value.next_step


def test_a_git_that_cannot_be_started_is_said_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "git").write_bytes(b"\x7fELF broken")
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitError, match="could not be started") as raised:
        process.run(("version",))
    assert raised.value.next_step


def test_where_posix_spawn_does_not_exist_popen_does_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    with process.start(("version",)) as spawned:
        assert isinstance(spawned, Spawned)
        expected = b"".join(process.chunks(spawned))
    monkeypatch.delattr(os, "posix_spawnp")
    with process.start(("version",)) as popened:
        assert isinstance(popened, Popened)
        assert b"".join(process.chunks(popened)) == expected
