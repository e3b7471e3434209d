from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.changes import Change, Commit, changes, parse
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

ZEROS = "000000"


def brought(repo: GitRepo, *tips: str, excluded: tuple[str, ...] = ()) -> dict[str, set[bytes]]:
    """By commit: the paths at which it brings something in."""
    found: dict[str, set[bytes]] = {}
    for commit, change in changes(tips or (repo.oid("HEAD"),), excluded, str(repo.path)):
        paths = found.setdefault(commit.oid, set())
        if change is not None and change.is_new:
            paths.add(change.path)
    return found


def test_each_commit_is_compared_with_its_parents_and_the_first_with_nothing(repo: GitRepo) -> None:
    one = repo.commit({"a": "1", "d/b": "2"})
    two = repo.commit({"a": "3"})
    empty = repo.commit()
    first, second, new = (repo.oid(spec) for spec in (f"{one}:a", f"{one}:d/b", f"{two}:a"))
    assert list(changes([empty], (), None)) == [
        (Commit(empty, 1704067200, (two,)), None),
        (Commit(two, 1704067200, (one,)), None),
        (Commit(two, 1704067200, (one,)), Change(b"a", "100644", new, (first,))),
        (Commit(one, 1704067200, ()), None),
        (Commit(one, 1704067200, ()), Change(b"a", "100644", first, ())),
        (Commit(one, 1704067200, ()), Change(b"d/b", "100644", second, ())),
    ]


def test_what_was_added_and_deleted_again_is_there(repo: GitRepo) -> None:
    base = repo.commit({"keep": "1"})
    added = repo.commit({"gone": "2"})
    repo.git("rm", "--quiet", "gone")
    removed = repo.commit()
    restored = repo.commit({"gone": "2"})
    assert brought(repo, excluded=(base,)) == {added: {b"gone"}, removed: set(), restored: {b"gone"}}


def test_a_rename_and_a_copy_bring_the_content_in_at_the_new_path(repo: GitRepo) -> None:
    base = repo.commit({"old": "content\n" * 9})
    repo.git("mv", "old", "new")
    renamed = repo.commit()
    copied = repo.commit({"copy": "content\n" * 9})
    assert brought(repo, excluded=(base,)) == {renamed: {b"new"}, copied: {b"copy"}}


def test_a_changed_mode_brings_nothing_in_and_a_symlink_is_content(repo: GitRepo) -> None:
    base = repo.commit({"a": "1"})
    repo.git("update-index", "--chmod=+x", "a")
    mode = repo.commit()
    (repo.path / "link").symlink_to("target")
    link = repo.commit({"b": "2"})
    repo.git("add", "link")
    link = repo.commit()
    assert brought(repo, excluded=(base,))[mode] == set()
    assert brought(repo, excluded=(base,))[link] == {b"link"}


def test_a_merge_brings_in_only_what_no_parent_had(repo: GitRepo) -> None:
    base = repo.commit({"a": "1", "both": "1"})
    repo.git("checkout", "--quiet", "-b", "side")
    side = repo.commit({"b": "side", "both": "side"})
    repo.git("checkout", "--quiet", "main")
    main = repo.commit({"c": "main", "both": "main"})
    repo.git("merge", "--quiet", "--no-commit", "side", check=False)
    merge = repo.commit({"both": "resolved", "evil": "in neither"})
    expected = {merge: {b"both", b"evil"}, main: {b"c", b"both"}, side: {b"b", b"both"}}
    assert brought(repo, excluded=(base,)) == expected


def test_an_octopus_brings_in_only_what_no_parent_had(repo: GitRepo) -> None:
    base = repo.commit({"a": "1"})
    tips = []
    for name in ("x", "y", "z"):
        repo.git("checkout", "--quiet", "-b", name, base)
        tips.append(repo.commit({name: name}))
    repo.git("merge", "--quiet", "--no-commit", "x", "y", check=False)
    repo.stage("evil", "new")
    octopus = repo.commit()
    assert len(repo.git("rev-parse", f"{octopus}^@").split()) == 3
    assert brought(repo, octopus, excluded=(base,)) == {
        octopus: {b"evil"},
        **{tip: {tip_name} for tip, tip_name in zip(tips, (b"x", b"y", b"z"), strict=True)},
    }


def test_histories_that_share_nothing_are_whole(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    repo.git("checkout", "--quiet", "--orphan", "other")
    repo.git("rm", "--quiet", "-rf", ".")
    two = repo.commit({"b": "2"})
    assert brought(repo, one, two) == {one: {b"a"}, two: {b"b"}}
    assert brought(repo, two, excluded=(one,)) == {two: {b"b"}}


def test_a_submodule_is_told_apart_and_has_no_blob(repo: GitRepo) -> None:
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repo.write(".gitmodules", '[submodule "sub"]\n\tpath = sub\n\turl = x\n\tignore = all\n')
    repo.config("submodule.sub.ignore", "all")
    repo.commit()
    (change,) = (change for _, change in changes([repo.oid("HEAD")], (), None) if change is not None)
    assert (change.path, change.mode, change.oid, change.is_new) == (b"sub", "160000", None, True)


@pytest.mark.parametrize("name", [b"a b", b"-x", b":x", b":(glob)*", b"n\nl", b"\xff\xfe", b"d/\xc3\xa9", b"\n:100644"])
def test_any_name_is_told_as_it_is(name: bytes, repo: GitRepo) -> None:
    repo.stage(name, "1")
    one = repo.commit({"z": "2"})
    assert brought(repo) == {one: {name, b"z"}}


def test_no_tips_are_not_taken_for_head(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    assert list(changes([], [], None)) == []


def test_very_many_ends_are_no_problem(repo: GitRepo) -> None:
    one = repo.commit({"a": "1"})
    two = repo.commit({"a": "2"})
    assert brought(repo, *[two] * 5000, excluded=(one,) * 5000) == {two: {b"a"}}


def test_descendants_come_before_ancestors_whatever_the_clocks_say(repo: GitRepo) -> None:
    made = []
    for number, year in enumerate((2020, 1990, 2030, 2000)):
        repo.stage("a", str(number))
        repo.git("commit", "--quiet", "-m", "x", env={"GIT_COMMITTER_DATE": f"{year}-01-01T00:00:00Z"})
        made.append(repo.oid("HEAD"))
    assert list(brought(repo)) == made[::-1]


HIDING = {
    "core.commitGraph": "true",
    "diff.ignoreSubmodules": "all",
    "diff.orderFile": "/nonexistent",
    "diff.relative": "true",
    "diff.renames": "copies",
    "log.diffMerges": "off",
    "log.showRoot": "false",
    "log.showSignature": "true",
}


def test_neither_configuration_nor_grafts_nor_replacements_hide_a_commit(repo: GitRepo) -> None:
    one, two, three = (repo.commit({"a": str(number), "d/b": str(number)}) for number in range(3))
    expected = brought(repo)
    assert set(expected) == {one, two, three}
    for key, value in HIDING.items():
        repo.config(key, value)
    repo.write(".git/info/grafts", f"{three} {one}\n{one} \n")
    repo.git("replace", "--force", two, one)
    assert brought(repo) == expected


def test_nothing_that_the_repository_configures_is_run(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1"})
    marker, program = tmp_path / "marker", tmp_path / "touch-marker"
    program.write_text(f"#!/bin/sh\ntouch {marker}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    for key in ("gpg.program", "diff.external", "core.pager", "core.fsmonitor"):
        repo.config(key, "touch-marker")
    repo.config("log.showSignature", "true")
    assert len(brought(repo)) == 1
    assert not marker.exists()


@pytest.mark.parametrize("what", ["HEAD~", "HEAD^{tree}"])
def test_a_missing_commit_or_tree_is_an_error(what: str, repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.commit({"a": "2"})
    tip, lost = repo.oid("HEAD"), repo.oid(what)
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(GitError, match="git log failed"):
        list(changes([tip], (), None))


def test_ids_of_sha_256_are_read(tmp_path: Path) -> None:
    repo = GitRepo(tmp_path / "long", ("--object-format=sha256",))
    one = repo.commit({"a": "1"})
    assert len(one) == 64
    assert brought(repo) == {one: {b"a"}}


@pytest.mark.parametrize(
    "fields",
    [
        [b":100644 100644"],
        [b":"],
        [b"::: a b"],
        [b"\n\n"],
        [b"oid notatime p q"],
        [b":000000 100644 " + b"0" * 40 + b" " + b"1" * 40 + b" A"],
    ],
)
def test_a_log_that_is_cut_or_broken_does_not_crash_the_parser(fields: list[bytes]) -> None:
    assert isinstance(list(parse(iter(fields))), list)


@pytest.mark.parametrize(
    ("change", "is_new"),
    [
        (Change(b"a", "100644", "1", ()), True),
        (Change(b"a", "100644", "1", ("2", "3")), True),
        (Change(b"a", "100755", "1", ("1",)), False),
        (Change(b"a", "100755", "1", ("2", "1")), False),
        (Change(b"a", ZEROS, None, ("1",)), False),
        (Change(b"a", "160000", None, ()), True),
    ],
)
def test_new_is_what_no_parent_has_at_the_path(change: Change, *, is_new: bool) -> None:
    assert change.is_new is is_new
