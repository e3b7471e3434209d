from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard import cli
from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.respond.reread import SCHEMA, report_of
from tests import tokens
from tests.containers.opening import tarred, zipped

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo

TEXT = f"CLOUDFLARE_ACCOUNT_ID={'1' * 32}\nCLOUDFLARE_API_TOKEN={tokens.account_token()}\n"


def scanned(*args: str) -> str:
    """Scan, and return the fingerprint of the only finding in report.json."""
    assert cli.main(["scan", *args, "-q", "-o", "json:report.json"]) == 1
    with open("report.json", encoding="utf-8") as stream:  # noqa: PTH123 - in the current directory
        (name,) = {row["fingerprint"] for row in json.load(stream)["findings"]}
    return str(name)


def test_a_secret_is_read_again_where_it_stands_whatever_line_it_moved_to(repo: GitRepo) -> None:
    repo.write("a/b.env", TEXT)
    name = scanned(".")
    repo.write("a/b.env", f"# moved\n\n{TEXT}")
    os.chdir(repo.path / "a")
    report = report_of("../report.json", name[:8], Repository.discover(None))
    (finding,) = report.findings
    assert (finding.path, finding.line) == ("a/b.env", 4)
    assert finding.secret.reveal() == tokens.account_token()
    assert report.account_ids == ("1" * 32,)


def test_a_staged_secret_is_read_from_its_blob_even_if_the_file_is_gone(repo: GitRepo) -> None:
    repo.stage("b.env", TEXT).unlink()
    name = scanned("--staged")
    repo.git("rm", "--cached", "--quiet", "b.env")
    (finding,) = report_of("report.json", name, Repository.discover(None)).findings
    assert finding.secret.reveal() == tokens.account_token()


def test_outside_of_a_repository_paths_begin_at_the_current_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / os.fsdecode(b"b\xff.env")).write_text(TEXT)
    (finding,) = report_of("report.json", scanned("."), None).findings
    assert finding.path == "b\\xff.env"


def test_every_place_is_found_again(repo: GitRepo) -> None:
    repo.write("a.env", TEXT * 2)
    repo.write("b.env", TEXT)
    report = report_of("report.json", scanned("."), Repository.discover(None))
    assert [(one.path, one.line) for one in report.findings] == [("a.env", 2), ("a.env", 4), ("b.env", 2)]


@pytest.mark.parametrize("change", ["gone", "other", "directory", "fifo"])
def test_a_secret_that_is_not_there_any_more_is_named_by_its_place(repo: GitRepo, change: str) -> None:
    file = repo.write("b.env", TEXT)
    name = scanned(".")
    file.unlink()
    if change == "other":
        file.write_text(TEXT.replace(tokens.account_token(), tokens.account_token("other")))
    elif change == "directory":
        file.mkdir()
    elif change == "fifo":
        os.mkfifo(file)
    with pytest.raises(IncompleteError, match=r"was not found again at its place: b\.env") as caught:
        report_of("report.json", name, Repository.discover(None))
    assert "standard input" in caught.value.next_step


def test_a_blob_that_is_not_there_is_no_crash(repo: GitRepo) -> None:
    row = {"fingerprint": "0" * 32, "path": "b.env", "blob": "0" * 40}
    repo.write("report.json", json.dumps({"schema": SCHEMA, "findings": [row]}))
    with pytest.raises(IncompleteError, match="not found again"):
        report_of("report.json", "0" * 32, Repository.discover(None))


def document(*names: str) -> str:
    return json.dumps({"schema": SCHEMA, "findings": [{"fingerprint": name, "path": "a"} for name in names]})


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        (document(), "01234567", "no finding with that fingerprint"),
        (document("0" * 31 + "1", "0" * 31 + "2"), "0" * 8, "several findings"),
        (document("0" * 32), "0" * 7, "is not one"),
        (document("0" * 32), "zzzzzzzzz", "is not one"),
        (document("0" * 32), "0" * 33, "is not one"),
        ("{", "0" * 8, "no JSON report"),
        ("[" * 100_000, "0" * 8, "no JSON report"),
        ("[]", "0" * 8, "no JSON report"),
        ('{"schema": "other/1", "findings": []}', "0" * 8, "no JSON report"),
        (f'{{"schema": "{SCHEMA}", "findings": {{}}}}', "0" * 8, "no JSON report"),
        (f'{{"schema": "{SCHEMA}", "findings": [1, null]}}', "0" * 8, "no finding"),
    ],
)
def test_what_is_no_report_or_names_no_finding_is_refused(tmp_path: Path, text: str, name: str, message: str) -> None:
    (tmp_path / "report.json").write_text(text)
    with pytest.raises(UsageError, match=message) as caught:
        report_of(str(tmp_path / "report.json"), name, None)
    assert caught.value.next_step


def test_a_report_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        report_of(str(tmp_path / "none"), "0" * 8, None)


def test_a_place_that_fails_while_it_is_read_is_said(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write("b.env", TEXT)
    name = scanned(".")

    def fail(_handle: int, _count: int) -> bytes:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "read", fail)
    with pytest.raises(IncompleteError, match="Input/output error"):
        report_of("report.json", name, None)


@pytest.mark.parametrize("where", ["blob that HEAD lacks", "commit message", "tag message", "unreachable blob"])
def test_a_secret_of_the_history_is_read_from_its_object(repo: GitRepo, where: str) -> None:
    token = tokens.account_token()
    if where == "blob that HEAD lacks":
        repo.commit({"b.env": TEXT})
        repo.git("rm", "-q", "b.env")
    repo.commit(message=token if where == "commit message" else "change")
    if where == "tag message":
        repo.git("tag", "-a", "v1", "-m", token)
    if where == "unreachable blob":
        repo.git("hash-object", "-w", "--stdin", data=TEXT.encode())
    name = scanned("--history", "--unreachable")
    found = report_of("report.json", name, Repository.discover(None)).findings
    assert {finding.secret.reveal() for finding in found} == {token}


@pytest.mark.parametrize("name", ["a.zip", "odd!name.zip"])
def test_a_secret_in_a_member_is_found_again_on_disk_and_in_a_blob(repo: GitRepo, name: str) -> None:
    data = zipped({"in.tar": tarred({"etc/b.env": TEXT.encode()})})
    for mode in (".", "--staged"):
        repo.stage(name, data)
        (finding,) = report_of("report.json", scanned(mode), Repository.discover(None)).findings
        assert finding.path == f"{name}!in.tar!etc/b.env"
        assert finding.secret.reveal() == tokens.account_token()


def test_a_name_with_the_sign_of_a_member_in_it_is_still_a_name(repo: GitRepo) -> None:
    repo.stage("odd!name.env", TEXT)
    for mode in (".", "--staged"):
        (finding,) = report_of("report.json", scanned(mode), Repository.discover(None)).findings
        assert finding.path == "odd!name.env"
