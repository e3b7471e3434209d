"""The Protocol of a report format, and the formats there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

from cf_secret_guard.model import Problem

if TYPE_CHECKING:
    from cf_secret_guard.model import Report

SCHEMA_ID = "cf-secret-guard/report/1"


class Appearance(NamedTuple):
    """How a report for people looks. Formats for machines do not read it."""

    quiet: bool = False
    """One line a finding and nothing else."""
    verbosity: int = 0
    """From 1 on: ignored and skipped items with their reasons."""
    color: bool = False
    stopped: bool = False
    """A commit was stopped by this outcome."""


class Renderer(Protocol):
    """One format: a pure function."""

    def __call__(self, report: Report, appearance: Appearance) -> str:
        """Return the whole document, with a final newline unless it is empty, and without any secret."""


FORMATS = {
    "html": "cf_secret_guard.report.html.page:render",
    "json": "cf_secret_guard.report.json_report:render",
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


def was_asked(report: Report) -> bool:
    """Say if more than scanning was asked for."""
    return any(finding.verdict or finding.actions or finding.incident for finding in report.findings)


def is_incomplete(report: Report) -> bool:
    """Say if something that was asked for was not done."""
    return bool(missed(report))
