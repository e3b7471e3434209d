from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import Repository
from cf_secret_guard.git.history import History, OutOfTimeError
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path


def history(repo: GitRepo, seconds: float = 60) -> History:
    found = Repository.discover(str(repo.path))
    assert found is not None
    return History(found, seconds)


def blob(repo: GitRepo, commit: str, path: str = "a") -> str:
    return repo.oid(f"{commit}:{path}")


def test_versions_come_newest_first_with_what_was_before(repo: GitRepo) -> None:
    one = repo.commit({"a": "1", "b": "x"})
    two = repo.commit({"a": "2"})
    repo.commit({"b": "y"})
    first, second = blob(repo, one), blob(repo, two)
    repo.git("rm", "--quiet", "a")
    three = repo.commit()
    found = list(history(repo).versions([b"a"]))
    assert [(item.commit, item.oid, item.before) for item in found] == [
        (three, None, (second,)),
        (two, second, (first,)),
        (one, first, ()),
    ]
    assert found[0].time == 1704067200


def test_versions_of_every_ref_are_found(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    side = repo.commit({"a": "side"})
    repo.git("update-ref", "refs/remotes/origin/side", "HEAD")
    repo.git("checkout", "--quiet", "main")
    repo.git("branch", "--quiet", "-D", "side")
    assert side in {item.commit for item in history(repo).versions([b"a"])}


def test_a_merge_is_a_version_only_if_it_made_something_new(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    side = repo.commit({"a": "2"})
    repo.git("checkout", "--quiet", "main")
    repo.commit({"b": "x"})
    repo.git("merge", "--quiet", "--no-ff", "--no-edit", "side")
    plain = repo.oid("HEAD")
    main = repo.commit({"a": "3"})
    repo.git("checkout", "--quiet", "side")
    other = repo.commit({"a": "4"})
    repo.git("checkout", "--quiet", "main")
    repo.git("merge", "--quiet", "--no-commit", "side", check=False)
    evil = repo.commit({"a": "evil"})
    found = {item.commit: item for item in history(repo).versions([b"a"])}
    assert plain not in found
    assert side in found
    assert set(found[evil].before) == {blob(repo, main), blob(repo, other)}


@pytest.mark.parametrize("name", [b"a b", b"-x", b":(glob)*", b"*", b"n\nl", b"\xff\xfe", b":!x", b"d/\xc3\xa9"])
def test_a_path_is_taken_literally(name: bytes, repo: GitRepo) -> None:
    repo.stage(name, "1")
    repo.commit({"other": "2"})
    (found,) = history(repo).versions([name])
    assert found.oid == repo.git("hash-object", "--stdin", data=b"1").decode().strip()


def test_a_submodule_is_no_content(repo: GitRepo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},a")
    repo.commit()
    assert [item.oid for item in history(repo).versions([b"a"])] == [None]


def test_a_repository_without_commits_has_no_versions(repo: GitRepo) -> None:
    repo.stage("a", "1")
    assert list(history(repo).versions([b"a"])) == []


HOSTILE = {
    "log.showSignature": "true",
    "gpg.program": "touch-marker",
    "log.showRoot": "false",
    "diff.orderFile": "/nonexistent",
    "diff.external": "touch-marker",
    "color.ui": "always",
    "core.pager": "touch-marker",
    "format.pretty": "raw",
    "log.date": "relative",
    "diff.renames": "copies",
    "diff.relative": "true",
    "core.quotePath": "true",
    "log.diffMerges": "off",
}


def test_no_configuration_of_the_repository_changes_the_answer_or_runs(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"d/a": "1"})
    second = repo.commit({"d/a": "2"}, "signed")
    expected = list(history(repo).versions([b"d/a"]))
    marker = tmp_path / "marker"
    program = tmp_path / "touch-marker"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for key, value in HOSTILE.items():
        repo.config(key, value)
    asked = history(repo)
    assert list(asked.versions([b"d/a"])) == expected
    assert asked.describe(second)[1] == "Test <test@example.invalid>"
    assert asked.source_of(second, b"d/a") is None
    assert not marker.exists()


def test_a_rename_is_recognised_and_an_addition_is_none(repo: GitRepo) -> None:
    added = repo.commit({"old name": "content\n" * 20, "keep": "x"})
    repo.git("mv", "old name", "n\new")
    (repo.path / "n\new").write_text("content\n" * 20 + "more\n")
    repo.git("add", "--all")
    renamed = repo.commit()
    asked = history(repo)
    assert asked.source_of(renamed, b"n\new") == b"old name"
    assert asked.source_of(renamed, b"keep") is None
    assert asked.source_of(added, b"old name") is None


def test_what_is_unpublished_is_what_no_remote_branch_and_no_tag_reaches(repo: GitRepo) -> None:
    one, two, three, four = (repo.commit({"a": str(number)}) for number in range(4))
    asked = history(repo)
    assert asked.unpublished([one, two]) == {one, two}
    repo.git("update-ref", "refs/remotes/origin/main", one)
    repo.git("tag", "v1", three)
    assert asked.unpublished([one, two, three, four]) == {four}
    assert asked.refs_with(one, "refs/remotes/", 5) == ("origin/main",)
    assert asked.refs_with(two, "refs/remotes/", 5) == ()
    assert asked.refs_with(two, "refs/tags/", 5) == ("v1",)


def test_the_remotes_own_head_is_no_branch(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    assert not history(repo).has_refs("refs/remotes/")
    repo.git("update-ref", "refs/remotes/origin/main", one)
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    assert history(repo).refs_with(one, "refs/remotes/", 5) == ("origin/main",)
    assert history(repo).has_refs("refs/remotes/")


def test_a_shallow_clone_says_so(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(tmp_path / "clone"))
    assert history(GitRepo(tmp_path / "clone", init=None)).is_shallow()
    assert not history(repo).is_shallow()


def test_a_question_that_git_cannot_answer_is_an_error(repo: GitRepo) -> None:
    with pytest.raises(GitError, match="git rev-list failed"):
        history(repo).unpublished(["1" * 40])


def test_after_the_deadline_nothing_is_asked(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    late = history(repo, 0)
    with pytest.raises(OutOfTimeError):
        list(late.versions([b"a"]))
    with pytest.raises(OutOfTimeError):
        list(late.read_blobs([blob(repo, one)]))
    assert late.left <= 0


def test_a_git_that_takes_too_long_is_killed(repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = history(repo, 0.5)
    slow = tmp_path / "bin" / "git"
    slow.parent.mkdir()
    slow.write_text(f"#!{sys.executable}\nimport time\ntime.sleep(60)\n")
    slow.chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow.parent}:{os.environ['PATH']}")
    with pytest.raises(OutOfTimeError, match="took too long"):
        list(asked.versions([b"a"]))
