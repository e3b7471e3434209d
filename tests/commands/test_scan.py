from __future__ import annotations

import io
import json
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.commands import scan
from cf_secret_guard.errors import GitError, IncompleteError
from cf_secret_guard.model import ExitCode, Problem, Report, Skipped
from cf_secret_guard.progress import TerminalProgress
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.settings import ResponseSettings, ScanSettings
from cf_secret_guard.simulator import Fault
from cf_secret_guard.verify.base import Status, Verdict
from tests import tokens
from tests.report.reports import finding, full, report, secrets

if TYPE_CHECKING:
    from pathlib import Path

    from cf_secret_guard.progress import Progress
    from tests.commands.simulated import Cloud
    from tests.gitrepo import GitRepo

GAP = (Skipped("a", "unreadable", incomplete=True),)
NOTED = (Skipped("a", "a submodule", incomplete=False),)


@pytest.mark.parametrize(
    ("given", "fail_on", "code"),
    [
        (report(), "any", ExitCode.CLEAN),
        (report(skipped=NOTED), "any", ExitCode.CLEAN),
        (report(finding()), "any", ExitCode.FINDINGS),
        (report(finding()), "never", ExitCode.CLEAN),
        (report(skipped=GAP), "any", ExitCode.INCOMPLETE),
        (report(skipped=GAP), "never", ExitCode.INCOMPLETE),
        (report(errors=(Problem("it broke", ""),)), "any", ExitCode.INCOMPLETE),
        (report(finding(), skipped=GAP), "any", ExitCode.FINDINGS),
        (report(finding(), skipped=GAP), "never", ExitCode.INCOMPLETE),
    ],
)
def test_findings_win_over_what_is_missing_and_that_over_clean(given: Report, fail_on: str, code: ExitCode) -> None:
    assert scan.outcome(given, fail_on) is code


@pytest.mark.parametrize(
    ("status", "fail_on", "code"),
    [
        (Status.LIVE, "live", ExitCode.FINDINGS),
        (Status.RESTRICTED, "live", ExitCode.FINDINGS),
        (Status.UNKNOWN, "live", ExitCode.CLEAN),
        (Status.NOT_CHECKABLE, "live", ExitCode.CLEAN),
        (Status.DISABLED, "live", ExitCode.CLEAN),
        (None, "live", ExitCode.CLEAN),
        (Status.LIVE, "live-or-unknown", ExitCode.FINDINGS),
        (Status.RESTRICTED, "live-or-unknown", ExitCode.FINDINGS),
        (Status.UNKNOWN, "live-or-unknown", ExitCode.FINDINGS),
        (Status.NOT_CHECKABLE, "live-or-unknown", ExitCode.FINDINGS),
        (None, "live-or-unknown", ExitCode.FINDINGS),
        (Status.DISABLED, "live-or-unknown", ExitCode.CLEAN),
        (Status.EXPIRED, "live-or-unknown", ExitCode.CLEAN),
        (Status.REVOKED, "live-or-unknown", ExitCode.CLEAN),
        (Status.INVALID, "live-or-unknown", ExitCode.CLEAN),
        (Status.REVOKED, "any", ExitCode.FINDINGS),
        (Status.LIVE, "never", ExitCode.CLEAN),
    ],
)
def test_which_verdicts_fail_the_run(status: Status | None, fail_on: str, code: ExitCode) -> None:
    given = report(finding(verdict=Verdict(status) if status else None))
    assert scan.outcome(given, fail_on) is code
    dead = finding(tokens.user_token("dead"), verdict=Verdict(Status.REVOKED))
    assert scan.outcome(report(dead, *given.findings), fail_on) is (ExitCode.FINDINGS if fail_on == "any" else code)


def test_a_question_without_an_answer_is_incomplete_where_the_finding_does_not_count() -> None:
    given = report(finding(verdict=Verdict(Status.UNKNOWN)), errors=(Problem("it is not known", "Run again."),))
    assert scan.outcome(given, "live") is ExitCode.INCOMPLETE
    assert scan.outcome(given, "live-or-unknown") is ExitCode.FINDINGS


def test_a_scan_asks_only_about_what_counts(cloud: Cloud, repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("a.env", f"CLOUDFLARE_API_TOKEN={cloud.token.value}\n")
    other = tokens.user_token("ignored")
    repo.write(
        "b.env",
        f"CLOUDFLARE_API_TOKEN={other}  # cf-secret-guard: ignore[cloudflare-user-api-token] documented sample\n",
    )
    settings = ScanSettings(format="json", response=ResponseSettings(verify=True))
    assert scan.run(settings) is ExitCode.FINDINGS
    (shown,) = json.loads(capsys.readouterr().out)["findings"]
    assert (shown["path"], shown["verdict"]["status"]) == ("a.env", "live")
    asked = [one for one in cloud.simulator.requests if one.path.endswith("/tokens/verify")]
    assert not [one for one in asked if other in repr(one)]
    assert cloud.status == "active"


def test_a_scan_revokes_and_writes_a_note(cloud: Cloud, repo: GitRepo, capsys: pytest.CaptureFixture[str]) -> None:
    repo.write("a.env", f"CLOUDFLARE_API_TOKEN={cloud.token.value}\n")
    wishes = ResponseSettings(verify=True, revoke=Verb.DISABLE, yes=True, incident="incidents")
    assert scan.run(ScanSettings(fail_on="live", response=wishes)) is ExitCode.CLEAN
    out, err = capsys.readouterr()
    assert err.startswith("Plan:")
    assert "note        incidents/" in out
    assert cloud.status == "disabled"
    assert len(list((repo.path / "incidents").glob("*.md"))) == 1


def test_quiet_says_that_not_everything_was_done(
    cloud: Cloud, repo: GitRepo, capsys: pytest.CaptureFixture[str]
) -> None:
    cloud.simulator.fault("/user/tokens/verify", Fault.CHALLENGE_403, times=None)
    repo.write("a.env", f"CLOUDFLARE_API_TOKEN={cloud.token.value}\n")
    wishes = ResponseSettings(verify=True)
    assert scan.run(ScanSettings(quiet=True, fail_on="live", response=wishes)) is ExitCode.INCOMPLETE
    assert "Not everything was done." in capsys.readouterr().err


def publish(given: Report, settings: ScanSettings) -> None:
    scan.publish(given, settings, scan.outcome(given, settings.fail_on))


def test_standard_output_holds_exactly_one_document(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    outputs = (("json", str(tmp_path / "a.json")), ("text", str(tmp_path / "a.txt")))
    publish(full(), ScanSettings(format="json", outputs=outputs, verbosity=1))
    shown = capsys.readouterr()
    assert json.loads(shown.out) == json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))
    assert "Ignored:" in (tmp_path / "a.txt").read_text(encoding="utf-8")
    assert shown.err == ""


@pytest.mark.parametrize(("given", "fail_on", "code"), [(report(finding()), "any", 1), (report(finding()), "never", 0)])
def test_a_sarif_report_says_what_the_process_ends_with(
    capsys: pytest.CaptureFixture[str], given: Report, fail_on: str, code: int
) -> None:
    publish(given, ScanSettings(format="sarif", fail_on=fail_on))
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert run["invocations"][0]["exitCode"] == code


def test_no_document_anywhere_shows_a_secret(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    value = tokens.legacy_token()
    given = report(finding(value, path=value), errors=(Problem(value, value),))
    publish(given, ScanSettings(outputs=(("json", str(tmp_path / "a")), ("text", str(tmp_path / "b")))))
    shown = capsys.readouterr()
    everything = shown.out + shown.err + "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    assert not [secret for secret in secrets(given) if secret in everything]


@pytest.mark.parametrize(
    ("mode", "given", "fail_on", "stopped"),
    [
        ("staged", report(finding()), "any", True),
        ("staged", report(skipped=GAP), "any", True),
        ("commit-message", report(finding()), "any", True),
        ("staged", report(finding()), "never", False),
        ("staged", report(), "any", False),
        ("worktree", report(finding()), "any", False),
    ],
)
def test_a_commit_is_called_stopped_only_where_it_was(
    mode: str, given: Report, fail_on: str, *, stopped: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(given._replace(scan=given.scan._replace(mode=mode)), ScanSettings(mode=mode, fail_on=fail_on))
    assert ("The commit was stopped" in capsys.readouterr().out) is stopped


def test_quiet_says_nothing_when_clean_and_one_line_on_stderr_when_incomplete(
    capsys: pytest.CaptureFixture[str],
) -> None:
    publish(report(), ScanSettings(quiet=True))
    assert capsys.readouterr() == ("", "")
    publish(report(skipped=GAP), ScanSettings(quiet=True))
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.count("\n") == 1


def test_colour_is_for_the_screen_and_never_for_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    publish(report(finding()), ScanSettings(color="always", outputs=(("text", str(tmp_path / "a")),)))
    assert "\x1b[" in capsys.readouterr().out
    assert "\x1b" not in (tmp_path / "a").read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_an_error_and_the_others_are_written(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    outputs = (("json", str(tmp_path / "no" / "a")), ("json", str(tmp_path / "b")))
    with pytest.raises(IncompleteError, match="No such file or directory") as caught:
        publish(report(), ScanSettings(outputs=outputs))
    assert caught.value.next_step
    assert (tmp_path / "b").exists()
    assert "No Cloudflare credentials found" in capsys.readouterr().out


def test_a_report_that_cannot_be_written_does_not_hide_that_something_was_found(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    settings = ScanSettings(format="json", outputs=(("text", str(tmp_path / "missing" / tokens.user_token())),))
    scan.publish(report(finding()), settings, ExitCode.FINDINGS)
    shown = capsys.readouterr()
    assert json.loads(shown.out)["findings"]
    assert "could not be written" in shown.err
    assert tokens.user_token() not in shown.err


def test_a_report_replaces_the_one_before_through_a_symlink_too(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    scan.write_file(str(tmp_path / "link"), "new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text(encoding="utf-8") == "new"
    assert {path.name for path in tmp_path.iterdir()} == {"real", "link"}


def test_what_stood_there_stays_if_the_disk_is_full(tmp_path: Path) -> None:
    (tmp_path / "report").mkdir()
    with pytest.raises(IncompleteError):
        scan.write_file(str(tmp_path / "report"), "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]


def test_a_device_is_written_to_and_not_replaced() -> None:
    scan.write_file(os.devnull, "text")
    with pytest.raises(IncompleteError, match="No space left on device"):
        scan.write_file("/dev/full", "text")


def test_a_pipe_is_written_to_by_its_descriptor() -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as stream:
        scan.write_file(f"/dev/fd/{writer}", "text\n")
        os.close(writer)
        assert stream.read() == b"text\n"


def test_a_file_that_the_shell_opened_is_added_to(tmp_path: Path) -> None:
    with (tmp_path / "out").open("wb", buffering=0) as stream:
        stream.write(b"first\n")
        scan.write_file(f"/dev/fd/{stream.fileno()}", "second\n")
    assert (tmp_path / "out").read_bytes() == b"first\nsecond\n"


def test_a_fifo_without_a_reader_is_an_error_and_no_wait(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_PAUSE", 0.001)
    os.mkfifo(tmp_path / "fifo")
    with pytest.raises(IncompleteError, match="nothing reads from it") as caught:
        scan.write_file(str(tmp_path / "fifo"), "text")
    assert "Start what reads it first" in caught.value.next_step


def test_a_fifo_takes_more_than_a_pipe_holds_even_if_the_reader_comes_late(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    text = "a line\n" * 100_000
    read: list[str] = []

    def late() -> None:
        time.sleep(0.2)
        read.append((tmp_path / "fifo").read_text(encoding="utf-8"))

    thread = threading.Thread(target=late)
    thread.start()
    scan.write_file(str(tmp_path / "fifo"), text)
    thread.join()
    assert read == [text]


class Screen(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("settings", "stream", "term", "shown"),
    [
        (ScanSettings(), Screen(), "xterm", True),
        (ScanSettings(progress=False), Screen(), "xterm", False),
        (ScanSettings(mode="staged"), Screen(), "xterm", False),
        (ScanSettings(), Screen(), "dumb", False),
        (ScanSettings(), io.StringIO(), "xterm", False),
        (ScanSettings(), None, "xterm", False),
    ],
)
def test_progress_is_for_terminals_and_scans_of_files(
    settings: ScanSettings, stream: io.StringIO | None, term: str, *, shown: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", term)
    monkeypatch.setattr(sys, "stderr", stream)
    seen: list[Progress | None] = []

    def pipeline(_settings: ScanSettings, progress: Progress | None = None) -> Report:
        seen.append(progress)
        return report(finding())

    monkeypatch.setattr("cf_secret_guard.pipeline.scan", pipeline)
    assert scan.run(settings) is ExitCode.FINDINGS
    assert isinstance(seen[0], TerminalProgress) is shown


def test_the_progress_bar_is_taken_away_if_the_scan_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    closed: list[bool] = []
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", Screen())
    monkeypatch.setattr(TerminalProgress, "close", lambda _self: closed.append(True))

    def pipeline(_settings: ScanSettings, _progress: Progress | None = None) -> Report:
        raise GitError("git broke", "Mend it.")

    monkeypatch.setattr("cf_secret_guard.pipeline.scan", pipeline)
    with pytest.raises(GitError):
        scan.run(ScanSettings())
    assert closed == [True]


def test_what_only_the_history_holds_is_verified_and_written_up(
    repo: GitRepo, cloud: Cloud, capsys: pytest.CaptureFixture[str]
) -> None:
    commit = repo.commit({"a.env": f"T={cloud.token.value}\n"}, f"uses {cloud.token.value}")
    repo.git("rm", "-q", "a.env")
    repo.commit()
    repo.git("hash-object", "-w", "--stdin", data=f"# dangling\nT={cloud.token.value}\n".encode())
    wishes = ResponseSettings(verify=True, incident="notes")
    settings = ScanSettings(mode="history", unreachable=True, jobs=1, format="json", response=wishes)
    assert scan.run(settings) is ExitCode.FINDINGS
    document = json.loads(capsys.readouterr().out)
    assert document["errors"] == []
    rows = [(row["path"].split(" ")[0], row.get("commit"), row["verdict"]["status"]) for row in document["findings"]]
    assert rows == [("<commit", commit, "live"), ("<unreachable", None, "live"), ("a.env", commit, "live")]
    (note,) = (repo.path / "notes").glob("*.md")
    assert commit[:12] in note.read_text()
