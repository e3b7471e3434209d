from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.commands import baseline
from cf_secret_guard.commands.baseline import EntryFields
from cf_secret_guard.errors import ConfigError, IncompleteError, UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.secret import fingerprint
from cf_secret_guard.settings import ScanSettings
from cf_secret_guard.triage.baseline import DEFAULT_NAME, Entry, parse, render
from tests.tokens import account_token, user_token

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

ONE, TWO, THREE = user_token("one"), account_token("two"), user_token("three")
PRINTS = {token: fingerprint(token) for token in (ONE, TWO, THREE)}
WHY = EntryFields("known since 2020", "team-x", "2999-12-31")
SCAN = ScanSettings(progress=False)


def entries(repo: GitRepo, name: str = DEFAULT_NAME) -> dict[str, Entry]:
    return parse((repo.path / name).read_text(), name).entries


def known(token: str, **fields: str) -> Entry:
    return Entry(PRINTS[token], "cloudflare-user-api-token", **fields)


@pytest.fixture
def leaky(repo: GitRepo) -> GitRepo:
    """A repository with two different credentials, one of them in two places."""
    repo.commit({"a.env": f"X={ONE}\n", "b.env": f"Y={TWO}\n", "c.env": f"Z={ONE}\n"})
    return repo


def test_create_writes_each_secret_once_and_then_scans_are_clean(
    leaky: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert baseline.create(SCAN, WHY) is ExitCode.CLEAN
    made = entries(leaky)
    assert set(made) == {PRINTS[ONE], PRINTS[TWO]}
    assert made[PRINTS[TWO]] == Entry(PRINTS[TWO], "cloudflare-account-api-token", *WHY)
    assert baseline.audit(SCAN) is ExitCode.CLEAN
    out = capsys.readouterr().out
    assert f"{DEFAULT_NAME}: 2 entries written." in out
    assert ONE not in out + (leaky.path / DEFAULT_NAME).read_text()


def test_create_without_a_reason_says_that_reasons_are_missing(
    leaky: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    assert baseline.create(SCAN, EntryFields()) is ExitCode.CLEAN
    assert "no reason" in capsys.readouterr().out
    assert baseline.audit(SCAN) is ExitCode.FINDINGS
    assert capsys.readouterr().out.count("[no reason]") == 2
    assert len(entries(leaky)) == 2


def test_create_keeps_what_exists(leaky: GitRepo) -> None:
    leaky.write(DEFAULT_NAME, "mine")
    with pytest.raises(UsageError, match=r"exists already.*baseline update"):
        baseline.create(SCAN, WHY)
    assert (leaky.path / DEFAULT_NAME).read_text() == "mine"


def test_create_writes_where_the_command_line_or_the_configuration_says(leaky: GitRepo) -> None:
    baseline.create(SCAN._replace(baseline="mine.jsonl"), WHY)
    leaky.write("d/.keep", "")
    leaky.write(".cf-secret-guard.yaml", "baseline: d/known.jsonl\n")
    baseline.create(SCAN, WHY)
    assert set(entries(leaky, "mine.jsonl")) == set(entries(leaky, "d/known.jsonl")) == {PRINTS[ONE], PRINTS[TWO]}


def test_create_from_a_subdirectory_writes_at_the_root(leaky: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    leaky.write("sub/d.env", f"X={THREE}\n")
    monkeypatch.chdir(leaky.path / "sub")
    baseline.create(SCAN, WHY)
    assert set(entries(leaky)) == {PRINTS[THREE]}


def test_create_never_writes_out_of_the_repository(leaky: GitRepo, tmp_path: Path) -> None:
    (leaky.path / DEFAULT_NAME).symlink_to(tmp_path / "outside")
    with pytest.raises(ConfigError, match="leads out"):
        baseline.create(SCAN, WHY)
    assert not (tmp_path / "outside").exists()


def test_update_needs_a_baseline(leaky: GitRepo) -> None:
    with pytest.raises(UsageError, match=f"no baseline {DEFAULT_NAME}.*baseline create"):
        baseline.update(SCAN, WHY)
    with pytest.raises(UsageError, match=f"no baseline {DEFAULT_NAME}.*baseline create"):
        baseline.audit(SCAN)
    assert not (leaky.path / DEFAULT_NAME).exists()


def test_update_drops_what_is_gone_and_keeps_the_rest_as_it_is(leaky: GitRepo) -> None:
    leaky.write(DEFAULT_NAME, render([known(ONE, reason="mine", owner="me"), known(TWO), known(THREE)]))
    assert baseline.update(SCAN, EntryFields()) is ExitCode.CLEAN
    assert entries(leaky) == {PRINTS[ONE]: known(ONE, reason="mine", owner="me"), PRINTS[TWO]: known(TWO)}


def test_update_adds_only_what_has_a_reason(leaky: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    text = render([known(ONE, reason="mine")])
    leaky.write(DEFAULT_NAME, text)
    assert baseline.update(SCAN, EntryFields(owner="me")) is ExitCode.FINDINGS
    assert (leaky.path / DEFAULT_NAME).read_text() == text
    said = capsys.readouterr().out
    assert f"b.env:1  cloudflare-account-api-token  {PRINTS[TWO]}" in said
    assert "--reason" in said
    assert baseline.update(SCAN, WHY) is ExitCode.CLEAN
    assert entries(leaky)[PRINTS[TWO]].reason == WHY.reason
    assert entries(leaky)[PRINTS[ONE]] == known(ONE, reason="mine")


def test_update_of_a_part_drops_nothing_that_it_did_not_look_for(leaky: GitRepo) -> None:
    leaky.write(DEFAULT_NAME, render([known(ONE), known(TWO), known(THREE)]))
    assert baseline.update(SCAN._replace(paths=("a.env",), paths_given=True), WHY) is ExitCode.CLEAN
    assert len(entries(leaky)) == 3


def test_update_does_not_prolong_an_expired_entry(leaky: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    old = known(ONE, reason="mine", expires="2020-01-01")
    leaky.write(DEFAULT_NAME, render([old, known(TWO)]))
    assert baseline.update(SCAN, WHY._replace(expires="")) is ExitCode.FINDINGS
    assert entries(leaky)[PRINTS[ONE]] == old
    assert "--expires YYYY-MM-DD is given as well" in capsys.readouterr().out


def test_update_with_a_reason_and_a_date_renews_expired_entries(
    leaky: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    leaky.write(DEFAULT_NAME, render([known(ONE, reason="old", expires="2020-01-01"), known(TWO, reason="mine")]))
    assert baseline.update(SCAN, WHY._replace(expires="2999-12-31")) is ExitCode.CLEAN
    renewed = entries(leaky)[PRINTS[ONE]]
    assert (renewed.reason, renewed.expires) == (WHY.reason, "2999-12-31")
    assert entries(leaky)[PRINTS[TWO]] == known(TWO, reason="mine")
    assert "2 entries, 0 added, 1 renewed, 0 no longer found." in capsys.readouterr().out


def test_audit_says_what_is_wrong_with_each_entry_and_writes_nothing(
    leaky: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    made = [known(ONE, reason="a \x1b[31m test", expires="2020-01-01"), known(TWO), known(THREE, reason="x")]
    leaky.write(DEFAULT_NAME, render(made))
    assert baseline.audit(SCAN) is ExitCode.FINDINGS
    out = capsys.readouterr().out
    assert f"{PRINTS[ONE]}  [expired on 2020-01-01]\n  reason: a \\x1b[31m test\n  expires: 2020-01-01\n" in out
    assert "  found: a.env:1, c.env:1\n" in out
    assert f"{PRINTS[TWO]}  [no reason]\n  found: b.env:1\n" in out
    assert f"{PRINTS[THREE]}  [no longer found]\n  reason: x\n  found: nowhere\n" in out
    assert "3 entries to look at" in out
    assert (leaky.path / DEFAULT_NAME).read_text() == render(made)


def test_audit_shows_no_credential_that_somebody_wrote_into_a_reason(
    leaky: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    leaky.write(DEFAULT_NAME, render([known(ONE, reason=f"was {ONE}"), known(TWO, reason=f"see {THREE}")]))
    assert baseline.audit(SCAN) is ExitCode.CLEAN
    out = capsys.readouterr().out
    assert "  reason: was cfut_********\n" in out
    assert not any(token in out for token in PRINTS)


def test_audit_of_a_part_does_not_call_the_rest_gone(leaky: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    leaky.write(DEFAULT_NAME, render([known(THREE, reason="x")]))
    assert baseline.audit(SCAN._replace(paths=("a.env",), paths_given=True)) is ExitCode.CLEAN
    assert "found: not in what was scanned" in capsys.readouterr().out


def test_what_could_not_be_scanned_is_said_and_nothing_counts_as_gone(
    leaky: GitRepo, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    leaky.write(DEFAULT_NAME, render([known(ONE), known(TWO), known(THREE)]))
    leaky.write(".cf-secret-guard.yaml", "detectors: [{id: slow-key, pattern: '(?:x+x+)+y', keywords: [slow]}]\n")
    leaky.write("d.env", "slow " + "x" * 5000)
    monkeypatch.setattr("cf_secret_guard.detectors.custom.TIMEOUT", 0.1)
    assert baseline.update(SCAN, WHY) is ExitCode.INCOMPLETE
    assert "Not everything was scanned" in capsys.readouterr().out
    assert len(entries(leaky)) == 3


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (EntryFields(expires="tomorrow"), "--expires 'tomorrow' is no day"),
        (EntryFields(expires="2030-02-30"), "YYYY-MM-DD"),
        (EntryFields(reason="a test", expires="2020-01-01"), "2020-01-01 is in the past"),
        (EntryFields(reason="x" * 201), "--reason is longer"),
        (EntryFields(owner="x" * 201), "--owner is longer"),
        (EntryFields(reason=f"was {THREE}"), "--reason holds a credential"),
    ],
)
def test_fields_that_are_not_valid_are_refused_before_the_scan(leaky: GitRepo, fields: EntryFields, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        baseline.create(SCAN, fields)
    with pytest.raises(UsageError, match=words):
        baseline.update(SCAN, fields)
    assert not (leaky.path / DEFAULT_NAME).exists()


def test_a_merge_conflict_is_an_error_and_stays_for_the_user(leaky: GitRepo) -> None:
    text = f"{render([])}<<<<<<< ours\n=======\n>>>>>>> theirs\n"
    leaky.write(DEFAULT_NAME, text)
    with pytest.raises(ConfigError, match=f"{DEFAULT_NAME}:2: a merge conflict"):
        baseline.update(SCAN, WHY)
    assert (leaky.path / DEFAULT_NAME).read_text() == text


def test_the_mode_of_the_file_and_a_symlink_inside_the_repository_stay(leaky: GitRepo) -> None:
    real = leaky.write("d/real.jsonl", render([]))
    real.chmod(0o640)
    (leaky.path / DEFAULT_NAME).symlink_to("d/real.jsonl")
    assert baseline.update(SCAN, WHY) is ExitCode.CLEAN
    assert real.stat().st_mode & 0o777 == 0o640
    assert (leaky.path / DEFAULT_NAME).is_symlink()
    assert len(entries(leaky, "d/real.jsonl")) == 2


def test_a_full_disk_leaves_the_old_file_and_no_litter(leaky: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = render([known(THREE)])
    leaky.write(DEFAULT_NAME, text)
    before = sorted(leaky.path.iterdir())

    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)  # the one failure that no test can have for real everywhere
    with pytest.raises(IncompleteError, match=r"could not be written: No space left.*nothing was changed"):
        baseline.update(SCAN, WHY)
    assert (leaky.path / DEFAULT_NAME).read_text() == text
    assert sorted(leaky.path.iterdir()) == before


def test_an_interrupted_scan_changes_nothing(leaky: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    text = render([known(THREE)])
    leaky.write(DEFAULT_NAME, text)

    def interrupt(*_args: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("cf_secret_guard.sources.worktree.WorktreeSource.each", interrupt)
    with pytest.raises(IncompleteError, match="interrupted; the baseline is as it was"):
        baseline.update(SCAN, WHY)
    assert (leaky.path / DEFAULT_NAME).read_text() == text


def test_outside_of_git_the_current_directory_has_the_baseline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("a.env").write_text(f"X={ONE}\n")
    assert baseline.create(SCAN, WHY) is ExitCode.CLEAN
    assert set(parse(Path(DEFAULT_NAME).read_text(), "b").entries) == {PRINTS[ONE]}
