"""The hooks of this repository, installed by the real pre-commit into a real repository, without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests import tokens
from tests.e2e.conftest import Published, adopt, commit, is_stopped, pre_commit

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo

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


@pytest.fixture
def adopter(tmp_path: Path, published: Published) -> GitRepo:
    """A repository that has installed our hooks with ``pre-commit install``."""
    repo = adopt(tmp_path / "adopter", published, CONFIG)
    assert pre_commit(repo, "install").returncode == 0
    return repo


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
