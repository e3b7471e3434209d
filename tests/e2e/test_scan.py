"""The installed command on files and standard input: what a user sees, and the exit code."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import jsonschema
import pytest

from cf_secret_guard import __version__
from tests import tokens
from tests.e2e.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.e2e.conftest import Command

HARMLESS = "name = 'cloudflare'\nCLOUDFLARE_API_TOKEN=${CLOUDFLARE_API_TOKEN}\n"


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """A directory with one credential that proves itself, one that its context makes one, and harmless files."""
    folder = tmp_path / "planted"
    (folder / "deploy").mkdir(parents=True)
    (folder / "deploy" / "prod.env").write_text(f"# deploy\nCLOUDFLARE_API_TOKEN={tokens.user_token()}\n")
    (folder / "ci.yml").write_text(f"env:\n  CLOUDFLARE_API_TOKEN: {tokens.legacy_token()}\n")
    (folder / "harmless.txt").write_text(HARMLESS)
    return folder


def test_a_directory_with_credentials_is_reported_with_place_kind_and_exit_code_1(
    guard: Command, planted: Path
) -> None:
    done = guard("scan", ".", cwd=planted)
    text = done.stdout.decode()
    assert done.returncode == 1
    for part in ("deploy/prod.env:2", "cloudflare-user-api-token", "ci.yml:2", "cloudflare-api-token", "cfut_****"):
        assert part in text
    assert "harmless.txt" not in text


def test_the_json_report_is_one_document_with_the_contracts_fields(guard: Command, planted: Path) -> None:
    done = guard("scan", ".", "--format", "json", cwd=planted)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert report["schema"] == "cf-secret-guard/report/1"
    assert set(report) == {"schema", "findings", "scan", "errors"}
    found = {finding["path"]: finding for finding in report["findings"]}
    assert set(found) == {"deploy/prod.env", "ci.yml"}
    first = found["deploy/prod.env"]
    assert (first["kind"], first["line"], first["column"], first["end_column"]) == (
        "cloudflare-user-api-token",
        2,
        22,
        75,
    )
    assert (first["confidence"], first["checksum"], first["redacted"]) == ("certain", "valid", "cfut_********")
    assert first["evidence"]
    assert first["decoded_via"] == []
    assert report["scan"]["mode"] == "worktree"
    assert report["errors"] == []


def test_the_json_report_is_valid_by_the_published_schema(guard: Command, planted: Path) -> None:
    schema = json.loads((ROOT / "cf_secret_guard" / "schemas" / "report-1.schema.json").read_bytes())
    jsonschema.validate(json.loads(guard("scan", ".", "-f", "json", cwd=planted).stdout), schema)


def test_a_clean_directory_gives_exit_code_0(guard: Command, tmp_path: Path) -> None:
    (tmp_path / "harmless.txt").write_text(HARMLESS)
    assert guard("scan", ".", cwd=tmp_path).returncode == 0
    assert json.loads(guard("scan", ".", "-f", "json", cwd=tmp_path).stdout)["findings"] == []


def test_a_placeholder_with_a_wrong_checksum_is_reported_only_when_asked_for(guard: Command, tmp_path: Path) -> None:
    (tmp_path / "sample.env").write_text(f"CLOUDFLARE_API_TOKEN={tokens.prefixed('cfut', valid=False)}\n")
    assert guard("scan", ".", cwd=tmp_path).returncode == 0
    assert guard("scan", ".", "--min-confidence", "low", cwd=tmp_path).returncode == 1


def test_findings_do_not_change_the_exit_code_with_fail_on_never(guard: Command, planted: Path) -> None:
    done = guard("scan", ".", "--fail-on", "never", cwd=planted)
    assert done.returncode == 0
    assert b"cloudflare-user-api-token" in done.stdout


def test_standard_input_is_scanned(guard: Command, tmp_path: Path) -> None:
    assert guard("scan", "-", cwd=tmp_path, data=f"token: {tokens.account_token()}\n".encode()).returncode == 1
    assert guard("scan", "-", cwd=tmp_path, data=HARMLESS.encode()).returncode == 0
    assert guard("scan", "-", cwd=tmp_path, data=b"").returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param((), id="no command"),
        pytest.param(("skan",), id="unknown command"),
        pytest.param(("scan", "--nonsense"), id="unknown option"),
        pytest.param(("scan", "--format", "nonsense"), id="unknown format"),
        pytest.param(("scan", "--min-confidence", "sure"), id="unknown confidence"),
        pytest.param(("scan", "--config", "missing.yaml"), id="missing configuration"),
        pytest.param(("explain", "nonsense"), id="unknown kind"),
    ],
)
def test_a_wrong_command_line_gives_exit_code_2_and_says_what_to_do(
    guard: Command, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    done = guard(*arguments, cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout == b""
    assert b"Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) >= 1


def test_a_path_that_is_not_there_is_never_a_clean_result(guard: Command, tmp_path: Path) -> None:
    done = guard("scan", "missing.txt", cwd=tmp_path)
    assert done.returncode in {2, 3}
    assert b"missing.txt" in done.stdout + done.stderr


def test_a_pipe_that_was_asked_for_is_not_opened_and_gives_exit_code_3(guard: Command, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    done = guard("scan", "pipe", cwd=tmp_path)
    assert done.returncode == 3
    assert b"pipe" in done.stdout + done.stderr


def test_findings_outweigh_what_could_not_be_scanned(guard: Command, planted: Path) -> None:
    os.mkfifo(planted / "pipe")
    done = guard("scan", "pipe", "deploy", "-f", "json", cwd=planted)
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [item["path"] for item in report["scan"]["skipped"]] == ["pipe"]
    assert report["errors"]


def test_a_report_can_go_to_a_file_as_well(guard: Command, planted: Path, tmp_path: Path) -> None:
    done = guard("scan", ".", "-o", f"json:{tmp_path / 'report.json'}", cwd=planted)
    assert done.returncode == 1
    assert b"cloudflare-user-api-token" in done.stdout
    assert len(json.loads((tmp_path / "report.json").read_bytes())["findings"]) == 2


def test_an_ignore_comment_covers_its_finding_and_a_baseline_what_was_there_before(
    guard: Command, planted: Path
) -> None:
    line = f"T={tokens.global_key()}  # cf-secret-guard: ignore[cloudflare-global-api-key] sample of the handbook\n"
    (planted / "sample.env").write_text(line)
    assert b"sample.env" not in guard("scan", ".", cwd=planted).stdout
    assert guard("baseline", "create", cwd=planted).returncode == 0
    assert guard("scan", ".", cwd=planted).returncode == 0


def test_redact_passes_text_on_without_the_credential(guard: Command, tmp_path: Path) -> None:
    secret = tokens.user_token()
    done = guard("redact", cwd=tmp_path, data=f"before\nT={secret}\nafter\n".encode())
    assert done.returncode == 0
    assert secret.encode() not in done.stdout
    assert done.stdout.startswith(b"before\nT=")
    assert done.stdout.endswith(b"\nafter\n")


def test_the_version_is_the_packages(guard: Command, tmp_path: Path) -> None:
    assert guard("--version", cwd=tmp_path).stdout.decode().strip() == f"cf-secret-guard {__version__}"
