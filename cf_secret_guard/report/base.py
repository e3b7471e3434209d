"""The Protocol of a report format, and the formats there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from cf_secret_guard.model import Problem

if TYPE_CHECKING:
    from cf_secret_guard.model import Report

SCHEMA_ID = "cf-secret-guard/report/1"


class Appearance(NamedTuple):
    """How a report for people looks, and how the run ended. Formats for machines read nothing but the exit code."""

    quiet: bool = False
    """One line a finding and nothing else."""
    verbosity: int = 0
    """From 1 on: ignored and skipped items with their reasons."""
    color: bool = False
    stopped: bool = False
    """A commit or a push was stopped by this outcome."""
    exit_code: int | None = None
    """What the process is going to end with; None where that is not known."""


class Renderer(Protocol):
    """One format: a pure function."""

    def __call__(self, report: Report, appearance: Appearance) -> str:
        """Return the whole document, with a final newline unless it is empty, and without any secret."""


FORMATS = {
    "github": "cf_secret_guard.report.github:render",
    "gitlab": "cf_secret_guard.report.gitlab:render",
    "html": "cf_secret_guard.report.html.page:render",
    "json": "cf_secret_guard.report.json_report:render",
    "markdown": "cf_secret_guard.report.markdown:render",
    "sarif": "cf_secret_guard.report.sarif:render",
    "text": "cf_secret_guard.report.text:render",
}


def renderer(name: str) -> Renderer:
    """Load the format ``name``, a key of FORMATS."""
    from importlib import import_module

    module, _, attribute = FORMATS[name].partition(":")
    loaded: Renderer = getattr(import_module(module), attribute)
    return loaded


def missed(report: Report) -> list[Problem]:
    """List what was asked for and not done, each once: the errors, and skipped items that no error is about."""
    errors = [problem for problem in report.errors if problem.incomplete]
    known = {problem.path for problem in errors}
    gaps = [item for item in sorted(report.scan.skipped) if item.incomplete and item.path not in known]
    return [*errors, *(Problem(item.reason, item.next_step, item.path) for item in gaps)]


def trouble(problem: Problem) -> str:
    """What could not be done, where, and what to do about it, in one line."""
    where = f"{problem.path}: " if has_own_place(problem) else ""
    return f"{where}{problem.message}. {problem.next_step}".rstrip()


def has_own_place(problem: Problem) -> bool:
    """Say if the problem's path has to be told, for its message does not name it."""
    import re

    if problem.path is None:
        return False
    return re.search(rf"(?<![\w/.-]){re.escape(problem.path)}(?![\w/-])", problem.message) is None


def was_asked(report: Report) -> bool:
    """Say if more than scanning was asked for."""
    return any(finding.verdict or finding.actions or finding.incident for finding in report.findings)


def is_incomplete(report: Report) -> bool:
    """Say if something that was asked for was not done."""
    return bool(missed(report))
