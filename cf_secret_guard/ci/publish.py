"""What a run leaves behind: its log, annotations, job summary, report files and the outputs of the step."""

from __future__ import annotations

from tempfile import mkdtemp
from typing import TYPE_CHECKING

from cf_secret_guard.ci.places import temporary
from cf_secret_guard.commands.scan import write_file
from cf_secret_guard.report.base import Appearance, renderer
from cf_secret_guard.report.markdown import JOB_SUMMARY, compose
from cf_secret_guard.report.markdown_block import Links

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.ci.console import Console
    from cf_secret_guard.model import ExitCode, Report

_SERVERS = ("https://", "http://")


def publish(
    report: Report, code: ExitCode, console: Console, environ: Mapping[str, str], *, summary: bool, sarif: str
) -> None:
    """Show a report and write its files.

    Args:
        report: the outcome.
        code: what the run ends with.
        console: the runner.
        environ: what the runner tells about this run.
        summary: write the job summary.
        sarif: an absolute path; empty: no SARIF file.

    Raises:
        IncompleteError: a file could not be written.
    """
    appearance = Appearance(verbosity=1, exit_code=code)
    console.text(renderer("text")(report, appearance))
    console.annotations(renderer("github")(report, appearance))
    if summary:
        console.summary(markdown(report, appearance, environ, JOB_SUMMARY))
    path = f"{mkdtemp(prefix='cf-secret-guard-report.', dir=temporary(environ))}/report.json"
    write_file(path, renderer("json")(report, appearance))
    console.output("report", path)
    if sarif:
        write_file(sarif, renderer("sarif")(report, appearance))
        console.output("sarif", sarif)


def markdown(report: Report, appearance: Appearance, environ: Mapping[str, str], limit: int) -> str:
    """Return a report as Markdown, with links to where the repository can be looked at."""
    server, name = environ.get("GITHUB_SERVER_URL", ""), environ.get("GITHUB_REPOSITORY", "")
    links = Links(f"{server}/{name}", environ.get("GITHUB_SHA", "")) if server.startswith(_SERVERS) and name else None
    return compose(report, appearance, links=links, limit=limit)


def count(report: Report, console: Console) -> None:
    """Set the outputs that count."""
    groups: dict[str, bool] = {}
    for finding in report.findings:
        is_live = finding.verdict is not None and finding.verdict.status.is_live
        groups[finding.fingerprint] = groups.get(finding.fingerprint, False) or is_live
    was_asked = any(finding.verdict for finding in report.findings)
    console.output("findings", str(len(report.findings)))
    console.output("secrets", str(len(groups)))
    console.output("live", str(sum(groups.values())) if was_asked else "")
    console.output("incidents", "\n".join(sorted({item.incident for item in report.findings if item.incident})))
