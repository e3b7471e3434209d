from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.git import Repository
from cf_secret_guard.sources.base import HistoricSource, Introduction, SelectiveSource
from cf_secret_guard.sources.range import RangeSource
from cf_secret_guard.sources.selection import Selection, peel, span
from tests.gitrepo import GitRepo
from tests.sources.recorder import Recorder, record

if TYPE_CHECKING:
    from pathlib import Path

ZERO = "0" * 40
TIME = 1704067200


def ranged(begin: str, end: str = "HEAD", **options: object) -> RangeSource:
    found = Repository.discover(bare=True)
    assert found is not None
    return RangeSource(found, span(found, begin, end), mode="range", **options)  # type: ignore[arg-type]  # of each test


def files(recorder: Recorder) -> dict[str, bytes]:
    """Path to content, without messages."""
    return {
        os.fsdecode(window.path): window.data for window in recorder.windows if not window.path.startswith(b"<commit ")
    }


def messages(recorder: Recorder) -> list[tuple[bytes, str | None]]:
    return [(window.data, window.commit) for window in recorder.windows if window.path == b"<commit message>"]


def test_what_the_commits_bring_in_is_read_once_with_their_messages(repo: GitRepo) -> None:
    base = repo.commit({"old": "old"})
    one = repo.commit({"a": "same", "b": "same"}, "First")
    two = repo.commit({"c": "other"}, "Second")
    source = ranged(base)
    found = record(source)
    assert files(found) == {"a": b"same", "b": b"same", "c": b"other"}
    assert messages(found) == [(b"Second\n", two), (b"First\n", one)]
    assert (found.files, found.blobs, found.expected, found.skipped) == (0, 4, [4], [])
    assert (source.mode, source.label, source.commits) == ("range", f"{base[:8]}..{two[:8]}", 2)
    assert isinstance(source, SelectiveSource)
    assert isinstance(source, HistoricSource)


def test_an_empty_range_is_nothing_to_scan(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    source = ranged("HEAD")
    found = record(source)
    assert (found.windows, found.files, found.blobs, source.commits) == ([], 0, 0, 0)


def test_a_beginning_of_zeros_scans_everything_to_the_end(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    repo.commit({"b": "2"})
    assert files(record(ranged(ZERO))) == {"a": b"1", "b": b"2"}


def test_added_and_deleted_again_still_counts_and_so_does_what_comes_back(repo: GitRepo) -> None:
    base = repo.commit({"a": "1"})
    repo.commit({"gone": "2"})
    repo.git("rm", "--quiet", "gone", "a")
    removed = repo.commit()
    assert files(record(ranged(base))) == {"gone": b"2"}
    repo.git("revert", "--no-edit", removed)
    assert files(record(ranged(removed))) == {"gone": b"2", "a": b"1"}


def test_a_renamed_file_counts_at_its_new_path(repo: GitRepo) -> None:
    base = repo.commit({"ignored/a": "1"})
    (repo.path / "src").mkdir()
    repo.git("mv", "ignored/a", "src/a")
    repo.commit()
    assert files(record(ranged(base))) == {"src/a": b"1"}


def test_ignored_paths_are_noted_and_their_content_counts_elsewhere(repo: GitRepo) -> None:
    base = repo.commit()
    repo.commit({"vendor/a": "same", "src/a": "same", "vendor/b": "only here"})
    rules = {b"vendor/a": "ignored", b"vendor/b": "ignored"}
    found = record(ranged(base, excluded=rules.get))
    assert files(found) == {"src/a": b"same"}
    assert found.reasons == {"vendor/a": ("ignored", False), "vendor/b": ("ignored", False)}


def test_where_paths_were_asked_for_only_they_count_and_no_messages(repo: GitRepo) -> None:
    base = repo.commit()
    repo.commit({"d/a": "1", "d/e/b": "2", "da": "3", "c": "4"})
    source = ranged(base, within=lambda path: path.startswith((b"d/e/", b"c")))
    found = record(source)
    assert {os.fsdecode(window.path): window.data for window in found.windows} == {"d/e/b": b"2", "c": b"4"}
    assert (source.commits, found.blobs) == (1, 2)


def test_the_whole_repository_counts_from_any_directory(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    base = repo.commit({"d/a": "1"})
    repo.commit({"b": "2", "d/c": "3"})
    monkeypatch.chdir(repo.path / "d")
    assert files(record(ranged(base))) == {"b": b"2", "d/c": b"3"}


def test_submodules_are_noted_and_symlinks_are_their_text(repo: GitRepo) -> None:
    base = repo.commit()
    (repo.path / "link").symlink_to("target")
    repo.stage("link")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    repo.commit()
    found = record(ranged(base))
    assert files(found) == {"link": b"target"}
    assert found.reasons == {"sub": ("a submodule: its content belongs to another repository", False)}


def test_large_blobs_are_named(repo: GitRepo) -> None:
    base = repo.commit()
    repo.commit({"a": "x" * 99})
    assert record(ranged(base, max_size=98)).reasons == {"a": ("larger than 98 bytes", True)}


def test_odd_names_are_told_as_they_are(repo: GitRepo) -> None:
    base = repo.commit()
    for name in (b"\xff", b"n\nl", b"-x", b"a b"):
        repo.stage(name, name)
    repo.commit()
    assert {os.fsencode(path): data for path, data in files(record(ranged(base))).items()} == {
        name: name for name in (b"\xff", b"n\nl", b"-x", b"a b")
    }


def test_where_a_shallow_clone_ends_its_commit_is_named(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1"})
    two = repo.commit({"b": "2"})
    repo.commit({"c": "3"})
    repo.git("clone", "--quiet", "--depth=2", f"file://{repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    found = record(ranged(ZERO))
    assert files(found) == {"a": b"1", "b": b"2", "c": b"3"}
    (cut,) = found.skipped
    assert (cut.path, cut.incomplete) == (f"<commit {two[:12]}>", True)
    assert "fetch-depth: 0" in cut.next_step
    inside = record(ranged(two))
    assert (files(inside), inside.skipped) == ({"c": b"3"}, [])


def test_in_a_partial_clone_only_what_the_range_lacks_is_named(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.config("uploadpack.allowFilter", "true")
    base = repo.commit({"old": "old"})
    repo.commit({"a": "1", "b": "2"})
    repo.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", f"file://{repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    reason = ("the object is missing from this repository, or damaged", True)
    noted = record(ranged(base)).reasons
    assert {path.partition(" ")[0]: why for path, why in noted.items()} == {"a": reason, "b": reason}
    clone = GitRepo(tmp_path / "clone", init=None)
    clone.git("show", "HEAD:a", "HEAD:b")  # fetches both
    found = record(ranged(base))
    assert (files(found), found.skipped) == ({"a": b"1", "b": b"2"}, [])
    missing = clone.git("rev-list", "--objects", "--missing=print", "HEAD").decode()
    assert f"?{repo.oid(f'{base}:old')}" in missing  # nothing was fetched for the scan


def test_a_partial_clone_without_trees_says_that_it_cannot_tell(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.config("uploadpack.allowFilter", "true")
    base = repo.commit({"old": "old"})
    repo.commit({"a": "1"})
    repo.git("clone", "--quiet", "--no-checkout", "--filter=tree:0", f"file://{repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    found = record(ranged(base))
    assert messages(found)
    assert [(gap.path, gap.incomplete) for gap in found.skipped] == [(f"<commit {repo.oid('HEAD')}>", True)]
    assert "--refetch" in found.skipped[0].next_step
    assert record(ranged("HEAD")).skipped == []


def test_a_linked_worktree_and_sha_256_are_as_any_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    repo = GitRepo(tmp_path / "long", ("--object-format=sha256",))
    base = repo.commit({"a": "1"})
    repo.git("worktree", "add", "--quiet", "-b", "side", str(tmp_path / "linked"))
    linked = GitRepo(tmp_path / "linked", init=None)
    linked.commit({"b": "2"})
    monkeypatch.chdir(linked.path)
    assert files(record(ranged(base))) == {"b": b"2"}
    monkeypatch.chdir(repo.path)
    assert files(record(ranged(base, "side"))) == {"b": b"2"}


def test_a_bare_repository_has_a_history_too(repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = repo.commit({"a": "1"})
    repo.commit({"b": "2"})
    repo.git("clone", "--quiet", "--bare", str(repo.path), str(tmp_path / "bare.git"))
    monkeypatch.chdir(tmp_path / "bare.git")
    assert files(record(ranged(base))) == {"b": b"2"}


def test_the_directory_that_git_sets_for_hooks_is_honoured(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = repo.commit({"a": "1"})
    repo.commit({"b": "2"})
    other = GitRepo(tmp_path / "other")
    other.commit({"c": "3"})
    monkeypatch.chdir(other.path)
    monkeypatch.setenv("GIT_DIR", str(repo.path / ".git"))
    assert files(record(ranged(base))) == {"b": b"2"}


def test_a_damaged_blob_and_a_damaged_message_are_named_and_the_rest_goes_on(repo: GitRepo) -> None:
    base = repo.commit()
    repo.commit({"bad": "damaged", "good": "fine"})
    lost = repo.oid("HEAD:bad")
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).chmod(0o644)
    (repo.path / ".git" / "objects" / lost[:2] / lost[2:]).write_bytes(b"garbage")
    found = record(ranged(base))
    assert files(found) == {"good": b"fine"}
    assert [(skip.path, skip.incomplete) for skip in found.skipped] == [(f"bad ({lost})", True)]
    assert messages(found)


def test_origins_are_told_for_what_was_asked_the_oldest_first(repo: GitRepo) -> None:
    base = repo.commit({"a": "secret"})
    one = repo.commit({"b": "secret", "other": "x"})
    two = repo.commit({"c": "secret"})
    repo.git("rm", "--quiet", "a", "b", "c")
    repo.commit()
    secret = repo.oid(f"{one}:b")
    source = ranged(base)
    record(source)
    origins = source.origins({secret})
    assert origins.introduced == {secret: [Introduction(one, TIME, b"b"), Introduction(two, TIME, b"c")]}
    assert origins.at_head == frozenset()
    assert origins.order[one] < origins.order[two]
    assert ranged(ZERO).origins({secret}).introduced[secret][0] == Introduction(base, TIME, b"a")


def test_what_head_still_has_is_told(repo: GitRepo) -> None:
    base = repo.commit()
    repo.commit({"a": "1", "b": "2"})
    repo.git("rm", "--quiet", "b")
    gone, kept = repo.oid("HEAD:b"), repo.oid("HEAD:a")
    repo.commit()
    assert ranged(base).origins({gone, kept}).at_head == {kept}


def test_tags_and_what_they_name_beside_commits_are_scanned(repo: GitRepo) -> None:
    repo.commit({"d/a": "1", "b": "2"})
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},d/sub")
    tree = repo.git("write-tree", "--prefix=d").decode().strip()
    blob = repo.oid("HEAD:b")
    repo.git("tag", "--annotate", "--message", "Tagged", "v1", blob)
    found = Repository.discover()
    assert found is not None
    selection, _ = peel(found, [(b"refs/tags/v1", repo.oid("v1")), (b"refs/tags/t", tree)])
    source = RangeSource(found, selection, mode="push")
    recorder = record(source)
    assert files(recorder) == {"<refs/tags/v1>": b"2", "a": b"1", "<tag v1>": b"Tagged\n"} | {
        "<tag header>": next(window.data for window in recorder.windows if window.path == b"<tag header>")
    }
    assert [skip.path for skip in recorder.skipped] == ["sub"]
    assert source.commits == 0
    assert source.origins({blob}).introduced == {blob: [Introduction("", 0, b"<refs/tags/v1>")]}


def test_no_selection_is_no_commit(repo: GitRepo) -> None:
    repo.commit({"a": "1"})
    found = Repository.discover()
    assert found is not None
    source = RangeSource(found, Selection(""), mode="push")
    assert record(source).windows == []
    assert (source.commits, source.label, source.remark) == (0, "", "")


def test_names_of_refs_that_speak_of_cloudflare_are_content(repo: GitRepo) -> None:
    tip = repo.commit()
    found = Repository.discover()
    assert found is not None
    chosen = Selection("x", (tip,), (tip,), refs=(b"refs/heads/main", b"refs/heads/cloudflare"))
    (window,) = record(RangeSource(found, chosen, mode="push")).windows
    assert (window.path, window.data, window.blob) == (b"<refs/heads/cloudflare>", b"", None)
    assert record(RangeSource(found, chosen, mode="push", within=lambda _: True)).windows == []


@pytest.mark.parametrize("how", ["damaged", "missing"])
@pytest.mark.parametrize("what", ["HEAD~2", "HEAD~2^{tree}"], ids=["commit", "tree"])
def test_of_a_damaged_range_everything_is_scanned_that_can_be_read(repo: GitRepo, what: str, how: str) -> None:
    base = repo.commit({"a": "1"})
    for name in "bcdef":
        repo.commit({name: name}, f"message {name}")
    lost = repo.oid(what)
    place = repo.path / ".git/objects" / lost[:2] / lost[2:]
    place.chmod(0o644)
    if how == "damaged":
        place.write_bytes(b"garbage")
    else:
        place.unlink()
    source = ranged(base)
    found = record(source)
    told = {data.strip() for data, _ in messages(found)}
    if what == "HEAD~2":
        assert (files(found), told) == ({"f": b"f"}, {b"message e", b"message f"})
    else:
        assert set(files(found)) == {"b", "c", "f"}
        assert told == {f"message {name}".encode() for name in "bcdef"}
    assert any(lost in gap.path + gap.reason for gap in found.skipped)
    assert all(gap.incomplete and gap.next_step for gap in found.skipped)
    blob = repo.oid("HEAD:f")
    origin = source.origins({blob})
    assert [one.commit for one in origin.introduced[blob]] == [repo.oid("HEAD")]
    for begin, expected in (("HEAD", {}), ("HEAD~", {"f": b"f"})):
        outside = record(ranged(begin))
        assert (files(outside), outside.skipped) == (expected, [])
