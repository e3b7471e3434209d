from __future__ import annotations

import io
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import pipeline
from cf_secret_guard.errors import ConfigError, GitError, IncompleteError, UsageError
from cf_secret_guard.model import Confidence, Kind
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.sources.worktree import WorktreeSource
from tests import tokens
from tests.containers.opening import tarred, zipped
from tests.sources.places import powerless

if TYPE_CHECKING:
    from cf_secret_guard.model import Report
    from tests.gitrepo import GitRepo

WORKTREE = ScanSettings()
STAGED = ScanSettings(mode="staged")
LEAK = f"CLOUDFLARE_API_TOKEN={tokens.user_token()}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def kinds(report: Report) -> list[tuple[str, str]]:
    return [(finding.path, finding.kind) for finding in report.findings]


def test_files_outside_of_git_are_scanned_and_counted(here: Path) -> None:
    (here / "a.env").write_text(f"T={tokens.user_token()}\n")
    (here / "b.txt").write_text("nothing\n")
    before = int(time.time())
    report = pipeline.scan(WORKTREE)
    assert before <= (report.scan.started or 0) <= time.time()
    assert kinds(report) == [("a.env", Kind.USER_API_TOKEN)]
    assert (report.scan.mode, report.scan.files, report.errors) == ("worktree", 2, ())


def test_what_is_staged_counts_and_not_what_lies_on_disk(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)
    repo.write("a.env", f"T={tokens.account_token()}\n")
    repo.git("add", "a.env")
    repo.write("a.env", "clean now\n")
    repo.write("b.env", f"T={tokens.user_token()}\n")
    assert kinds(pipeline.scan(STAGED)) == [("a.env", Kind.ACCOUNT_API_TOKEN)]


def test_staged_without_a_repository_is_refused(here: Path) -> None:
    assert here.is_dir()
    with pytest.raises(UsageError, match="git repository"):
        pipeline.scan(STAGED)


def test_standard_input_is_one_blob(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert here.is_dir()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(f"x\n{tokens.global_key()}\n".encode())))
    report = pipeline.scan(ScanSettings(mode="stdin"))
    assert [(finding.path, finding.line) for finding in report.findings] == [("<stdin>", 2)]


def test_a_closed_standard_input_is_incomplete_with_a_next_step(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert here.is_dir()
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(IncompleteError, match="Standard input is closed") as raised:
        pipeline.scan(ScanSettings(mode="stdin"))
    assert "scan -" in raised.value.next_step


def test_without_git_a_directory_outside_of_any_repository_is_scanned(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    (loose / "a.env").write_text(tokens.user_token())
    for path in (str(tmp_path / "nowhere"), ""):
        monkeypatch.setenv("PATH", path)
        for start in (repo.path, tmp_path, loose):
            monkeypatch.chdir(start)
            paths = (os.path.relpath(loose),)
            assert len(pipeline.scan(WORKTREE._replace(paths=paths, paths_given=True)).findings) == 1
        with pytest.raises(GitError, match="git was not found"):
            pipeline.scan(WORKTREE._replace(paths=(str(repo.path),), paths_given=True))


@pytest.mark.parametrize("settings", [WORKTREE, STAGED], ids=["files", "staged"])
@pytest.mark.parametrize("damage", ["pointer", "objects", "empty"])
def test_a_broken_repository_is_never_scanned_as_if_there_were_none(
    here: Path, settings: ScanSettings, damage: str
) -> None:
    if damage == "pointer":
        (here / ".git").write_text("gitdir: /gone/worktrees/x\n")
    else:
        (here / ".git").mkdir()
    if damage == "objects":
        (here / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
        (here / ".git" / "refs").mkdir()
    with pytest.raises(GitError) as raised:
        pipeline.scan(settings)
    assert raised.value.next_step


def test_a_directory_that_may_not_be_entered_is_named_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as top:
        Path(top).chmod(0o755)
        shut = Path(top) / "shut"
        shut.mkdir(mode=0)
        monkeypatch.chdir(top)
        with powerless():
            [problem] = pipeline.scan(WORKTREE._replace(paths=("shut",), paths_given=True)).errors
    assert problem.message == "shut was not scanned: the directory could not be read: Permission denied"
    assert problem.next_step


def test_a_commit_message_is_scanned_without_what_git_drops(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(repo.path)
    message = repo.path / "MSG"
    message.write_text(f"fix\n\n{tokens.user_token()}\n")
    report = pipeline.scan(ScanSettings(mode="commit-message", paths=("MSG",), paths_given=True))
    assert [finding.line for finding in report.findings] == [3]


def test_what_the_threshold_hides_is_kept_as_ignored(here: Path) -> None:
    (here / "a.txt").write_text(tokens.prefixed("cfut", valid=False))
    report = pipeline.scan(WORKTREE)
    assert not report.findings
    assert [ignored.by for ignored in report.scan.ignored] == ["threshold"]
    assert len(pipeline.scan(WORKTREE._replace(min_confidence=Confidence.LOW)).findings) == 1


def test_the_configuration_ignores_paths_and_adds_detectors(here: Path) -> None:
    (here / ".cf-secret-guard.yaml").write_text(
        "version: 1\nignore:\n  paths: [old/]\ndetectors:\n"
        "  - {id: acme-key, pattern: 'acme-[0-9]{6}', keywords: [acme-]}\n"
    )
    (here / "old").mkdir()
    (here / "old" / "a.env").write_text(tokens.user_token())
    (here / "new.env").write_text("k = acme-123456\n")
    report = pipeline.scan(WORKTREE)
    assert kinds(report) == [("new.env", "acme-key")]
    assert [skipped.path for skipped in report.scan.skipped] == ["old/a.env"]
    assert kinds(pipeline.scan(WORKTREE._replace(use_config=False))) == [("old/a.env", Kind.USER_API_TOKEN)]


def test_a_broken_baseline_is_told_before_anything_is_scanned(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / ".cf-secret-guard.baseline.jsonl").write_text("<<<<<<< ours\n")
    monkeypatch.setattr(WorktreeSource, "each", lambda *_: pytest.fail("it was scanned"))
    with pytest.raises(ConfigError):
        pipeline.scan(WORKTREE)


@pytest.mark.parametrize(
    ("settings", "stale"),
    [
        (WORKTREE, 1),
        (WORKTREE._replace(decode=False), 0),
        (WORKTREE._replace(archives=False), 0),
        (WORKTREE._replace(max_file_size=10_000), 0),
        (WORKTREE._replace(paths=("sub",), paths_given=True), 0),
    ],
    ids=["everything", "without decoding", "without archives", "without large files", "a part of the tree"],
)
def test_a_baseline_entry_is_stale_only_after_a_scan_of_everything(
    here: Path, settings: ScanSettings, stale: int
) -> None:
    (here / "sub").mkdir()
    (here / ".cf-secret-guard.baseline.jsonl").write_text(
        '{"schema": "cf-secret-guard/baseline/1"}\n'
        f'{{"fingerprint": "{tokens.hexadecimal("gone", 32)}", "kind": "{Kind.API_TOKEN}", "reason": "known"}}\n'
    )
    assert len(pipeline.scan(settings).scan.stale_baseline) == stale


def test_an_interrupted_scan_gives_what_it_found_and_says_so(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "a.env").write_text(tokens.user_token())
    whole = WorktreeSource.each

    def interrupted(self: WorktreeSource, *arguments: object) -> None:
        whole(self, *arguments)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr(WorktreeSource, "each", interrupted)
    report = pipeline.scan(WORKTREE)
    assert len(report.findings) == 1
    assert [problem.message for problem in report.errors] == ["The scan was interrupted"]


def test_what_could_not_be_scanned_is_a_problem_with_a_next_step(here: Path) -> None:
    (here / "big.txt").write_text("x" * 5000)
    report = pipeline.scan(WORKTREE._replace(max_file_size=1000))
    [problem] = report.errors
    assert problem.path == "big.txt"
    assert problem.next_step


def test_an_r2_secret_is_tied_to_its_token_in_another_file(here: Path) -> None:
    token = tokens.user_token()
    (here / "a.env").write_text(f"CF_API_TOKEN={token}\n")
    (here / "b.env").write_text(f"AWS_SECRET_ACCESS_KEY={tokens.r2_secret(token)}\nNAME=cloudflare\n")
    found = {finding.kind: finding for finding in pipeline.scan(WORKTREE).findings}
    assert found[Kind.R2_SECRET_ACCESS_KEY].confidence is Confidence.CERTAIN
    parent = found[Kind.USER_API_TOKEN].fingerprint
    assert any(parent in reason for reason in found[Kind.R2_SECRET_ACCESS_KEY].evidence)


def ranged(begin: str, *paths: str) -> ScanSettings:
    return ScanSettings(mode="range", range=(begin, "HEAD"), paths=paths or (".",), paths_given=bool(paths))


def test_a_finding_of_a_range_names_the_commit_that_brought_it_in(repo: GitRepo) -> None:
    base = repo.commit({"old.env": f"CLOUDFLARE_API_TOKEN={tokens.user_token('old')}\n"})
    leak = repo.commit({"d/a.env": LEAK})
    repo.commit({"d/a.env": "clean\n"}, f"Use {tokens.account_token()}")
    report = pipeline.scan(ranged(base))
    found = {finding.path: (finding.commit, finding.at_head) for finding in report.findings}
    assert found == {"d/a.env": (leak, False), "<commit message>": (repo.oid("HEAD"), None)}
    assert (report.scan.mode, report.scan.commits) == ("range", 2)
    assert report.scan.range == f"{base[:8]}..{repo.oid('HEAD')[:8]}"
    assert [finding.path for finding in pipeline.scan(ranged(base, "d")).findings] == ["d/a.env"]
    assert pipeline.scan(ranged("HEAD")).scan.commits == 0


def test_a_rename_out_of_an_ignored_folder_brings_it_in_and_one_into_it_does_not(repo: GitRepo) -> None:
    repo.write(".cf-secret-guard.yaml", "ignore:\n  paths: [vendor/]\n")
    base = repo.commit({"vendor/a.env": LEAK})
    repo.git("mv", "vendor/a.env", "b.env")
    out = repo.commit()
    (repo.path / "vendor").mkdir(exist_ok=True)
    repo.git("mv", "b.env", "vendor/a.env")
    repo.commit()
    assert [(finding.path, finding.commit) for finding in pipeline.scan(ranged(base)).findings] == [("b.env", out)]
    assert pipeline.scan(ranged(out)).findings == ()


def test_a_range_that_a_shallow_clone_cuts_off_is_incomplete(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo.commit({"a": "1"})
    repo.commit({"b.env": LEAK})
    repo.git("clone", "--quiet", "--depth=1", f"file://{repo.path}", str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    report = pipeline.scan(ranged("0" * 40))
    assert [finding.path for finding in report.findings] == ["b.env"]
    assert ["shallow" in problem.message for problem in report.errors] == [True]


@pytest.mark.parametrize("settings", [ranged("HEAD"), ScanSettings(mode="push")], ids=["range", "push"])
def test_commits_without_a_repository_are_refused(here: Path, settings: ScanSettings) -> None:
    assert here
    with pytest.raises(UsageError, match="needs a git repository"):
        pipeline.scan(settings)


def test_a_push_is_what_git_says_on_standard_input(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    commit = repo.commit({"a.env": LEAK})
    told = f"refs/heads/main {commit} refs/heads/main {'0' * 40}\n".encode()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(told)))
    report = pipeline.scan(ScanSettings(mode="push", remote="origin"))
    assert [(finding.path, finding.commit) for finding in report.findings] == [("a.env", commit)]
    assert (report.scan.mode, report.scan.range, report.scan.remark) == ("push", commit[:8], "")


def test_a_push_that_nobody_tells_of_is_refused(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.commit()
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(UsageError, match='scan --pre-push "\\$@"'):
        pipeline.scan(ScanSettings(mode="push"))


def test_members_are_scanned_unless_options_configuration_or_ignores_say_otherwise(here: Path) -> None:
    (here / "a.tar").write_bytes(tarred({"etc/x.env": tokens.user_token().encode()}))
    (here / "a.zip").write_bytes(zipped({"etc/x.env": tokens.user_token().encode()}))
    assert [path for path, _ in kinds(pipeline.scan(WORKTREE))] == ["a.tar!etc/x.env", "a.zip!etc/x.env"]
    assert [path for path, _ in kinds(pipeline.scan(WORKTREE._replace(archives=False)))] == ["a.tar"]
    config = here / ".cf-secret-guard.yaml"
    config.write_text("version: 1\narchives: false\n")
    assert [path for path, _ in kinds(pipeline.scan(WORKTREE))] == ["a.tar"]
    config.write_text("version: 1\nignore:\n  paths: ['a.zip!etc/*', a.tar]\n")
    assert kinds(pipeline.scan(WORKTREE)) == []


def test_a_damaged_archive_leaves_the_scan_incomplete(here: Path) -> None:
    (here / "a.zip").write_bytes(zipped({"x": b"content"})[:-30])
    [problem] = pipeline.scan(WORKTREE).errors
    assert (problem.path, problem.incomplete) == ("a.zip", True)


def test_an_archive_that_is_damaged_was_scanned_in_part(here: Path) -> None:
    (here / "a.tar").write_bytes(tarred({"a.env": LEAK.encode()})[:1024] + b"x" * 512)
    report = pipeline.scan(WORKTREE)
    assert kinds(report) == [("a.tar!a.env", "cloudflare-user-api-token")]
    assert [problem.message.partition(":")[0] for problem in report.errors] == ["a.tar was scanned only in part"]
