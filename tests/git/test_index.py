from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.git import Repository
from cf_secret_guard.git.index import GITLINK, SYMLINK, below, pathspecs
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path


def staged(start: Path, paths: list[bytes] | None = None) -> dict[bytes, str]:
    """What is staged, as path to mode; each path once."""
    found = Repository.discover(str(start))
    assert found is not None
    entries = found.staged(paths)
    assert len({(entry.path, entry.stage) for entry in entries}) == len(entries)
    return {entry.path: entry.mode for entry in entries}


FORMATS = pytest.mark.parametrize("init", [("--object-format=sha1",), ("--object-format=sha256",)], ids="/".join)


@FORMATS
def test_before_the_first_commit_everything_in_the_index_differs(tmp_path: Path, init: tuple[str, ...]) -> None:
    repo = GitRepo(tmp_path / "repo", init)
    assert staged(repo.path) == {}
    repo.stage("a", "1")
    repo.stage("sub/b", "2")
    assert staged(repo.path) == {b"a": "100644", b"sub/b": "100644"}


@FORMATS
def test_what_differs_from_head_is_listed_with_its_object(tmp_path: Path, init: tuple[str, ...]) -> None:
    repo = GitRepo(tmp_path / "repo", init)
    repo.commit({"same": "1", "changed": "1", "deleted": "1", "becomes-link": "1"})
    repo.stage("changed", "2")
    repo.stage("added", "3")
    repo.git("rm", "--quiet", "deleted")
    (repo.path / "becomes-link").unlink()
    (repo.path / "becomes-link").symlink_to("target")
    repo.stage("becomes-link")
    assert staged(repo.path) == {b"added": "100644", b"becomes-link": SYMLINK, b"changed": "100644"}
    found = Repository.discover(str(repo.path))
    assert found is not None
    assert {entry.path: entry.oid for entry in found.staged()}[b"changed"] == repo.oid(":changed")


def test_a_file_named_head_does_not_stand_for_the_missing_one(repo: GitRepo) -> None:
    repo.stage("HEAD", "1")
    assert staged(repo.path) == {b"HEAD": "100644"}


def test_a_broken_head_hides_nothing(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    (repo.path / ".git" / "refs" / "heads" / "main").write_text("garbage\n")
    assert staged(repo.path) == {b"a": "100644"}


def test_a_detached_head_counts(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.git("switch", "--quiet", "--detach")
    repo.stage("b", "2")
    assert staged(repo.path) == {b"b": "100644"}


def test_renames_and_copies_hide_nothing(repo: GitRepo) -> None:
    text = "".join(f"line {number}\n" for number in range(100))
    repo.commit({"old": text, "source": text})
    repo.config("diff.renames", "copies")
    repo.git("mv", "old", "new")
    repo.stage("copy", text)
    assert set(staged(repo.path)) == {b"new", b"copy"}


def test_a_change_of_mode_alone_is_listed(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.git("update-index", "--chmod=+x", "a")
    assert staged(repo.path) == {b"a": "100755"}


def test_the_whole_index_is_meant_from_any_directory_and_relative_diffs_change_nothing(repo: GitRepo) -> None:
    repo.commit({"sub/old": "1"})
    repo.stage("root", "1")
    repo.stage("sub/new", "1")
    for key, value in {"diff.relative": "true", "diff.noprefix": "true", "diff.orderFile": "/dev/null"}.items():
        repo.config(key, value)
    assert set(staged(repo.path / "sub")) == {b"root", b"sub/new"}


@pytest.mark.parametrize(
    "name", [b"caf\xc3\xa9", b"\xff", b"new\nline", b"-rf", b":(glob)**", b":!x", b"a b\t\"'", b"*"]
)
def test_odd_names_are_told_as_they_are(repo: GitRepo, name: bytes) -> None:
    repo.config("core.quotePath", "true")
    repo.stage(name, "1")
    repo.stage("other", "1")
    assert staged(repo.path) == {name: "100644", b"other": "100644"}
    assert staged(repo.path, [name]) == {name: "100644"}


def test_given_paths_are_listed_whether_they_differ_or_not(repo: GitRepo) -> None:
    repo.commit({"a": "1", "sub/b": "1", "sub/deep/c": "1", "subway": "1"})
    repo.stage("d", "1")
    assert set(staged(repo.path, [b"a"])) == {b"a"}
    assert set(staged(repo.path / "sub", [b"sub"])) == {b"sub/b", b"sub/deep/c"}
    assert set(staged(repo.path, [b""])) == {b"a", b"d", b"sub/b", b"sub/deep/c", b"subway"}
    assert set(staged(repo.path, [b"a", b"*", b"nothing"])) == {b"a"}
    assert set(staged(repo.path, [b"a", *(b"x" * 200 + str(n).encode() for n in range(200))])) == {b"a"}


def test_intent_to_add_is_told_from_an_empty_file(repo: GitRepo) -> None:
    repo.commit({"again": "1"})
    repo.git("rm", "--quiet", "--cached", "again")
    for name in ("intended", "flags: 0", "other\nflags: 20004000"):
        repo.write(name, "content")
    repo.git("add", "--intent-to-add", "intended", "flags: 0", "again")
    repo.stage("empty", "")
    repo.stage("other\nflags: 20004000", "")
    found = Repository.discover()
    assert found is not None
    expected = {b"again": True, b"empty": False, b"flags: 0": True, b"intended": True, b"other\nflags: 20004000": False}
    assert {entry.path: entry.intent_to_add for entry in found.staged()} == expected
    assert {entry.path: entry.intent_to_add for entry in found.staged([b""])} == expected


def test_unmerged_paths_have_an_entry_for_each_stage(repo: GitRepo) -> None:
    repo.commit({"both": "base\n", "deleted": "base\n"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit({"both": "theirs\n", "deleted": "theirs\n", "new": "1"})
    repo.git("switch", "--quiet", "main")
    repo.git("rm", "--quiet", "deleted")
    repo.commit({"both": "ours\n"})
    repo.git("merge", "side", check=False)
    found = Repository.discover()
    assert found is not None
    expected = {(b"both", 1), (b"both", 2), (b"both", 3), (b"deleted", 1), (b"deleted", 3), (b"new", 0)}
    assert {(entry.path, entry.stage) for entry in found.staged()} == expected
    assert {(entry.path, entry.stage) for entry in found.staged([b"both"])} == {(b"both", n) for n in (1, 2, 3)}


def test_a_gitlink_is_told_even_if_submodules_are_to_be_ignored(repo: GitRepo) -> None:
    module = GitRepo(repo.path / "module")
    commit = module.commit({"file": "1"})
    repo.config("diff.ignoreSubmodules", "all")
    repo.config("submodule.module.ignore", "all")
    repo.stage(".gitmodules", '[submodule "module"]\n\tpath = module\n\turl = ./module\n\tignore = all\n')
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    assert staged(repo.path)[b"module"] == GITLINK


def test_what_git_is_told_not_to_look_at_is_listed(repo: GitRepo) -> None:
    repo.commit({"assumed": "1", "skipped": "1"})
    repo.stage("assumed", "2")
    repo.stage("skipped", "2")
    repo.git("update-index", "--assume-unchanged", "assumed")
    repo.git("update-index", "--skip-worktree", "skipped")
    assert set(staged(repo.path)) == {b"assumed", b"skipped"}


def test_a_split_index_is_read(repo: GitRepo) -> None:
    repo.commit({"a": "1", "b": "1"})
    repo.git("update-index", "--split-index")
    repo.stage("b", "2")
    assert set(staged(repo.path)) == {b"b"}
    assert set(staged(repo.path, [b""])) == {b"a", b"b"}


def test_a_sparse_index_is_read(repo: GitRepo) -> None:
    repo.commit({"in/a": "1", "out/b": "1", "out/deep/c": "1"})
    repo.git("sparse-checkout", "set", "--cone", "--sparse-index", "in")
    assert b"out/\n" in repo.git("ls-files", "--sparse")
    assert set(staged(repo.path, [b"out"])) == {b"out/b", b"out/deep/c"}
    repo.write("out/deep/c", "2")
    repo.git("add", "--sparse", "out/deep/c")
    assert set(staged(repo.path / "in")) == {b"out/deep/c"}
    assert set(staged(repo.path, [b"out"])) == {b"out/b", b"out/deep/c"}


def test_a_linked_worktree_has_its_own_index(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    GitRepo(tmp_path / "linked", None).stage("b", "1")
    assert set(staged(tmp_path / "linked")) == {b"b"}
    assert set(staged(repo.path)) == set()


def test_the_index_that_the_environment_names_is_read(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a": "1"})
    monkeypatch.setenv("GIT_INDEX_FILE", str(repo.path / ".git" / "other"))
    repo.git("read-tree", "HEAD")
    repo.stage("b", "1")
    assert set(staged(repo.path)) == {b"b"}
    monkeypatch.delenv("GIT_INDEX_FILE")
    assert set(staged(repo.path)) == set()


def test_objects_in_an_alternate_directory_count(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1"})
    (repo.path / ".git" / "objects").rename(tmp_path / "objects")
    (repo.path / ".git" / "objects").mkdir()
    monkeypatch.setenv("GIT_ALTERNATE_OBJECT_DIRECTORIES", str(tmp_path / "objects"))
    repo.stage("b", "1")
    assert set(staged(repo.path)) == {b"b"}


def test_replace_refs_hide_nothing(repo: GitRepo) -> None:
    first = repo.commit({"a": "1"})
    second = repo.commit({"b": "1"})
    repo.git("replace", first, second)
    repo.git("reset", "--quiet", "--soft", first)
    assert set(staged(repo.path)) == {b"b"}


@pytest.mark.parametrize(
    ("path", "wanted", "expected"),
    [
        (b"a", [], True),
        (b"a", [b""], True),
        (b"a/b/c", [b"a"], True),
        (b"a/b/c", [b"a/b"], True),
        (b"a/b/c", [b"a/b/c"], True),
        (b"a/b/c", [b"a/b/c/d"], False),
        (b"ab/c", [b"a"], False),
        (b"a", [b"A"], False),
        (b"b/a", [b"a"], False),
    ],
)
def test_below_means_the_path_itself_or_a_directory_above(path: bytes, wanted: list[bytes], expected: bool) -> None:  # noqa: FBT001 - a table's column
    assert below(path, frozenset(wanted)) is expected


def test_pathspecs_are_literal_and_none_or_too_many_mean_everything() -> None:
    assert pathspecs([b"*", b":x"]) == [b":(top,literal)*", b":(top,literal):x"]
    assert pathspecs([]) == [b":(top)"]
    assert pathspecs([b"x" * 100] * 1000) == [b":(top)"]
