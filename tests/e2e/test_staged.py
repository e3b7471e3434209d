"""``scan --staged`` as a hook of real git: what the commit would contain decides, wherever and however it is made."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests import tokens
from tests.e2e.conftest import commit, is_stopped
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import Command

LEAK = f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n"
SAFE = "CLOUDFLARE_API_TOKEN=${CLOUDFLARE_API_TOKEN}\n"


def head(repo: GitRepo) -> bytes:
    return repo.git("rev-parse", "--quiet", "--verify", "HEAD", check=False)


def test_the_first_commit_is_stopped_and_passes_after_the_fix(hooked: GitRepo) -> None:
    hooked.stage("a.env", LEAK)
    stopped = commit(hooked)
    assert is_stopped(stopped)
    assert b"a.env:1" in stopped.stdout + stopped.stderr
    assert head(hooked) == b""
    hooked.stage("a.env", SAFE)
    assert commit(hooked).returncode == 0
    assert head(hooked)


def test_what_is_only_in_the_work_tree_does_not_stop_a_commit(hooked: GitRepo) -> None:
    hooked.stage("a.env", SAFE)
    hooked.write("a.env", LEAK)
    assert commit(hooked).returncode == 0


def test_what_is_only_in_the_index_stops_a_commit(hooked: GitRepo) -> None:
    hooked.stage("a.env", LEAK)
    hooked.write("a.env", SAFE)
    assert is_stopped(commit(hooked))


def test_commit_all_is_stopped(hooked: GitRepo) -> None:
    hooked.commit({"a.env": SAFE})
    hooked.write("a.env", LEAK)
    assert is_stopped(commit(hooked, "--all"))
    hooked.write("a.env", SAFE + "X=1\n")
    assert commit(hooked, "--all").returncode == 0


def test_commit_of_one_file_looks_at_the_temporary_index_that_git_makes_for_it(hooked: GitRepo) -> None:
    hooked.commit({"a.env": SAFE, "b.env": SAFE})
    hooked.write("a.env", LEAK)
    hooked.stage("b.env", SAFE + "X=1\n")
    assert is_stopped(commit(hooked, "a.env"))
    hooked.write("a.env", SAFE + "X=1\n")
    hooked.stage("b.env", LEAK)
    assert commit(hooked, "a.env").returncode == 0
    assert is_stopped(commit(hooked))


def test_an_amended_commit_is_stopped(hooked: GitRepo) -> None:
    hooked.commit({"a.env": SAFE})
    hooked.stage("a.env", LEAK)
    assert is_stopped(commit(hooked, "--amend"))


def test_a_commit_from_a_subdirectory_sees_the_whole_index(hooked: GitRepo) -> None:
    hooked.stage("a.env", LEAK)
    hooked.stage("sub/b.txt", SAFE)
    assert is_stopped(commit(hooked, cwd=hooked.path / "sub"))


def test_a_commit_in_a_linked_worktree_is_stopped(hooked: GitRepo, tmp_path: Path) -> None:
    hooked.commit({"a.env": SAFE})
    hooked.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    linked = GitRepo(tmp_path / "linked", init=None)
    linked.stage("a.env", LEAK)
    assert is_stopped(commit(linked))
    hooked.stage("a.env", SAFE + "X=1\n")
    assert commit(hooked).returncode == 0


def test_a_clone_without_the_hook_can_ask_by_hand(guard: Command, tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.stage("a.env", LEAK)
    done = guard("scan", "--staged", "--format", "json", cwd=repo.path)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["scan"]["mode"] == "staged"
    assert [(finding["path"], finding["blob"]) for finding in report["findings"]] == [("a.env", repo.oid(":a.env"))]


def plant_binary(repo: GitRepo) -> None:
    repo.stage("a.bin", b"\x00\x01\x02" + LEAK.encode() + b"\x00")


def plant_utf_16(repo: GitRepo) -> None:
    repo.stage("a.txt", LEAK.encode("utf-16"))


def plant_without_diff(repo: GitRepo) -> None:
    repo.stage(".gitattributes", "*.env -diff\n")
    repo.stage("a.env", LEAK)


def plant_odd_name(repo: GitRepo) -> None:
    repo.stage(b"caf\xe9 \xff\n'\"$(x).env", LEAK)


def plant_dash_name(repo: GitRepo) -> None:
    repo.stage("--help", LEAK)


def plant_symlink(repo: GitRepo) -> None:
    (repo.path / "link").symlink_to(tokens.user_token())
    repo.stage("link")


@pytest.mark.parametrize(
    "plant",
    [plant_binary, plant_utf_16, plant_without_diff, plant_odd_name, plant_dash_name, plant_symlink],
    ids=lambda plant: plant.__name__.removeprefix("plant_").replace("_", " "),
)
def test_nothing_hides_a_credential_from_the_hook(hooked: GitRepo, plant: Callable[[GitRepo], None]) -> None:
    plant(hooked)
    assert is_stopped(commit(hooked))


def test_a_staged_object_that_is_missing_gives_exit_code_3_never_0(guard: Command, tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{tokens.hexadecimal('missing', 40)},a.txt")
    done = guard("scan", "--staged", cwd=repo.path)
    assert done.returncode == 3
    assert b"a.txt" in done.stdout + done.stderr


def test_outside_a_repository_staged_is_an_error_and_never_clean(guard: Command, tmp_path: Path) -> None:
    done = guard("scan", "--staged", cwd=tmp_path)
    assert done.returncode in {2, 3}
    assert b"Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("core.fsmonitor", "{script}"),
        ("core.hooksPath", "{folder}"),
        ("diff.external", "{script}"),
        ("core.pager", "{script}"),
        ("alias.ls-files", "!{script}"),
    ],
)
def test_a_hostile_git_configuration_runs_nothing(guard: Command, tmp_path: Path, key: str, value: str) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.stage("a.env", LEAK)
    script = tmp_path / "hostile"
    script.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\n")
    script.chmod(0o755)
    repo.config(key, value.format(script=script, folder=tmp_path))
    assert guard("scan", "--staged", cwd=repo.path).returncode == 1
    assert guard("scan", ".", cwd=repo.path).returncode == 1
    assert not (tmp_path / "ran").exists()


def test_ambient_git_settings_do_not_change_the_result(guard: Command, tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.stage("dossier/été.env", LEAK)
    before = json.loads(guard("scan", "--staged", "-f", "json", cwd=repo.path).stdout)["findings"]
    for key, value in {"color.ui": "always", "diff.noprefix": "true", "core.quotePath": "true"}.items():
        repo.config(key, value)
    assert json.loads(guard("scan", "--staged", "-f", "json", cwd=repo.path).stdout)["findings"] == before
    assert before[0]["path"] == "dossier/été.env"
