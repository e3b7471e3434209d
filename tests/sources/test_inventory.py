"""What is not where it should be: shallow and partial clones, damage, borrowed objects, repositories without a tree."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import pipeline
from cf_secret_guard.errors import UsageError
from cf_secret_guard.settings import ScanSettings
from tests import tokens
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.model import Report

HISTORY = ScanSettings(mode="history", jobs=1)
ENV = f"T={tokens.user_token('planted')}\n"


def paths(report: Report) -> list[str]:
    return [finding.path for finding in report.findings]


def gaps(report: Report) -> list[str]:
    return [problem.message for problem in report.errors]


def damage(repo: GitRepo, oid: str, data: bytes = b"not zlib") -> None:
    place = repo.path / ".git/objects" / oid[:2] / oid[2:]
    place.chmod(0o644)
    place.write_bytes(data)


def remove(repo: GitRepo, oid: str) -> None:
    (repo.path / ".git/objects" / oid[:2] / oid[2:]).unlink()


def gone(repo: GitRepo) -> None:
    """Commit a secret and take it away again."""
    repo.commit({"a.env": ENV})
    repo.git("rm", "-q", "a.env")
    repo.commit({"b.txt": "clean\n"})


def test_an_empty_repository_is_clean(repo: GitRepo) -> None:
    assert repo.path
    report = pipeline.scan(HISTORY._replace(unreachable=True))
    assert (report.findings, report.errors, report.scan.blobs) == ((), (), 0)


@pytest.mark.parametrize("options", [("--bare",), ("--bare", "--object-format=sha256")], ids=" ".join)
def test_a_repository_without_a_work_tree_is_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...]
) -> None:
    bare = GitRepo(tmp_path / "bare.git", options)
    work = GitRepo(tmp_path / "work", options[1:])
    gone(work)
    work.git("push", "-q", str(bare.path), "main")
    monkeypatch.chdir(tmp_path)
    report = pipeline.scan(HISTORY._replace(paths=("bare.git",), paths_given=True))
    assert (paths(report), report.errors) == (["a.env"], ())
    monkeypatch.chdir(bare.path / "refs")
    assert paths(pipeline.scan(HISTORY)) == ["a.env"]
    monkeypatch.chdir(work.path / ".git")
    assert paths(pipeline.scan(HISTORY)) == ["a.env"]


def test_outside_of_any_repository_there_is_no_history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="--history needs a git repository"):
        pipeline.scan(HISTORY)


def test_a_path_restricts_the_findings_to_what_ever_stood_there(repo: GitRepo) -> None:
    repo.commit({"src/a.env": ENV, "docs/b.env": f"T={tokens.user_token('other')}\n"}, tokens.user_token("message"))
    repo.git("mv", "src/a.env", "lib.env")
    repo.commit()
    for path, expected in (("src", ["src/a.env"]), ("lib.env", ["lib.env"]), ("docs/b.env", ["docs/b.env"])):
        report = pipeline.scan(HISTORY._replace(paths=(path,), paths_given=True))
        assert (paths(report), report.errors) == (expected, ())
    assert len(paths(pipeline.scan(HISTORY._replace(paths=(".",), paths_given=True)))) == 3
    with pytest.raises(UsageError, match="No commit has anything at 'typo'"):
        pipeline.scan(HISTORY._replace(paths=("docs", "typo"), paths_given=True))
    with pytest.raises(UsageError, match="has no path"):
        pipeline.scan(HISTORY._replace(paths=("docs",), paths_given=True, unreachable=True))
    with pytest.raises(UsageError, match="outside of the repository"):
        pipeline.scan(HISTORY._replace(paths=(".", "/"), paths_given=True))


def test_a_file_that_is_ignored_by_path_counts_where_its_content_also_stands_elsewhere(repo: GitRepo) -> None:
    repo.commit({".cf-secret-guard-ignore": "tests/\n", "tests/a.env": ENV})
    assert paths(pipeline.scan(HISTORY)) == []
    repo.commit({"src/a.env": ENV})
    report = pipeline.scan(HISTORY)
    assert [(one.path, one.paths) for one in report.findings] == [("src/a.env", ("tests/a.env", "src/a.env"))]


def test_a_shallow_clone_is_incomplete_and_says_what_to_fetch(repo: GitRepo, tmp_path: Path) -> None:
    gone(repo)
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--depth=1", repo.path.as_uri(), str(clone))
    report = pipeline.scan(HISTORY._replace(paths=(str(clone),), paths_given=True))
    assert paths(report) == []
    assert ["shallow" in gap for gap in gaps(report)] == [True]
    assert "--unshallow" in report.errors[0].next_step


def test_what_a_partial_clone_lacks_is_named_and_not_fetched(repo: GitRepo, tmp_path: Path) -> None:
    gone(repo)
    repo.config("uploadpack.allowFilter", "true")
    blob = repo.oid("HEAD~:a.env")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", repo.path.as_uri(), str(clone))
    report = pipeline.scan(HISTORY._replace(paths=(str(clone),), paths_given=True))
    assert paths(report) == []
    assert [blob in gap and "missing" in gap for gap in gaps(report)] == [True]
    lacking = GitRepo(clone, None).git("rev-list", "--objects", "--all", "--missing=print")
    assert f"?{blob}".encode() in lacking


@pytest.mark.parametrize("options", [(), ("--no-checkout",), ("--bare",)])
def test_a_clone_without_trees_is_incomplete_and_all_that_is_stored_is_scanned(
    repo: GitRepo, tmp_path: Path, options: tuple[str, ...]
) -> None:
    repo.commit({"sub/a.env": ENV}, tokens.user_token("message"))
    lost = repo.oid("HEAD^{tree}")
    repo.git("rm", "-q", "sub/a.env")
    repo.commit({"b.env": f"T={tokens.user_token('latest')}\n"})
    repo.config("uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=tree:0", *options, repo.path.as_uri(), str(clone))
    report = pipeline.scan(HISTORY._replace(paths=(str(clone),), paths_given=True))
    latest = () if options else (tokens.user_token("latest"),)
    assert {one.secret.reveal() for one in report.findings} == {tokens.user_token("message"), *latest}
    (absent,) = (one for one in report.errors if lost in one.message and "directory is missing" in one.message)
    assert "--refetch" in absent.next_step


def test_a_tree_that_is_lost_is_named_and_what_was_below_it_is_scanned(repo: GitRepo) -> None:
    repo.commit({"sub/a.env": ENV, "b.txt": "x\n"})
    lost = repo.oid("HEAD:sub")
    repo.git("rm", "-q", "sub/a.env")
    repo.commit()
    remove(repo, lost)
    report = pipeline.scan(HISTORY)
    assert [one.secret.reveal() for one in report.findings] == [ENV[2:-1]]
    assert any(lost in gap for gap in gaps(report))


def test_a_secret_in_the_name_of_a_ref_is_found(repo: GitRepo) -> None:
    repo.commit({"sub/a.txt": "x\n"})
    for kind, options in (("branch", ()), ("tag", ()), ("tag", ("-a", "-m", "x"))):
        repo.git(kind, *options, f"{kind[0]}{len(options)}-{tokens.user_token(kind)}")
    named = [one for one in pipeline.scan(HISTORY).findings if one.path.startswith("<refs/")]
    assert {one.path: one.secret.reveal() for one in named} == {
        f"<refs/heads/b0-{tokens.user_token('branch')}>": tokens.user_token("branch"),
        f"<refs/tags/t0-{tokens.user_token('tag')}>": tokens.user_token("tag"),
        f"<refs/tags/t3-{tokens.user_token('tag')}>": tokens.user_token("tag"),
    }
    assert {(one.commit, one.at_head) for one in named} == {(None, None)}
    assert pipeline.scan(HISTORY._replace(paths=("sub",), paths_given=True)).findings == ()


def test_many_missing_objects_are_counted_behind_the_first(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({f"{number}.txt": f"{number}\n" for number in range(104)})
    repo.commit({f"{number}.txt": "same\n" for number in range(104)})
    repo.config("uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    repo.git("clone", "-q", "--filter=blob:none", repo.path.as_uri(), str(clone))
    report = pipeline.scan(HISTORY._replace(paths=(str(clone),), paths_given=True))
    assert len(report.errors) == 101
    assert any("4 more are missing" in gap for gap in gaps(report))


def test_objects_that_only_another_repository_has_are_read_if_reached_and_else_not(
    repo: GitRepo, tmp_path: Path
) -> None:
    gone(repo)
    repo.git("hash-object", "-w", "--stdin", data=f"T={tokens.user_token('theirs')}\n".encode())
    clone = GitRepo(tmp_path / "clone", None)
    repo.git("clone", "-q", "--shared", str(repo.path), str(clone.path))
    clone.git("hash-object", "-w", "--stdin", data=f"T={tokens.user_token('ours')}\n".encode())
    report = pipeline.scan(HISTORY._replace(paths=(str(clone.path),), paths_given=True, unreachable=True))
    assert {one.secret.reveal() for one in report.findings} == {tokens.user_token("ours"), ENV[2:-1]}
    assert report.errors == ()


def test_a_submodule_is_noted_once(repo: GitRepo) -> None:
    commit = repo.commit({"a.txt": "x"})
    for oid in (commit, "1" * 40):
        repo.git("update-index", "--add", "--cacheinfo", f"160000,{oid},sub")
        repo.commit()
    report = pipeline.scan(HISTORY)
    assert [(item.path, item.incomplete) for item in report.scan.skipped] == [("sub", False)]
    assert "submodule" in report.scan.skipped[0].reason


def test_an_lfs_pointer_is_noted(repo: GitRepo) -> None:
    repo.commit({"big.bin": f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 5\n"})
    (item,) = pipeline.scan(HISTORY).scan.skipped
    assert (item.path, item.incomplete) == ("big.bin", False)


@pytest.mark.parametrize("how", ["damaged", "missing"])
@pytest.mark.parametrize("what", ["HEAD~:b.env", "HEAD~^{tree}", "HEAD~"], ids=["blob", "tree", "commit"])
def test_a_broken_object_is_named_and_everything_else_is_scanned(repo: GitRepo, what: str, how: str) -> None:
    repo.commit({"a.env": ENV})
    repo.git("rm", "-q", "a.env")
    repo.commit({"b.env": "broken\n"})
    repo.commit({"b.env": "whole\n", "c.env": f"T={tokens.user_token('latest')}\n"})
    oid = repo.oid(what)
    if how == "damaged":
        damage(repo, oid)
    else:
        remove(repo, oid)
    report = pipeline.scan(HISTORY)
    assert {one.secret.reveal() for one in report.findings} == {tokens.user_token("latest"), ENV[2:-1]}
    assert gaps(report)
    assert all(problem.next_step for problem in report.errors)
    assert any(oid in gap for gap in gaps(report)) or what != "HEAD~:b.env"
    assert not any(path.startswith("<unreachable") for path in paths(report))


def test_a_path_of_a_damaged_history_does_not_stop_the_scan(repo: GitRepo) -> None:
    repo.commit({"b.txt": "x"})
    repo.commit({"sub/a.env": ENV})
    remove(repo, repo.oid("HEAD~^{tree}"))
    report = pipeline.scan(HISTORY._replace(paths=("sub", "typo"), paths_given=True))
    assert paths(report) == ["sub/a.env"]
    assert gaps(report)


def test_where_head_itself_is_broken_everything_stored_is_still_scanned(repo: GitRepo) -> None:
    gone(repo)
    remove(repo, repo.oid("HEAD^{tree}"))
    report = pipeline.scan(HISTORY)
    assert [one.secret.reveal() for one in report.findings] == [ENV[2:-1]]
    assert gaps(report)


def test_a_stash_entry_that_is_gone_is_named(repo: GitRepo) -> None:
    gone(repo)
    for number in range(3):
        repo.write("b.txt", f"{number}")
        repo.git("stash", "push", "-q")
    remove(repo, repo.oid("stash@{1}"))
    report = pipeline.scan(HISTORY)
    assert paths(report) == ["a.env"]
    assert "stash" in "".join(gaps(report))


def test_an_index_of_a_pack_that_git_cannot_read_is_named(repo: GitRepo) -> None:
    repo.commit({"a.env": ENV})
    (repo.path / ".git/objects/pack/pack-odd.idx").write_bytes(b"odd")
    report = pipeline.scan(HISTORY._replace(unreachable=True))
    assert paths(report) == ["a.env"]
    assert ["show-index" in gap for gap in gaps(report)] == [True]


def test_a_ref_to_nothing_is_named(repo: GitRepo) -> None:
    gone(repo)
    (repo.path / ".git/refs/heads/lost").write_text("1" * 40 + "\n")
    (repo.path / ".git/refs/heads/odd").write_text("nonsense\n")
    report = pipeline.scan(HISTORY)
    assert paths(report) == ["a.env"]
    assert "refs/heads/lost" in "".join(gaps(report))
    assert "refs/heads/odd" in "".join(gaps(report))


def test_a_tag_that_cannot_be_read_is_named(repo: GitRepo) -> None:
    gone(repo)
    repo.git("tag", "-a", "v1", "-m", "x")
    damage(repo, repo.oid("v1"))
    report = pipeline.scan(HISTORY)
    assert paths(report) == ["a.env"]
    assert "refs/tags/v1" in "".join(gaps(report))


def test_blobs_above_the_limit_are_named(repo: GitRepo) -> None:
    repo.commit({"large.txt": "x" * 2000, "a.env": ENV})
    report = pipeline.scan(HISTORY._replace(max_file_size=1000))
    assert paths(report) == ["a.env"]
    assert ["large.txt" in gap for gap in gaps(report)] == [True]


def test_names_vouch_for_bare_credentials_as_they_are_listed_and_at_head(repo: GitRepo) -> None:
    token = tokens.legacy_token("bare")
    repo.commit({"aaa.txt": f"{token}\n", "cloudflare-api-token.txt": f"{token}\n"})
    assert {one.secret.reveal() for one in pipeline.scan(HISTORY).findings} == {token}


def test_a_hostile_configuration_starts_nothing(repo: GitRepo, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    script = tmp_path / "evil"
    script.write_text(f"#!/bin/sh\ntouch {marker}\ncat\n")
    script.chmod(0o755)
    gone(repo)
    repo.commit({".gitattributes": "* diff=evil filter=evil\n"})
    for key in ("core.fsmonitor", "diff.external", "diff.evil.textconv", "diff.evil.command", "filter.evil.smudge"):
        repo.config(key, str(script))
    repo.config("core.hooksPath", str(tmp_path))
    repo.config("log.showSignature", "true")
    repo.config("gpg.program", str(script))
    marker.unlink(missing_ok=True)
    assert paths(pipeline.scan(HISTORY._replace(unreachable=True))) == ["a.env"]
    assert not marker.exists()
    assert os.path.lexists(script)
