"""Ignores that a pull request brings along: what they would hide is reported, and said to be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.config.load import files, load
from cf_secret_guard.errors import ConfigError, UsageError
from cf_secret_guard.model import Problem
from cf_secret_guard.triage import baseline
from cf_secret_guard.triage.decide import decide, policy
from cf_secret_guard.triage.paths import PathRules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.settings import ScanSettings

_BY = {"config": "configuration", "baseline": "baseline", "threshold": "configuration", "path": "ignored paths"}
_STEP = "If it is right, have the ignore merged first, in a change of its own."


def remarks(report: Report, settings: ScanSettings, repository: Repository, head: str) -> tuple[Problem, ...]:
    """Name the findings that would not count if the pull request's own files decided.

    Inline ignores are not among them: triage itself says of each that it is not in the base revision.

    Args:
        report: of a scan that was judged by the base revision.
        settings: of that scan.
        repository: where it was.
        head: the pull request's last commit.
    """
    own = settings._replace(config_from=head)
    try:
        config = load(own, repository.root, repository)
        known = baseline.load(own, config, files(own, repository.root, repository))
    except (ConfigError, UsageError) as error:
        # Without a base to judge by, nothing is hidden; the branch will fail once it is merged.
        message = f"The pull request's own configuration is not valid: {error.message}"
        return (Problem(message, error.next_step, incomplete=False),)
    by_path = PathRules(config.ignored_paths)
    judged = decide(report.findings, policy(own, config, known, complete=False))
    hidden = [(item.finding, _BY[item.by], item.reason) for item in judged.ignored if item.by in _BY]
    hidden += [(finding, _BY["path"], reason) for finding, reason in _ignored(report, by_path)]
    return tuple(dict.fromkeys(_remark(*item) for item in hidden))


def _ignored(report: Report, by_path: PathRules) -> Iterator[tuple[Finding, str]]:
    for finding in report.findings:
        paths = finding.paths or (finding.path.removesuffix(f"!{finding.member}") if finding.member else finding.path,)
        reasons = [by_path.reason(path.encode("utf-8", "surrogateescape")) for path in paths]
        if reasons[0] is not None and all(reasons):
            yield finding, reasons[0]


def _remark(finding: Finding, what: str, reason: str) -> Problem:
    message = f"{finding.path} line {finding.line}: only the pull request's own {what} would hide this ({reason})"
    return Problem(message, _STEP, finding.path, incomplete=False)
