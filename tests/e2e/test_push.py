"""Real pushes to a real bare repository, through the hook of one line and through the real pre-commit."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests import tokens
from tests.e2e.conftest import adopt, pre_commit
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Command, Published

SECRET = tokens.user_token()
LEAK = f"CLOUDFLARE_API_TOKEN={SECRET}\n"
SAFE = "CLOUDFLARE_API_TOKEN=${CLOUDFLARE_API_TOKEN}\n"
CONFIG = """\
default_install_hook_types: [pre-push]
repos:
  - repo: {place}
    rev: {revision}
    hooks:
      - id: cf-secret-guard-push
"""


class Pushing(NamedTuple):
    """A repository with a push hook, and the bare one that it pushes to."""

    repo: GitRepo
    remote: GitRepo

    def push(self, *args: str, to: str = "origin") -> subprocess.CompletedProcess[str]:
        """Push as a developer does."""
        done = subprocess.run(
            ["git", "push", to, *args], cwd=self.repo.path, capture_output=True, check=False, text=True
        )
        assert SECRET not in done.stdout + done.stderr
        return done

    def is_stopped(self, *args: str, to: str = "origin") -> bool:
        """Say if a push was stopped by a finding, and nothing of it arrived."""
        before = self.refs()
        done = self.push(*args, to=to)
        said = done.stdout + done.stderr
        found = "cloudflare-user-api-token" in said and "The push was stopped: 1 Cloudflare credential" in said
        return done.returncode == 1 and found and self.refs() == before

    def passes(self, *args: str, to: str = "origin") -> bool:
        """Say if a push went through."""
        return self.push(*args, to=to).returncode == 0

    def refs(self) -> bytes:
        """What the remote has."""
        return self.remote.git("for-each-ref")

    def has(self, oid: str) -> bool:
        """Say if the remote has a ref to ``oid``."""
        return oid.encode() in self.refs()


def connect(repo: GitRepo, place: Path) -> Pushing:
    remote = GitRepo(place, ("--bare",))
    repo.git("remote", "add", "origin", str(place))
    repo.git("push", "--quiet", "--no-verify", "origin", "main")
    return Pushing(repo, remote)


@pytest.fixture
def plain(tmp_path: Path, guard: Command) -> Pushing:
    """With the hook of one line that docs/hooks.md shows."""
    repo = GitRepo(tmp_path / "repo")
    repo.commit({"README": "Nothing yet.\n"})
    hook = repo.write(".git/hooks/pre-push", f"#!/bin/sh\nexec '{guard.path}' scan --pre-push \"$@\"\n")
    hook.chmod(0o755)
    return connect(repo, tmp_path / "remote.git")


@pytest.fixture
def managed(tmp_path: Path, published: Published) -> Pushing:
    """With the hook that pre-commit installs."""
    repo = adopt(tmp_path / "repo", published, CONFIG)
    assert pre_commit(repo, "install").returncode == 0
    return connect(repo, tmp_path / "remote.git")


@pytest.fixture(params=["plain", "managed"])
def pushing(request: pytest.FixtureRequest) -> Pushing:
    """With either hook."""
    made: Pushing = request.getfixturevalue(request.param)
    return made


def test_a_clean_push_passes_and_arrives(pushing: Pushing) -> None:
    clean = pushing.repo.commit({"a.env": SAFE})
    assert pushing.passes("main")
    assert pushing.has(clean)


def test_a_fast_forward_with_a_leak_is_stopped_although_a_later_commit_takes_it_away(pushing: Pushing) -> None:
    pushing.repo.commit({"a.env": LEAK})
    pushing.repo.commit({"a.env": SAFE})
    assert pushing.is_stopped("main")
    pushing.repo.git("reset", "--quiet", "--soft", "HEAD~2")
    fixed = pushing.repo.commit()
    assert pushing.passes("main")
    assert pushing.has(fixed)


def test_a_new_branch_with_a_leak_is_stopped(pushing: Pushing) -> None:
    pushing.repo.git("checkout", "--quiet", "-b", "side")
    pushing.repo.commit({"a.env": LEAK})
    assert pushing.is_stopped("side")
    assert pushing.is_stopped("--set-upstream", "HEAD:refs/heads/other")


def test_a_leak_that_the_remote_has_already_stops_nothing(pushing: Pushing) -> None:
    pushing.repo.commit({"a.env": LEAK})
    pushing.repo.git("push", "--quiet", "--no-verify", "origin", "main")
    pushing.repo.git("checkout", "--quiet", "-b", "side")
    assert pushing.passes("side")
    new = pushing.repo.commit({"b": "2"})
    assert pushing.passes("side")
    assert pushing.has(new)


def test_a_forced_push_is_scanned_from_where_it_differs(pushing: Pushing) -> None:
    pushing.repo.commit({"a": "1"})
    assert pushing.passes("main")
    pushing.repo.git("reset", "--quiet", "--hard", "HEAD~")
    pushing.repo.commit({"a.env": LEAK})
    assert pushing.is_stopped("--force", "main")


def test_a_forced_push_over_work_that_is_not_here_is_scanned_as_a_new_branch(pushing: Pushing, tmp_path: Path) -> None:
    pushing.repo.git("clone", "--quiet", str(pushing.remote.path), str(tmp_path / "colleague"))
    colleague = GitRepo(tmp_path / "colleague", init=None)
    colleague.commit({"theirs": "1"})
    colleague.git("push", "--quiet", "origin", "main")
    pushing.repo.commit({"a.env": LEAK})
    assert pushing.is_stopped("--force", "main")


def test_a_deletion_passes(pushing: Pushing) -> None:
    assert pushing.passes("main:refs/heads/gone")
    assert pushing.passes("--delete", "gone")
    assert b"gone" not in pushing.refs()


def test_a_tag_on_a_new_commit_with_a_leak_is_stopped(pushing: Pushing) -> None:
    pushing.repo.commit({"a.env": LEAK})
    pushing.repo.git("tag", "light")
    pushing.repo.git("tag", "--annotate", "--message", "fine", "annotated")
    assert pushing.is_stopped("light")
    assert pushing.is_stopped("annotated")


def test_the_message_of_a_tag_on_a_new_commit_counts(pushing: Pushing) -> None:
    pushing.repo.commit({"a": "1"})
    pushing.repo.git("tag", "--annotate", "--message", LEAK, "annotated")
    assert pushing.is_stopped("annotated")


def test_the_message_of_a_commit_counts(pushing: Pushing) -> None:
    pushing.repo.commit({"a": "1"}, f"Use {SECRET}")
    assert pushing.is_stopped("main")


def test_a_leak_in_the_second_of_several_refs_stops_them_all(pushing: Pushing) -> None:
    pushing.repo.commit({"a": "1"})
    pushing.repo.git("checkout", "--quiet", "-b", "side")
    pushing.repo.commit({"a.env": LEAK})
    pushing.repo.git("checkout", "--quiet", "main")
    assert pushing.is_stopped("main", "side")
    assert pushing.is_stopped("--all")


def test_a_leak_in_the_second_of_several_tags_stops_them_all(pushing: Pushing) -> None:
    pushing.repo.commit({"a": "1"})
    pushing.repo.git("tag", "--annotate", "--message", "fine", "v1")
    pushing.repo.git("tag", "--annotate", "--message", LEAK, "v2", "HEAD~")
    assert pushing.is_stopped("v1", "v2")
    assert pushing.is_stopped("--tags")


def test_the_first_push_of_everything_scans_everything(pushing: Pushing, tmp_path: Path) -> None:
    pushing.repo.commit({"a.env": LEAK})
    pushing.repo.commit({"a.env": SAFE})
    second = GitRepo(tmp_path / "second.git", ("--bare",))
    pushing.repo.git("remote", "add", "second", str(second.path))
    assert pushing.is_stopped("main", to="second")
    assert second.git("for-each-ref") == b""


def test_a_second_remote_does_not_have_what_the_first_one_has(pushing: Pushing, tmp_path: Path) -> None:
    pushing.repo.commit({"a.env": LEAK})
    pushing.repo.git("push", "--quiet", "--no-verify", "origin", "main")
    clean = pushing.repo.commit({"b": "2"})
    second = GitRepo(tmp_path / "second.git", ("--bare",))
    pushing.repo.git("remote", "add", "second", str(second.path))
    assert pushing.is_stopped("main", to="second")
    assert pushing.passes("main")
    assert pushing.has(clean)


def test_a_push_to_a_url_scans_everything_that_the_ref_there_does_not_have(pushing: Pushing) -> None:
    pushing.repo.commit({"a.env": LEAK})
    url = f"file://user:{SECRET}@localhost{pushing.remote.path}"
    assert pushing.is_stopped("main:refs/heads/new", to=url)
    assert pushing.is_stopped("main", to=str(pushing.remote.path))


def test_a_push_from_a_linked_worktree_is_scanned(plain: Pushing, tmp_path: Path) -> None:
    plain.repo.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    linked = plain._replace(repo=GitRepo(tmp_path / "linked", init=None))
    linked.repo.commit({"a.env": LEAK})
    assert linked.is_stopped("side")


def test_a_push_from_a_subdirectory_is_scanned(plain: Pushing) -> None:
    plain.repo.commit({"d/e/b": "1", "a.env": LEAK})
    done = subprocess.run(
        ["git", "push", "origin", "main"], cwd=plain.repo.path / "d" / "e", capture_output=True, check=False
    )
    assert done.returncode == 1
    assert b"a.env:1" in done.stderr + done.stdout


def test_tags_that_pre_commit_does_not_start_for_are_stopped_by_the_line(plain: Pushing) -> None:
    plain.repo.git("tag", "--annotate", "--message", LEAK, "v1")
    assert plain.is_stopped("v1")
    plain.repo.stage("key", LEAK)
    plain.repo.git("tag", "blob", plain.repo.oid(":key"))
    tree = plain.repo.git("write-tree").decode().strip()
    plain.repo.git("tag", "tree", tree)
    assert plain.is_stopped("blob")
    assert plain.is_stopped("tree")


def test_more_than_the_pushed_branch_is_scanned_under_pre_commit_and_it_says_so(managed: Pushing) -> None:
    managed.repo.git("checkout", "--quiet", "-b", "private")
    managed.repo.commit({"a.env": LEAK})
    managed.repo.git("checkout", "--quiet", "main")
    managed.repo.commit({"a": "1"})
    assert "pre-commit names only the first ref" in managed.push("main").stdout
    assert managed.is_stopped("main")


def test_pre_commit_starts_no_hook_for_a_tag_on_a_commit_that_the_remote_has(managed: Pushing) -> None:
    """A limit of pre-commit that docs/hooks.md names: the hook of one line has no such gap."""
    managed.repo.git("tag", "--annotate", "--message", LEAK, "v1")
    assert managed.passes("v1")


def test_run_by_hand_the_hook_scans_what_no_remote_has(managed: Pushing) -> None:
    by_hand = ("run", "--hook-stage", "pre-push", "--all-files")
    assert pre_commit(managed.repo, *by_hand).returncode == 0
    first = managed.repo.oid("HEAD")
    managed.repo.commit({"a.env": LEAK})
    assert pre_commit(managed.repo, *by_hand).returncode == 1
    ends = ("run", "--hook-stage", "pre-push", "--from-ref", first, "--to-ref", "HEAD")
    assert pre_commit(managed.repo, *ends).returncode == 1
