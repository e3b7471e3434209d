from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest

import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError, UsageError
from cf_secret_guard.git import Repository
from tests.git.processes import fake_git
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path


def discover(start: Path | None = None) -> Repository:
    found = Repository.discover(None if start is None else str(start))
    assert found is not None
    return found


@pytest.mark.parametrize("name", ["plain", "with space", "with\nnewline", "caf\u00e9", b"\xff", "-dash", ":(glob)*"])
def test_a_repository_tells_where_it_is_whatever_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | bytes
) -> None:
    top = tmp_path / os.fsdecode(name)
    repo = GitRepo(top)
    (top / "sub" / "deep").mkdir(parents=True)
    monkeypatch.chdir(top / "sub" / "deep")
    for found in (discover(), discover(top / "sub" / "deep")):
        assert (found.root, found.git_dir) == (os.fsencode(top), os.fsencode(repo.path / ".git"))
        assert found.prefix == b"sub/deep/"
    monkeypatch.chdir(top)
    assert discover().prefix == b""


def test_discovery_is_one_process(repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"a": "1"})
    fake_git(tmp_path, monkeypatch, f"echo run >> '{tmp_path}/log'; exec '{shutil.which('git')}' \"$@\"")
    discover()
    assert (tmp_path / "log").read_text() == "run\n"


def test_outside_of_any_repository_there_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert Repository.discover() is None
    assert Repository.discover(str(tmp_path)) is None


def test_a_bare_repository_and_the_inside_of_dot_git_have_no_work_tree(repo: GitRepo, tmp_path: Path) -> None:
    bare = GitRepo(tmp_path / "bare", ("--bare",))
    assert Repository.discover(str(bare.path)) is None
    assert Repository.discover(str(repo.path / ".git")) is None


def test_a_linked_worktree_is_its_own_root(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    found = discover(tmp_path / "linked")
    assert found.root == os.fsencode(tmp_path / "linked")
    assert found.git_dir == os.fsencode(repo.path / ".git" / "worktrees" / "linked")


def test_git_dir_and_work_tree_of_the_environment_are_honoured(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_DIR", str(repo.path / ".git"))
    monkeypatch.setenv("GIT_WORK_TREE", str(elsewhere))
    assert discover().root == os.fsencode(elsewhere)


def test_a_repository_of_another_owner_is_refused_with_the_next_step(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repo.path.is_dir()
    monkeypatch.setattr(git_process, "_KEPT", git_process._KEPT | {"GIT_TEST_ASSUME_DIFFERENT_OWNER"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    with pytest.raises(GitError, match="belongs to another user") as raised:
        discover()
    assert "safe.directory" in raised.value.next_step


def test_safe_directory_from_the_environment_is_honoured(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_process, "_KEPT", git_process._KEPT | {"GIT_TEST_ASSUME_DIFFERENT_OWNER"})
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    for name, value in {"COUNT": "1", "KEY_0": "safe.directory", "VALUE_0": str(repo.path)}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    assert discover().root == os.fsencode(repo.path)


def test_a_broken_repository_is_an_error_and_not_none(repo: GitRepo) -> None:
    (repo.path / ".git" / "config").write_text("[core\nbroken")
    with pytest.raises(GitError, match="bad config line 1") as raised:
        discover()
    assert raised.value.next_step


def test_a_git_that_does_not_know_the_object_format_is_an_error_that_names_the_version(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert repo.path.is_dir()
    separator = "--cf-secret-guard-separator"
    answer = (
        f"/top\\n{separator}\\n/top/.git\\n{separator}\\n\\n{separator}\\n--show-object-format\\n{separator}\\nHEAD\\n"
    )
    fake_git(tmp_path, monkeypatch, f"printf -- '{answer}'")
    with pytest.raises(GitError, match="object format") as raised:
        discover()
    assert "2.28" in raised.value.next_step


def test_without_git_a_repository_is_an_error_and_a_plain_directory_is_none(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setenv("PATH", str(empty))
    (repo.path / "sub").mkdir()
    with pytest.raises(GitError, match="git was not found"):
        Repository.discover(str(repo.path / "sub"))
    assert Repository.discover(str(empty)) is None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a", b"sub/a"),
        ("./a/../b", b"sub/b"),
        ("..", b""),
        (".", b"sub"),
        ("", b"sub"),
        ("../", b""),
        ("deep/", b"sub/deep"),
        (b"\xff\n", b"sub/\xff\n"),
        ("../-x", b"-x"),
        ("../:(glob)*", b":(glob)*"),
        ("../link", b"link"),
        ("../link/x", b"sub/x"),
        ("../..", None),
        ("../../repository-2/a", None),
        ("/", None),
        ("/etc/passwd", None),
    ],
)
def test_a_path_is_translated_to_one_from_the_root(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch, path: str | bytes, expected: bytes | None
) -> None:
    (repo.path / "sub" / "deep").mkdir(parents=True)
    (repo.path / "link").symlink_to("sub")
    monkeypatch.chdir(repo.path / "sub")
    for start in (None, repo.path, repo.path / "sub" / "deep"):
        assert discover(start).relative(path) == expected


def test_an_absolute_path_is_translated_even_through_a_symlink_to_the_repository(repo: GitRepo, tmp_path: Path) -> None:
    (tmp_path / "alias").symlink_to(repo.path)
    assert discover().relative(str(repo.path / "a")) == b"a"
    assert discover().relative(str(tmp_path / "alias" / "a")) == b"a"
    assert discover(tmp_path / "alias").relative("a") == b"a"


@pytest.fixture
def tree(repo: GitRepo) -> GitRepo:
    """Tracked, untracked, ignored, deleted, odd and foreign files."""
    repo.commit({"tracked": "1", "sub/tracked": "1", "gone": "1", ".gitignore": "ignored\nbuild/\n"})
    repo.stage("forced/ignored", "1")
    for name in ("new", "sub/new", "ignored", "build/out", b"odd \xff\n", "-dash", ":(top)", "H 100644 0 0\tx"):
        repo.write(name, "1")
    (repo.path / "gone").unlink()
    inner = GitRepo(repo.path / "inner")
    inner.commit({"file": "1"})
    module = GitRepo(repo.path / "module")
    commit = module.commit({"file": "1"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    return repo


PLAIN = {
    *(b"tracked", b"sub/tracked", b"gone", b".gitignore", b"forced/ignored", b"new", b"sub/new", b"odd \xff\n"),
    *(b"-dash", b":(top)", b"H 100644 0 0\tx", b"inner/", b"module/"),
}


@pytest.mark.parametrize("place", [".", "sub"])
def test_the_work_tree_is_listed_whole_from_any_directory(tree: GitRepo, place: str) -> None:
    found = discover(tree.path / place)
    listed = list(found.list_worktree(ignored=False))
    assert len(listed) == len(set(listed))
    assert set(listed) == PLAIN
    assert set(found.list_worktree(ignored=True)) == PLAIN | {b"ignored", b"build/out"}


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ([b"new"], {b"sub/new"}),
        ([b"."], {b"sub/new", b"sub/tracked"}),
        ([b"../new", b"tracked"], {b"new", b"sub/tracked"}),
        ([b"../-dash", b"../:(top)"], {b"-dash", b":(top)"}),
        ([b"../odd \xff\n"], {b"odd \xff\n"}),
        ([b"../*"], set()),
        ([b".."], PLAIN),
        ([b"../module"], {b"module/"}),
        ([b"../inner"], {b"inner/"}),
        ([b"../ignored"], set()),
    ],
)
def test_paths_restrict_the_list_literally(
    tree: GitRepo, monkeypatch: pytest.MonkeyPatch, paths: list[bytes], expected: set[bytes]
) -> None:
    monkeypatch.chdir(tree.path / "sub")
    for start in (None, tree.path):
        assert set(discover(start).list_worktree(paths, ignored=False)) == expected


def test_more_paths_than_a_command_line_takes_restrict_the_list_too(tree: GitRepo) -> None:
    many = [b"sub"] + [b"x" * 200 + str(number).encode() for number in range(200)]
    assert set(discover(tree.path).list_worktree(many, ignored=False)) == {b"sub/new", b"sub/tracked"}


def test_a_path_outside_of_the_repository_is_a_usage_error(repo: GitRepo) -> None:
    assert repo.path.is_dir()
    with pytest.raises(UsageError, match="outside of the repository"):
        list(discover().list_worktree([b"/etc/passwd"], ignored=False))


def test_an_unmerged_file_is_listed_once(repo: GitRepo) -> None:
    conflict(repo)
    assert list(discover().list_worktree(ignored=False)).count(b"both") == 1


def conflict(repo: GitRepo) -> None:
    """Leave the file ``both`` unmerged."""
    repo.commit({"both": "base\n"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit({"both": "theirs\n"})
    repo.git("switch", "--quiet", "main")
    repo.commit({"both": "ours\n"})
    repo.git("merge", "side", check=False)


def test_a_listing_that_fails_midway_is_an_error(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    found = discover()
    (repo.path / ".git" / "index").write_bytes(b"DIRC broken")
    with pytest.raises(GitError, match="git ls-files failed"):
        list(found.list_worktree(ignored=False))
    with pytest.raises(GitError, match="git diff-index failed"):
        found.staged()
    (repo.path / ".git" / "objects").rename(repo.path / "objects")
    (repo.path / ".git" / "objects").mkdir()
    with pytest.raises(GitError, match="git ls-tree failed"):
        found.in_head((b"a",))


def test_a_file_is_read_as_it_is_in_a_revision(repo: GitRepo) -> None:
    (repo.path / "link").symlink_to("a")
    repo.stage("link")
    repo.stage(b"odd \xff\n", "odd")
    first = repo.commit({"a": b"one\r\n\0", "sub/b": "b"})
    repo.commit({"a": "two"})
    found = discover(repo.path / "sub")
    assert found.show(first, b"a") == b"one\r\n\0"
    assert found.show("HEAD", b"a") == b"two"
    assert found.show("HEAD~1", b"sub/b") == b"b"
    assert found.show("main", b"odd \xff\n") == b"odd"
    for absent in (b"nothing", b"sub", b"link", b"*"):
        assert found.show("HEAD", absent) is None


@pytest.mark.parametrize("revision", ["nothing", "", "--all", "-h", "HEAD\0", "HEAD:a", "main..side"])
def test_a_revision_that_is_none_is_a_usage_error(repo: GitRepo, revision: str) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(UsageError, match="no revision"):
        discover().show(revision, b"a")


def test_configuration_is_told_as_the_user_set_it(repo: GitRepo) -> None:
    repo.config("core.hooksPath", "husky\nsecond line")
    repo.config("core.commentChar", ";")
    found = discover()
    assert found.config_get("core.hooksPath") == "husky\nsecond line"
    assert found.config_get("no.such") is None
    matching = found.config_matching(r"^core\.(comment|hooks)")
    assert matching == {"core.hookspath": "husky\nsecond line", "core.commentchar": ";"}
    assert found.config_matching("^nothing") == {}


def test_what_head_holds_is_told_for_files_and_directories(repo: GitRepo) -> None:
    repo.commit({"a/b/c": "1", "d": "1"})
    found = discover()
    asked = (b"a", b"a/b", b"a/b/c", b"d", b"e", b"a/x", b"*")
    assert found.in_head(asked) == {b"a", b"a/b", b"a/b/c", b"d"}
    assert found.in_head((*asked, *(b"x" * 200 + str(n).encode() for n in range(200)))) == {
        b"a",
        b"a/b",
        b"a/b/c",
        b"d",
    }
    assert found.in_head(()) == frozenset()


def test_before_the_first_commit_head_holds_nothing(repo: GitRepo) -> None:
    repo.stage("a", "1")
    assert discover().in_head((b"a",)) == frozenset()


def test_one_without_a_work_tree_is_taken_if_asked_for(tmp_path: Path) -> None:
    bare = GitRepo(tmp_path / "bare.git", ("--bare",))
    assert Repository.discover(str(bare.path)) is None
    found = Repository.discover(str(bare.path / "refs"), bare=True)
    assert found is not None
    assert (found.root, found.git_dir, found.prefix) == (os.fsencode(bare.path), os.fsencode(bare.path), b"")
    assert (found.is_bare, found.digits, found.directory) == (True, 40, str(bare.path / "refs"))
    assert Repository.discover(str(tmp_path), bare=True) is None


def test_one_with_a_work_tree_is_not_bare(repo: GitRepo) -> None:
    found = Repository.discover(str(repo.path), bare=True)
    assert found is not None
    assert not found.is_bare
