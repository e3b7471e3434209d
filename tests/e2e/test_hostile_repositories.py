"""Repositories that somebody prepared: nothing of theirs is run, and nothing of anybody else is read through them."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests import tokens
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.e2e.conftest import Command


class Hostile(NamedTuple):
    """What lies around a repository that is to be scanned."""

    repo: GitRepo
    """The prepared repository."""
    victim: GitRepo
    """A repository of the same user, with a secret of its own."""
    script: Path
    """A program that leaves a marker when it is run."""
    marker: Path

    @property
    def pushed(self) -> bytes:
        """What git tells a pre-push hook of a new branch."""
        return f"refs/heads/main {self.repo.oid('HEAD')} refs/heads/main {'0' * 40}\n".encode()


LEAK = f"CLOUDFLARE_API_TOKEN={tokens.user_token('own')}\n"
PRIVATE = tokens.user_token("victim")

SCANS: dict[str, tuple[str, ...]] = {
    "tree": ("scan", "."),
    "tree with the ignored": ("scan", ".", "--no-gitignore"),
    "staged": ("scan", "--staged"),
    "staged paths": ("scan", "--staged", "."),
    "history": ("scan", "--history"),
    "unreachable": ("scan", "--history", "--unreachable"),
    "range": ("scan", "--range", "HEAD~2..HEAD"),
    "since": ("scan", "--since", "HEAD~2"),
    "push": ("scan", "--pre-push", "origin"),
    "trusted configuration": ("scan", ".", "--config-from", "HEAD"),
    "baseline": ("baseline", "create", "--baseline", "known.jsonl"),
    "doctor": ("doctor",),
}

# What a repository's own configuration and files can make git start.
PROGRAMS: dict[str, dict[str, str]] = {
    "fsmonitor": {"core.fsmonitor": "{script}"},
    "hooks path": {"core.hooksPath": "{hooks}"},
    "external diff": {"diff.external": "{script}"},
    "textconv": {"diff.hostile.textconv": "{script}", "diff.hostile.cachetextconv": "true"},
    "diff command": {"diff.hostile.command": "{script}"},
    "filters": {"filter.hostile.clean": "{script}", "filter.hostile.smudge": "{script}"},
    "filter process": {"filter.hostile.process": "{script}", "filter.hostile.required": "true"},
    "merge driver": {"merge.hostile.driver": "{script} %O %A %B"},
    "pager": {"core.pager": "{script}", "pager.log": "{script}", "pager.ls-files": "true", "pager.config": "true"},
    "aliases": {f"alias.{name}": "!{script}" for name in ("cat-file", "ls-files", "rev-parse", "rev-list", "log")},
    "signatures": {"gpg.program": "{script}", "gpg.ssh.program": "{script}", "log.showSignature": "true"},
    "transport": {"core.sshCommand": "{script}", "core.gitProxy": "{script}", "core.askPass": "{script}"},
    "promisor": {
        "extensions.partialClone": "origin",
        "remote.origin.url": "ext::{script}",
        "remote.origin.promisor": "true",
        "remote.origin.partialCloneFilter": "blob:none",
        "remote.origin.uploadpack": "{script}",
        "protocol.ext.allow": "always",
    },
    "credentials": {"credential.helper": "!{script}"},
    "alternate refs": {"core.alternateRefsCommand": "{script}"},
    "trailers": {"trailer.sign.command": "{script}", "trailer.sign.cmd": "{script}"},
    "submodules": {"submodule.sub.update": "!{script}", "submodule.recurse": "true"},
    "editors": {"core.editor": "{script}", "sequence.editor": "{script}"},
    "maintenance": {"gc.auto": "1", "maintenance.auto": "true", "gc.recentObjectsHook": "{script}"},
}
HOOKS = ("pre-commit", "post-checkout", "post-index-change", "reference-transaction", "fsmonitor-watchman", "pre-push")


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    """A repository with a leak, hooks that leave a marker, and a victim beside it."""
    victim = GitRepo(tmp_path / "victim")
    victim.commit({"private.env": f"CLOUDFLARE_API_TOKEN={PRIVATE}\n", ".cf-secret-guard.yaml": "decode: false\n"})
    repo = GitRepo(tmp_path / "repo")
    repo.commit({}, "root")
    repo.commit({".gitattributes": "* diff=hostile filter=hostile merge=hostile\n", "old.env": LEAK, "changed": "1\n"})
    repo.commit({"changed": "2\n"}, "second")
    repo.stage("leak.env", LEAK)
    repo.write("changed", "3\n")
    marker, script = tmp_path / "ran", tmp_path / "hostile"
    script.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\ncat\n")
    script.chmod(0o755)
    return Hostile(repo, victim, script, marker)


@pytest.mark.parametrize("scan", SCANS.values(), ids=list(SCANS))
@pytest.mark.parametrize("settings", PROGRAMS.values(), ids=list(PROGRAMS))
def test_nothing_that_a_repository_names_is_run(
    guard: Command, hostile: Hostile, tmp_path: Path, settings: dict[str, str], scan: tuple[str, ...]
) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for hook in HOOKS:
        (hooks / hook).symlink_to(hostile.script)
        (hostile.repo.path / ".git" / "hooks" / hook).unlink(missing_ok=True)
        (hostile.repo.path / ".git" / "hooks" / hook).symlink_to(hostile.script)
    included = tmp_path / "included"
    for key, value in settings.items():
        hostile.repo.git("config", "--file", str(included), key, value.format(script=hostile.script, hooks=hooks))
    hostile.repo.git("config", "include.path", str(included))
    pushed = hostile.pushed
    hostile.marker.unlink(missing_ok=True)
    done = guard(*scan, cwd=hostile.repo.path, data=pushed)
    assert not hostile.marker.exists(), hostile.marker.read_text()
    if scan[0] == "scan":
        assert done.returncode == 1, done.stderr


def lead_work_tree_away(hostile: Hostile) -> None:
    """The work tree is said to be the victim's."""
    hostile.repo.config("core.worktree", str(hostile.victim.path))


def symlink_dot_git(hostile: Hostile) -> None:
    """``.git`` is a symlink to the victim's."""
    (hostile.repo.path / ".git").rename(hostile.repo.path.parent / "away")
    (hostile.repo.path / ".git").symlink_to(hostile.victim.path / ".git")


def dot_git_file(hostile: Hostile) -> None:
    """``.git`` is a file that names the victim's."""
    (hostile.repo.path / ".git").rename(hostile.repo.path.parent / "away")
    (hostile.repo.path / ".git").write_text(f"gitdir: {hostile.victim.path / '.git'}\n")


def common_directory(hostile: Hostile) -> None:
    """``.git`` says that it is a linked worktree of the victim's."""
    (hostile.repo.path / ".git" / "commondir").write_text(f"{hostile.victim.path / '.git'}\n")


def alternates(hostile: Hostile) -> None:
    """The victim's objects are an alternate object store."""
    info = hostile.repo.path / ".git" / "objects" / "info"
    info.mkdir(exist_ok=True)
    (info / "alternates").write_text(f"{hostile.victim.path / '.git' / 'objects'}\n")


def symlinked_file(hostile: Hostile) -> None:
    """A tracked file is a symlink to the victim's."""
    (hostile.repo.path / "link.env").symlink_to(hostile.victim.path / "private.env")
    hostile.repo.git("add", "link.env")


def symlinked_directory(hostile: Hostile) -> None:
    """A directory with tracked files was replaced by a symlink to the victim's."""
    hostile.repo.commit({"sub/private.env": "nothing\n"})
    (hostile.repo.path / "sub" / "private.env").unlink()
    (hostile.repo.path / "sub").rmdir()
    (hostile.repo.path / "sub").symlink_to(hostile.victim.path)


def symlinked_configuration(hostile: Hostile) -> None:
    """Our own configuration is a symlink to the victim's file."""
    (hostile.repo.path / ".cf-secret-guard.yaml").symlink_to(hostile.victim.path / "private.env")


READS = (
    lead_work_tree_away,
    symlink_dot_git,
    dot_git_file,
    common_directory,
    alternates,
    symlinked_file,
    symlinked_directory,
    symlinked_configuration,
)


@pytest.mark.parametrize("scan", SCANS.values(), ids=list(SCANS))
@pytest.mark.parametrize("prepare", READS, ids=[prepare.__name__ for prepare in READS])
def test_nothing_of_another_directory_is_read_through_a_repository(
    guard: Command, hostile: Hostile, prepare: Callable[[Hostile], None], scan: tuple[str, ...]
) -> None:
    private = json.loads(guard("scan", "-f", "json", "private.env", cwd=hostile.victim.path).stdout)["findings"][0]
    pushed = hostile.pushed
    prepare(hostile)
    extra = ("-f", "json") if scan[0] == "scan" else ()
    done = guard(*scan, *extra, cwd=hostile.repo.path, data=pushed)
    assert b"Traceback" not in done.stderr
    said = done.stdout + done.stderr
    for file in hostile.repo.path.glob("known.jsonl"):
        said += file.read_bytes()
    assert private["fingerprint"].encode() not in said
    assert PRIVATE.encode() not in said


@pytest.mark.parametrize("prepare", READS, ids=[prepare.__name__ for prepare in READS])
def test_what_such_a_repository_holds_itself_is_still_found_in_its_files(
    guard: Command, hostile: Hostile, prepare: Callable[[Hostile], None]
) -> None:
    prepare(hostile)
    done = guard("scan", ".", "--no-config", "-f", "json", cwd=hostile.repo.path)
    assert done.returncode == 1, done.stderr
    assert {finding["path"] for finding in json.loads(done.stdout)["findings"]} >= {"leak.env", "old.env"}


def test_a_repository_that_is_meant_is_read_where_the_user_says_so(guard: Command, hostile: Hostile) -> None:
    symlink_dot_git(hostile)
    refused = guard("scan", "--staged", ".", cwd=hostile.repo.path)
    assert refused.returncode == 3
    assert b"GIT_DIR" in refused.stderr
    meant = guard("scan", "--staged", ".", cwd=hostile.repo.path, env={"GIT_DIR": ".git"})
    assert meant.returncode == 1


@pytest.mark.parametrize("make", ["worktree", "submodule", "separate"])
def test_what_git_itself_sets_up_elsewhere_is_read(guard: Command, tmp_path: Path, make: str) -> None:
    main = GitRepo(tmp_path / "main")
    main.commit({"a": "1"})
    place = tmp_path / "other"
    match make:
        case "worktree":
            main.git("worktree", "add", "--quiet", str(place))
        case "submodule":
            main.git("-c", "protocol.file.allow=always", "submodule", "--quiet", "add", str(main.path), "sub")
            place = main.path / "sub"
        case _:
            main.git("init", "--quiet", f"--separate-git-dir={tmp_path / 'objects.git'}", str(place))
    GitRepo(place, None).stage("leak.env", LEAK)
    assert guard("scan", "--staged", cwd=place).returncode == 1
    assert guard("scan", ".", cwd=place).returncode == 1


def test_a_repository_of_another_user_is_refused_with_the_next_step(guard: Command, tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    repo.stage("leak.env", LEAK)
    # git takes every repository for another user's if it is told so, which our own environment never does.
    wrapper = tmp_path / "bin" / "git"
    wrapper.parent.mkdir()
    wrapper.write_text(f'#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec {shutil.which("git")} "$@"\n')
    wrapper.chmod(0o755)
    for scan in SCANS.values():
        done = guard(*scan, cwd=repo.path, env={"PATH": f"{wrapper.parent}{os.pathsep}{os.environ['PATH']}"})
        assert done.returncode == 3
        assert b"safe.directory" in done.stdout + done.stderr
