from __future__ import annotations

import json
from pathlib import Path

import pytest

from cf_secret_guard.ci.console import Console
from cf_secret_guard.ci.publish import count, markdown, publish
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.ci.runner import read_file_commands, read_log
from tests.report.reports import finding, full, report, secrets, verdict

ONE, TWO = finding(), finding(tokens.account_token(), path="b.env")


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_OUTPUT": str(tmp_path / "output"),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
        "GITHUB_SERVER_URL": "https://github.example",
        "GITHUB_REPOSITORY": "octo-org/octo-repo",
        "GITHUB_SHA": "a" * 40,
        "RUNNER_TEMP": str(tmp_path),
    }


def outputs(environ: dict[str, str]) -> dict[str, str]:
    return read_file_commands(Path(environ["GITHUB_OUTPUT"]).read_text(encoding="utf-8"))


def test_a_report_goes_to_every_place(environ: dict[str, str], capfd: pytest.CaptureFixture[str]) -> None:
    sarif = f"{environ['RUNNER_TEMP']}/a.sarif"
    console = Console(environ)
    console.hide(())
    publish(full(), ExitCode.FINDINGS, console, environ, summary=True, sarif=sarif)
    found = outputs(environ)
    assert json.loads(Path(found["report"]).read_bytes())["schema"] == "cf-secret-guard/report/1"
    assert found["sarif"] == sarif
    run = json.loads(Path(sarif).read_bytes())["runs"][0]
    assert run["invocations"][0]["exitCode"] == ExitCode.FINDINGS
    assert Path(environ["GITHUB_STEP_SUMMARY"]).read_text(encoding="utf-8").startswith("## Cloudflare credentials\n")
    log = read_log(capfd.readouterr().out)
    assert {name for name, _, _ in log.commands} == {"error", "warning"}
    everything = log.shown + "".join(
        path.read_text("utf-8") for path in Path(sarif).parent.rglob("*") if path.is_file()
    )
    assert not [secret for secret in secrets(full()) if secret in everything]


def test_a_summary_and_a_sarif_file_are_written_only_if_asked_for(environ: dict[str, str]) -> None:
    console = Console(environ)
    publish(report(), ExitCode.CLEAN, console, environ, summary=False, sarif="")
    assert not Path(environ["GITHUB_STEP_SUMMARY"]).exists()
    assert outputs(environ).keys() == {"report"}


def test_the_summary_links_to_the_repository_if_the_runner_names_it(environ: dict[str, str]) -> None:
    shown = markdown(report(ONE), Appearance(), environ, 10_000)
    assert f"https://github.example/octo-org/octo-repo/blob/{'a' * 40}/config/prod.env#L3" in shown
    for changed in ({"GITHUB_SERVER_URL": "javascript:alert(1)"}, {"GITHUB_REPOSITORY": ""}):
        assert "](" not in markdown(report(ONE), Appearance(), environ | changed, 10_000).partition("### ")[0]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ((), {"findings": "0", "secrets": "0", "live": "", "incidents": ""}),
        ((ONE, ONE._replace(path="c"), TWO), {"findings": "3", "secrets": "2", "live": "", "incidents": ""}),
        (
            (
                ONE._replace(verdict=verdict(), incident="notes/a.md"),
                ONE._replace(path="c", verdict=verdict(), incident="notes/a.md"),
                TWO._replace(verdict=verdict(Status.REVOKED), incident="notes/b.md"),
            ),
            {"findings": "3", "secrets": "2", "live": "1", "incidents": "notes/a.md\nnotes/b.md"},
        ),
        ((TWO._replace(verdict=verdict(Status.REVOKED)),), {"live": "0"}),
    ],
)
def test_the_outputs_count(findings: tuple, expected: dict[str, str], environ: dict[str, str]) -> None:  # type: ignore[type-arg]
    count(report(*findings), Console(environ))
    assert expected.items() <= outputs(environ).items()
