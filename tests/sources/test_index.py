from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.sources.index import StagedSource
from tests.gitrepo import GitRepo
from tests.sources.recorder import Containing, Recorder, record

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path


def scan(
    start: Path | None = None,
    paths: Sequence[str] | None = None,
    excluded: Callable[[bytes], str | None] | None = None,
    max_size: int | None = None,
) -> Recorder:
    """Scan the index of the repository at ``start``, or of the current directory."""
    repository = Repository.discover(None if start is None else str(start))
    assert repository is not None
    return record(StagedSource(repository, paths, excluded=excluded, max_size=max_size))


def test_it_is_the_staged_mode(repo: GitRepo) -> None:
    found = Repository.discover(str(repo.path))
    assert found is not None
    assert StagedSource(found).mode == "staged"


def test_the_first_commit_is_scanned_whole(repo: GitRepo) -> None:
    repo.stage("a", "one")
    repo.stage("sub/b", "two")
    found = scan()
    assert found.expected == [2]
    assert found.contents == {b"a": b"one", b"sub/b": b"two"}
    assert {window.blob for window in found.windows} == {repo.oid(":a"), repo.oid(":sub/b")}
    assert (found.files, found.blobs, found.size) == (2, 2, 6)
    assert found.skipped == []


def test_an_empty_index_is_nothing_to_scan(repo: GitRepo) -> None:
    assert scan(repo.path).files == 0
    assert scan(repo.path, ["."]).skipped == []


def test_whole_blobs_that_differ_from_head_are_scanned_and_no_others(repo: GitRepo) -> None:
    repo.commit({"same": "same", "changed": "first line\n", "deleted": "1"})
    repo.stage("changed", "first line\nsecond line\n")
    repo.git("rm", "--quiet", "deleted")
    assert scan().contents == {b"changed": b"first line\nsecond line\n"}


def test_the_work_tree_is_never_read(repo: GitRepo) -> None:
    repo.stage("a", "staged")
    repo.stage("gone", "staged")
    repo.write("a", "on disk")
    repo.write("untracked", "on disk")
    (repo.path / "gone").unlink()
    assert scan().contents == {b"a": b"staged", b"gone": b"staged"}
    assert scan(paths=["a", "gone"]).contents == {b"a": b"staged", b"gone": b"staged"}


def test_a_root_file_is_scanned_from_a_subdirectory(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.stage("root", "1")
    repo.stage("sub/inner", "2")
    monkeypatch.chdir(repo.path / "sub")
    assert scan().contents == {b"root": b"1", b"sub/inner": b"2"}
    assert scan(paths=["inner"]).contents == {b"sub/inner": b"2"}
    assert scan(paths=["../root"]).contents == {b"root": b"1"}
    assert scan(paths=["."]).contents == {b"sub/inner": b"2"}


def test_given_paths_are_scanned_whether_they_differ_or_not(repo: GitRepo) -> None:
    repo.commit({"a": "1", "sub/b": "2", "c": "3"})
    assert scan().contents == {}
    assert scan(paths=["a", "sub", "a"]).contents == {b"a": b"1", b"sub/b": b"2"}
    assert scan(paths=[str(repo.path / "c")]).contents == {b"c": b"3"}


def test_more_paths_than_a_command_line_takes_are_scanned(repo: GitRepo) -> None:
    names = [f"{'directory' * 10}/{number:04}" for number in range(400)]
    repo.commit(dict.fromkeys(names, "content"))
    assert set(scan(paths=names[:-1]).contents) == {name.encode() for name in names[:-1]}


def test_a_path_that_the_commit_deletes_is_noted(repo: GitRepo) -> None:
    repo.commit({"gone": "1", "kept": "2"})
    repo.git("rm", "--quiet", "gone")
    found = scan(paths=["gone", "kept"])
    assert found.contents == {b"kept": b"2"}
    assert found.reasons == {"gone": ("the next commit deletes it", False)}


def test_a_path_that_is_only_on_disk_leaves_the_scan_incomplete(repo: GitRepo) -> None:
    repo.commit({"kept": "2"})
    repo.write("sub/untracked", "1")
    found = scan(paths=["sub/untracked", "sub", "kept"])
    assert found.contents == {b"kept": b"2"}
    assert found.reasons == {"sub/untracked": ("not in the index", True), "sub": ("not in the index", True)}
    assert "cf-secret-guard scan sub/untracked" in found.skipped[0].next_step


def test_a_dangling_symlink_on_disk_is_on_disk(repo: GitRepo) -> None:
    (repo.path / "link").symlink_to("nowhere")
    assert scan(paths=["link"]).reasons == {"link": ("not in the index", True)}


@pytest.mark.parametrize("path", ["nothing", "../outside", "/etc/passwd", "*", ":/a"])
def test_a_path_that_is_nowhere_or_outside_is_a_usage_error(repo: GitRepo, path: str) -> None:
    repo.commit({"a": "1"})
    with pytest.raises(UsageError) as raised:
        scan(paths=["a", path])
    assert raised.value.next_step


def test_the_same_content_is_read_once_and_reported_at_each_path(repo: GitRepo) -> None:
    for name in ("a", "b", "sub/c"):
        repo.stage(name, "token")
    repo.stage("other", "nothing")
    found = Repository.discover()
    assert found is not None
    sieve = Containing(b"token")
    recorder = record(StagedSource(found), sieve)
    assert recorder.contents == {b"a": b"token", b"b": b"token", b"sub/c": b"token"}
    assert (recorder.files, recorder.blobs, sieve.asked) == (4, 2, 2)


def test_a_path_that_names_cloudflare_vouches_for_what_may_be_a_bare_credential(repo: GitRepo) -> None:
    repo.stage("cloudflare/key", "k" * 40)
    repo.stage("cloudflare/readme", "nothing")
    repo.stage("other/key", "k" * 40)
    found = Repository.discover()
    assert found is not None
    assert record(StagedSource(found), Containing(b"token")).contents == {b"cloudflare/key": b"k" * 40}


def test_excluded_paths_are_noted_with_their_reason_and_not_read(repo: GitRepo) -> None:
    repo.stage("vendor/a", "1")
    repo.stage("b", "1")
    found = scan(excluded=lambda path: "ignored by vendor/" if path.startswith(b"vendor/") else None)
    assert found.contents == {b"b": b"1"}
    assert found.reasons == {"vendor/a": ("ignored by vendor/", False)}


def test_a_blob_over_the_limit_is_named_and_leaves_the_scan_incomplete(repo: GitRepo) -> None:
    repo.stage("large", "12345")
    repo.stage("small", "1234")
    found = scan(max_size=4)
    assert found.contents == {b"small": b"1234"}
    assert found.reasons == {"large": ("larger than 4 bytes", True)}


ODD_NAMES = [b"new\nline", b"\xff\xfe", b"-rf", b":(glob)**", b"caf\xc3\xa9", b" ", b'"quoted"\t']


@pytest.mark.parametrize("name", ODD_NAMES)
def test_odd_names_hide_nothing(repo: GitRepo, name: bytes) -> None:
    repo.stage(name, "1")
    assert scan().contents == {name: b"1"}
    assert scan(paths=[os.fsdecode(name)]).contents == {name: b"1"}


ODD_CONTENTS = [b"\0binary\0", "wide".encode("utf-16"), b"\xff\xfe\x00", b"a\r\nb", b"x" * 100_000, b"", b"\n"]


@pytest.mark.parametrize("data", ODD_CONTENTS, ids=range(len(ODD_CONTENTS)))
def test_content_is_scanned_as_it_is_stored_whatever_attributes_say(repo: GitRepo, data: bytes) -> None:
    repo.config("core.autocrlf", "false")
    oid = repo.git("hash-object", "-w", "--stdin", data=data).decode().strip()
    repo.git("update-index", "--add", "--cacheinfo", f"100644,{oid},a.txt")
    repo.stage(".gitattributes", "*.txt -diff -text working-tree-encoding=UTF-16 linguist-generated export-ignore\n")
    assert b"".join(window.data for window in scan(paths=["a.txt"]).windows) == data


def test_a_symlink_is_its_link_text(repo: GitRepo) -> None:
    (repo.path / "link").symlink_to("/etc/passwd")
    repo.stage("link")
    assert scan().contents == {b"link": b"/etc/passwd"}


def test_an_intent_to_add_is_noted(repo: GitRepo) -> None:
    repo.write("later", "content")
    repo.git("add", "--intent-to-add", "later")
    repo.stage("empty", "")
    found = scan()
    assert found.reasons == {"later": ("its content is not staged yet (--intent-to-add)", False)}
    assert found.files == 1


def test_a_submodule_is_noted(repo: GitRepo) -> None:
    module = GitRepo(repo.path / "module")
    commit = module.commit({"file": "1"})
    repo.config("diff.ignoreSubmodules", "all")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{commit},module")
    found = scan()
    assert found.contents == {}
    assert found.reasons == {"module": ("a submodule: its content belongs to another repository", False)}


def test_both_sides_of_an_unmerged_path_are_scanned_and_it_is_noted(repo: GitRepo) -> None:
    repo.commit({"both": "base\n", "deleted": "base\n"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit({"both": "theirs\n", "deleted": "theirs\n"})
    repo.git("switch", "--quiet", "main")
    repo.git("rm", "--quiet", "deleted")
    repo.commit({"both": "ours\n"})
    repo.git("merge", "side", check=False)
    found = scan()
    expected = {(b"both", b"ours\n"), (b"both", b"theirs\n"), (b"deleted", b"theirs\n")}
    assert {(window.path, window.data) for window in found.windows} == expected
    assert {path: incomplete for path, (_, incomplete) in found.reasons.items()} == {"both": False, "deleted": False}


def test_where_only_the_common_ancestor_is_left_it_is_scanned(repo: GitRepo) -> None:
    oid = repo.git("hash-object", "-w", "--stdin", data=b"base").decode().strip()
    repo.git("update-index", "--index-info", data=f"100644 {oid} 1\tmoved\n".encode())
    assert scan().contents == {b"moved": b"base"}


def test_a_merge_is_scanned_against_the_first_parent(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.git("switch", "--quiet", "--create", "side")
    repo.commit({"b": "from the side"})
    repo.git("switch", "--quiet", "main")
    repo.commit({"c": "2"})
    repo.git("merge", "--quiet", "--no-commit", "side")
    repo.stage("d", "only in the merge")
    assert scan().contents == {b"b": b"from the side", b"d": b"only in the merge"}


def test_an_lfs_pointer_is_scanned_and_noted(repo: GitRepo) -> None:
    pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n".encode()
    repo.stage("a.bin", pointer)
    repo.stage("b.bin", pointer)
    found = scan()
    assert found.contents == {b"a.bin": pointer, b"b.bin": pointer}
    reason = "a Git LFS pointer: the content that it stands for is not in the repository"
    assert found.reasons == {"a.bin": (reason, False), "b.bin": (reason, False)}


def test_a_missing_object_is_named_at_each_path_and_leaves_the_scan_incomplete(repo: GitRepo) -> None:
    absent = "1" * 40
    repo.stage("a", "1")
    for name in ("b", "c"):
        repo.git("update-index", "--add", "--cacheinfo", f"100644,{absent},{name}")
    found = scan()
    assert found.contents == {b"a": b"1"}
    reason = "the object is missing from this repository, or damaged"
    assert found.reasons == {"b": (reason, True), "c": (reason, True)}
    assert (found.files, found.blobs) == (3, 1)


def test_a_damaged_object_is_named_and_the_others_are_scanned(repo: GitRepo) -> None:
    for name in ("a", "b", "c"):
        repo.stage(name, name)
    oid = repo.oid(":b")
    path = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(b"damaged")
    found = scan()
    assert found.contents == {b"a": b"a", b"c": b"c"}
    assert found.reasons["b"][1]


def test_a_large_blob_is_streamed_and_damage_in_its_middle_is_named(repo: GitRepo) -> None:
    repo.config("core.compression", "0")
    repo.stage("large", bytes(range(256)) * 200_000)
    oid = repo.oid(":large")
    path = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:45_000_000])
    found = scan()
    assert found.reasons["large"][1]


HOSTILE_SETTINGS = {
    "fsmonitor": {"core.fsmonitor": "{script}"},
    "hooks": {"core.hooksPath": "{hooks}"},
    "external diff": {"diff.external": "{script}"},
    "textconv": {"diff.hostile.textconv": "{script}"},
    "diff command": {"diff.hostile.command": "{script}"},
    "filters": {"filter.hostile.clean": "{script}", "filter.hostile.smudge": "{script}"},
    "filter process": {"filter.hostile.process": "{script}", "filter.hostile.required": "true"},
    "pager": {"core.pager": "{script}", "pager.diff-index": "{script}", "pager.ls-files": "true"},
    "alias": {"alias.cat-file": "!{script}", "alias.rev-parse": "!{script}"},
    "editor": {"core.editor": "{script}", "sequence.editor": "{script}"},
    "ssh and askpass": {"core.sshCommand": "{script}", "core.askPass": "{script}", "credential.helper": "!{script}"},
}


@pytest.mark.parametrize("settings", HOSTILE_SETTINGS.values(), ids=list(HOSTILE_SETTINGS))
def test_a_hostile_repository_runs_nothing(repo: GitRepo, tmp_path: Path, settings: dict[str, str]) -> None:
    repo.commit({"old": "1", "changed": "1"})
    repo.stage(".gitattributes", "* diff=hostile filter=hostile\n")
    repo.stage("changed", "2")
    repo.stage("new", "3")
    repo.write("changed", "4")
    repo.write("untracked", "5")
    marker, script, hooks = tmp_path / "ran", tmp_path / "hostile", tmp_path / "hooks"
    script.write_text(f"#!/bin/sh\necho \"$0 $*\" >> '{marker}'\ncat\n")
    script.chmod(0o755)
    hooks.mkdir()
    for hook in ("post-index-change", "pre-commit", "post-checkout", "reference-transaction", "fsmonitor-watchman"):
        (hooks / hook).symlink_to(script)
        (repo.path / ".git" / "hooks" / hook).unlink(missing_ok=True)
        (repo.path / ".git" / "hooks" / hook).symlink_to(script)
    for key, value in settings.items():
        repo.config(key, value.format(script=script, hooks=hooks))
    marker.unlink(missing_ok=True)
    assert set(scan().contents) == {b".gitattributes", b"changed", b"new"}
    assert set(scan(paths=["old", "untracked"]).contents) == {b"old"}
    found = Repository.discover()
    assert found is not None
    assert b"untracked" in set(found.list_worktree(ignored=False))
    assert found.show("HEAD", b"changed") == b"1"
    assert not marker.exists(), marker.read_text()


def test_ambient_settings_change_nothing(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit({"sub/old": "1", "renamed": "2\n" * 100})
    repo.stage("sub/caf\u00e9", "3")
    repo.git("mv", "renamed", "moved")
    before = scan().contents
    assert before == {b"sub/caf\xc3\xa9": b"3", b"moved": b"2\n" * 100}
    settings = {"color.ui": "always", "diff.noprefix": "true", "core.quotePath": "true", "diff.relative": "true"}
    settings |= {"diff.renames": "copies", "core.abbrev": "4", "diff.mnemonicPrefix": "true", "status.short": "true"}
    for key, value in settings.items():
        repo.config(key, value)
    for name in ("GIT_DIFF_OPTS", "GIT_EXTERNAL_DIFF", "GIT_LITERAL_PATHSPECS", "GIT_ICASE_PATHSPECS"):
        monkeypatch.setenv(name, "1")
    monkeypatch.chdir(repo.path / "sub")
    assert scan().contents == before


def test_trace_settings_of_the_user_do_not_reach_git(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.stage("a", "1")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    assert scan().contents == {b"a": b"1"}
    assert not (tmp_path / "trace").exists()


def test_a_commit_hook_sees_the_index_that_git_made_for_it(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "1", "b": "1"})
    hook = repo.path / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\nenv > '{tmp_path}/environment'\ncp \"$GIT_INDEX_FILE\" '{tmp_path}/index'\nexit 1\n")
    hook.chmod(0o755)
    repo.write("a", "on disk")
    repo.stage("b", "staged")
    for command, expected in {
        ("--all",): {b"a": b"on disk", b"b": b"staged"},
        ("a",): {b"a": b"on disk"},
        (): {b"b": b"staged"},
    }.items():
        repo.git("commit", "--quiet", "--message", "m", *command, check=False)
        lines = (tmp_path / "environment").read_text().splitlines()
        given = dict(line.split("=", 1) for line in lines if line.startswith("GIT_") and "=" in line)
        assert "GIT_INDEX_FILE" in given
        with pytest.MonkeyPatch.context() as patch:
            for name, value in given.items():
                patch.setenv(name, value)
            patch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
            assert scan().contents == expected
