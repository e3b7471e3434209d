from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import Repository
from cf_secret_guard.git.places import dot_git_above, embedded, foreign, is_bare, refused
from tests.gitrepo import GitRepo
from tests.sources.places import powerless

NONE = "not a git repository (or any of the parent directories): .git"


def test_the_nearest_dot_git_is_found_readable_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "top" / "sub" / "deep").mkdir(parents=True)
    assert dot_git_above(str(tmp_path / "top" / "sub")) is None
    (tmp_path / "top" / ".git").symlink_to("gone")
    for place in ("top", "top/sub", "top/sub/deep"):
        assert dot_git_above(str(tmp_path / place)) == str(tmp_path / "top" / ".git")
    monkeypatch.chdir(tmp_path / "top" / "sub")
    assert dot_git_above(".") == str(tmp_path / "top" / ".git")


def test_it_is_looked_for_only_as_far_up_as_git_looks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "top" / "sub" / "deep").mkdir(parents=True)
    (tmp_path / "top" / ".git").touch()
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", f"/elsewhere{os.pathsep}{tmp_path / 'top'}")
    assert dot_git_above(str(tmp_path / "top" / "sub" / "deep")) is None
    assert dot_git_above(str(tmp_path / "top")) is not None


def test_another_file_system_ends_the_search_unless_git_is_told_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mounted").mkdir()
    (tmp_path / ".git").touch()
    real = os.stat

    def stat(path: str) -> os.stat_result:
        found = list(real(path))
        found[2] += path.endswith("mounted")  # st_dev
        return os.stat_result(found)

    monkeypatch.setattr(os, "stat", stat)
    place = str(tmp_path / "mounted")
    without = dot_git_above(place)
    monkeypatch.setenv("GIT_DISCOVERY_ACROSS_FILESYSTEM", "1")
    across = dot_git_above(place)
    monkeypatch.undo()
    assert without is None
    assert across == str(tmp_path / ".git")


def test_a_repository_without_a_work_tree_is_known_by_what_is_in_it(repo: GitRepo, tmp_path: Path) -> None:
    bare = GitRepo(tmp_path / "bare", ("--bare",)).path
    assert is_bare(os.fsencode(bare))
    assert is_bare(os.fsencode(bare / "refs" / "heads"))
    assert not is_bare(os.fsencode(repo.path))
    assert not is_bare(os.fsencode(tmp_path))


@pytest.mark.parametrize(
    "words", [NONE, "this operation must be run in a work tree", "cannot use bare repository '/x' (safe...)"]
)
def test_where_there_is_none_nothing_is_said(tmp_path: Path, words: str) -> None:
    refused(words, str(tmp_path))  # raises nothing


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("not a git repository: /gone/x", "broken: not a git repository: /gone/x"),
        ("cannot change to 'x': Permission denied", "could not be read: Permission denied"),
        ("detected dubious ownership in repository at '/x'", "belongs to another user"),
        ("invalid gitfile format: /x/.git", "invalid gitfile format"),
    ],
)
def test_what_git_refuses_is_an_error_with_the_reason_and_the_next_step(
    tmp_path: Path, words: str, reason: str
) -> None:
    with pytest.raises(GitError, match=reason) as raised:
        refused(words, str(tmp_path))
    assert raised.value.next_step


@pytest.mark.parametrize("lost", ["HEAD", "objects", "refs"])
def test_a_repository_that_lost_a_part_is_broken_and_the_part_is_named(repo: GitRepo, lost: str) -> None:
    (repo.path / "sub").mkdir()
    (repo.path / ".git" / lost).rename(repo.path / "lost")
    with pytest.raises(GitError, match=f"{lost}: No such file") as raised:
        Repository.discover(str(repo.path / "sub"))
    assert str(repo.path / ".git") in raised.value.message
    assert raised.value.next_step


def test_a_head_without_sense_is_broken_too(repo: GitRepo) -> None:
    (repo.path / ".git" / "HEAD").write_text("nonsense")
    with pytest.raises(GitError, match="HEAD or its objects are not valid"):
        Repository.discover()


def test_a_dot_git_file_that_points_nowhere_is_broken(tmp_path: Path) -> None:
    (tmp_path / ".git").write_text("gitdir: /gone/modules/x\n")
    with pytest.raises(GitError, match="/gone/modules/x") as raised:
        Repository.discover(str(tmp_path))
    assert raised.value.next_step


def test_a_dot_git_that_may_not_be_read_is_told_as_that() -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        GitRepo(Path(top) / "repo").path.joinpath(".git").chmod(0)
        with powerless(), pytest.raises(GitError, match=r"\.git: Permission denied"):
            refused(NONE, f"{top}/repo")


def test_a_dot_git_that_belongs_here_is_not_foreign(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.git("worktree", "add", "--quiet", str(tmp_path / "linked"))
    repo.git("init", "--quiet", f"--separate-git-dir={tmp_path / 'store.git'}", str(tmp_path / "separate"))
    (tmp_path / "alias").symlink_to(repo.path)
    for place in (repo.path, tmp_path / "linked", tmp_path / "separate", tmp_path / "alias"):
        found = Repository.discover(str(place))
        assert found is not None
        assert not found.foreign
        assert found.holds(str(place))


@pytest.mark.parametrize("kind", ["symlink", "file", "commondir"])
def test_a_dot_git_of_another_directory_is_foreign_unless_git_dir_says_that_it_is_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    other = GitRepo(tmp_path / "other")
    other.commit({"a": "1"})
    here = GitRepo(tmp_path / "here", None if kind != "commondir" else ())
    dot_git = here.path / ".git"
    match kind:
        case "symlink":
            dot_git.symlink_to(other.path / ".git")
        case "file":
            dot_git.write_text(f"gitdir: {other.path / '.git'}\n")
        case _:
            (dot_git / "commondir").write_text("../../other/.git\n")
    found = Repository.discover(str(here.path))
    assert found is not None
    assert str(other.path) in found.foreign
    assert not found.holds(str(here.path))
    monkeypatch.setenv("GIT_DIR", str(dot_git))
    assert foreign(os.fsencode(here.path), os.fsencode(dot_git)) == ""


def test_a_work_tree_that_the_repository_itself_names_is_its_own(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "repo")
    (tmp_path / "tree").mkdir()
    repo.config("core.worktree", str(tmp_path / "tree"))
    assert foreign(os.fsencode(tmp_path / "tree"), os.fsencode(repo.path / ".git")) == ""
    assert foreign(os.fsencode(tmp_path / "elsewhere"), os.fsencode(repo.path / ".git")) != ""
    found = Repository.discover(str(repo.path))
    assert found is not None
    assert not found.holds(str(repo.path))


def test_a_bare_repository_among_the_files_of_another_one_is_not_taken_for_the_one_that_is_meant(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place, is_embedded in {repo.path / "sub": True, tmp_path / "alone.git": False}.items():
        GitRepo(place, ("--bare",))
        found = Repository.discover(str(place), bare=True)
        assert found is not None
        assert bool(found.foreign) == is_embedded
    assert embedded(os.fsencode(repo.path / ".git")) == ""
    assert embedded(os.fsencode(repo.path / ".git" / "modules" / "sub")) == ""
    monkeypatch.setenv("GIT_DIR", str(repo.path / "sub"))
    assert embedded(os.fsencode(repo.path / "sub")) == ""
