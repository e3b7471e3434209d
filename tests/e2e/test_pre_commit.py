"""The hooks of this repository, installed by the real pre-commit into a real repository, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests import tokens
from tests.e2e.conftest import ROOT, commit, is_stopped
from tests.gitrepo import GitRepo, environment

if TYPE_CHECKING:
    from pathlib import Path

LEAK = f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n"
SAFE = "CLOUDFLARE_API_TOKEN=${CLOUDFLARE_API_TOKEN}\n"
CONFIG = """\
default_install_hook_types: [pre-commit, commit-msg]
repos:
  - repo: {place}
    rev: {revision}
    hooks:
      - id: cf-secret-guard
      - id: cf-secret-guard-commit-msg
"""


class Published(NamedTuple):
    """A clone of this work tree at one commit, as pre-commit would fetch it."""

    path: Path
    revision: str


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Published:
    """This work tree, uncommitted changes included, as one commit of a repository of its own."""
    place = tmp_path_factory.mktemp("published") / "cf-secret-guard"
    git = ["git", "-C", str(place)]
    env = {**os.environ, **environment(tmp_path_factory.mktemp("publisher"))}
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        check=True,
    ).stdout
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (ROOT / name).is_file():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes((ROOT / name).read_bytes())
    for args in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "published"]):
        subprocess.run([*git, *args], env=env, check=True)
    revision = subprocess.run([*git, "rev-parse", "HEAD"], env=env, capture_output=True, check=True, text=True).stdout
    return Published(place, revision.strip())


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """pre-commit's cache: the hooks' environment is built once for all tests."""
    return tmp_path_factory.mktemp("pre-commit-home")


@pytest.fixture
def adopter(
    tmp_path: Path, published: Published, store: Path, offline: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> GitRepo:
    """A repository that has installed our hooks with ``pre-commit install``."""
    for name in offline.keys() - {"PATH", "HOME"}:
        monkeypatch.setenv(name, offline[name])
    monkeypatch.setenv("PRE_COMMIT_HOME", str(store))
    repo = GitRepo(tmp_path / "adopter")
    config = CONFIG.format(place=published.path, revision=published.revision)
    repo.commit({"README": "Nothing yet.\n", ".pre-commit-config.yaml": config})
    assert pre_commit(repo, "install").returncode == 0
    return repo


def pre_commit(repo: GitRepo, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pre_commit", *args], cwd=repo.path, capture_output=True, check=False, text=True
    )


def test_a_credential_is_stopped_at_the_commit_with_a_message_and_passes_after_the_fix(adopter: GitRepo) -> None:
    adopter.stage("deploy/prod.env", LEAK)
    stopped = commit(adopter)
    said = (stopped.stdout + stopped.stderr).decode()
    assert stopped.returncode == 1
    for part in (
        "cf-secret-guard (staged content)",
        "Failed",
        "deploy/prod.env:1",
        "cloudflare-user-api-token",
        "CRC-32",
    ):
        assert part in said
    assert tokens.user_token() not in said
    adopter.stage("deploy/prod.env", SAFE)
    assert commit(adopter).returncode == 0
    assert adopter.git("show", "HEAD:deploy/prod.env") == SAFE.encode()


def test_the_index_decides_while_pre_commit_has_stashed_the_rest(adopter: GitRepo) -> None:
    adopter.stage("a.env", LEAK)
    adopter.write("a.env", SAFE)
    assert is_stopped(commit(adopter))
    assert (adopter.path / "a.env").read_text() == SAFE


def test_all_files_and_named_files_are_scanned_although_nothing_is_staged(adopter: GitRepo) -> None:
    adopter.commit({"old.env": LEAK, "fine.env": SAFE})
    everything = pre_commit(adopter, "run", "--all-files")
    assert everything.returncode == 1
    assert "old.env:1" in everything.stdout
    assert "old.env:1" in pre_commit(adopter, "run", "--files", "old.env").stdout
    assert pre_commit(adopter, "run", "--files", "fine.env").returncode == 0


def test_symlinks_and_names_that_look_like_options_are_scanned(adopter: GitRepo) -> None:
    (adopter.path / "link").symlink_to(tokens.user_token())
    adopter.stage("link")
    stopped = commit(adopter)
    assert is_stopped(stopped)
    assert b"link:1" in stopped.stdout + stopped.stderr
    adopter.git("rm", "--quiet", "--cached", "link")
    adopter.stage("--help", LEAK)
    stopped = commit(adopter)
    assert is_stopped(stopped)
    assert b"--help:1" in stopped.stdout + stopped.stderr


def test_a_message_with_a_credential_is_stopped(adopter: GitRepo) -> None:
    adopter.stage("a.txt", SAFE)
    stopped = commit(adopter, "--message", f"Use {tokens.account_token()} for now")
    said = (stopped.stdout + stopped.stderr).decode()
    assert stopped.returncode == 1
    assert "cf-secret-guard (commit message)" in said
    assert "cloudflare-account-api-token" in said
    assert tokens.account_token() not in said
    assert commit(adopter, "--message", "Use the token of the environment").returncode == 0
