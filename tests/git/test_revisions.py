from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.revisions import Ref, TreeEntry, is_shallow, refs, resolve, tree

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo


def test_names_lead_to_commits_trees_and_what_they_name_themselves(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    two = repo.commit({"a": "2"})
    repo.git("tag", "--annotate", "--message", "x", "v1")
    tag = repo.oid("v1")
    assert resolve("HEAD", "commit", None) == two
    assert resolve("HEAD~1", "commit", None) == one
    assert resolve(one[:8], "commit", None) == one
    assert resolve("v1", "commit", None) == two
    assert resolve("v1", "object", None) == tag
    assert resolve("HEAD", "tree", None) == repo.oid("HEAD^{tree}")


@pytest.mark.parametrize(
    "name",
    ["missing", "", "--all", "--upload-pack=touch marker", "-h", "HEAD:a", "1" * 40, "a\0b", "HEAD HEAD", "..", "x\ny"],
)
def test_what_names_no_commit_is_nothing_and_never_an_option(name: str, repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    assert resolve(name, "commit", None) is None
    assert not (repo.path / "marker").exists()


def test_refs_are_listed_by_place_and_symbolic_ones_are_not(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    repo.git("tag", "--annotate", "--message", "x", "v1")
    repo.git("update-ref", "refs/remotes/origin/main", one)
    repo.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    repo.git("update-ref", b"refs/heads/\xff", one)
    assert refs(("refs/remotes/",), None) == [Ref("refs/remotes/origin/main", one)]
    assert set(refs(("refs/heads/", "refs/tags/"), None)) == {
        Ref("refs/heads/main", one),
        Ref("refs/heads/\udcff", one),
        Ref("refs/tags/v1", repo.oid("v1")),
    }
    assert refs(("refs/notes/",), None) == []


def test_outside_of_a_repository_asking_for_refs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GitError, match="for-each-ref"):
        refs(("refs/heads/",), str(tmp_path))


def test_a_tree_is_listed_with_all_that_is_in_it(repo: GitRepo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    commit = repo.commit({"d/n\nl": "1"})
    expected = [TreeEntry(b"d/n\nl", "100644", repo.oid(f"{commit}:d/n\nl")), TreeEntry(b"sub", "160000", "1" * 40)]
    assert list(tree(commit, None)) == expected
    assert list(tree(f"{commit}^{{tree}}", str(repo.path / "d"))) == expected


def test_a_shallow_clone_says_so(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(tmp_path / "clone"))
    assert is_shallow(str(tmp_path / "clone"))
    assert not is_shallow(None)
