"""The report as workflow commands: a GitHub Actions runner makes annotations of them.

The grammar is that of the runner (https://github.com/actions/runner, ActionCommand.cs); the escapes are those of
https://github.com/actions/toolkit, packages/core/src/command.ts.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.catalog import entry
from cf_secret_guard.report.base import missed, trouble, was_asked
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.place import place_of
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.report.telling import sentences
from cf_secret_guard.report.text import counted, summary
from cf_secret_guard.report.urgency import Level, level, most_urgent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.report.base import Appearance

MOST_SHOWN = 10
"""Annotations of one level that GitHub takes from one step, the first ones; the others are in its log only.
https://github.com/actions/toolkit/blob/main/docs/problem-matchers.md"""
_MOST_NAMED = 5
_NAMES = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "notice"}
# An older grammar, and that of Azure Pipelines, look for ## anywhere in a line.
_OLD_COMMAND = re.compile(r"#(?=#)")


class _Command(NamedTuple):
    """A workflow command before it is escaped."""

    name: str
    properties: dict[str, str]
    message: list[str]


def render(report: Report, appearance: Appearance) -> str:
    """Return one command a line, the most urgent findings first, and remarks and summary as plain lines of the log."""
    sweeper = Sweeper.of(report)
    remarks = [f"Remark: {trouble(problem)}" for problem in report.errors if not problem.incomplete]
    closing = [text for _, text in summary(report, appearance)]
    found = map(_annotation, most_urgent(report.findings))
    lines = [command(*each, sweeper) for each in (*_about_all(report), *found)]
    lines += [_safe(text, sweeper) for text in (*remarks, *closing)]
    return "".join(f"{line}\n" for line in lines)


def _about_all(report: Report) -> Iterator[_Command]:
    gaps = missed(report)
    if gaps:
        named = [trouble(item) for item in gaps[:_MOST_NAMED]]
        rest = [f"and {len(gaps) - _MOST_NAMED:,} more"] if len(gaps) > _MOST_NAMED else []
        what = f"Not everything was {'done' if was_asked(report) else 'scanned'}"
        yield _Command("error", {"title": what}, [*named, *rest])
    levels = [level(finding) for finding in report.findings]
    # The error about gaps and this notice take a place each.
    room = {Level.ERROR: MOST_SHOWN - bool(gaps), Level.WARNING: MOST_SHOWN, Level.NOTE: MOST_SHOWN - 1}
    if rest_of_them := sum(max(0, levels.count(each) - most) for each, most in room.items()):
        places = f"{counted(rest_of_them, 'place')} more than GitHub annotates in one step."
        where = "The log of the step has them, and so has a report in any other format."
        yield _Command("notice", {"title": "cf-secret-guard"}, [places, where])


def _annotation(finding: Finding) -> _Command:
    place = place_of(finding)
    properties = {"file": place.path} if place.is_file else {}
    if place.has_lines and finding.at_head is not False:  # elsewhere, the line would be one of another text
        properties |= {"line": str(finding.line), "endLine": str(finding.line)}
        properties |= {"col": str(finding.column), "endColumn": str(finding.end_column)}
    title = {"title": entry(finding.kind).title}
    return _Command(_NAMES[level(finding)], properties | title, list(sentences(finding)))


def command(name: str, properties: Mapping[str, str], message: Iterable[str], sweeper: Sweeper) -> str:
    """Write a command. The lines of its message are none of the log's, so none of them is read as a command.

    Args:
        name: ``error``, ``warning`` or ``notice``.
        properties: such as ``title`` and ``file``.
        message: its lines.
        sweeper: takes secrets out of all of it.
    """
    written = ",".join(f"{key}={_property(_safe(value, sweeper))}" for key, value in properties.items())
    return f"::{name} {written}::{'%0A'.join(data(_safe(text, sweeper)) for text in message)}"


def _safe(text: str, sweeper: Sweeper) -> str:
    """Take out secrets, and all that would end the line or be a command in it."""
    return _OLD_COMMAND.sub("# ", neutral(sweeper.clean(text)))


def data(text: str) -> str:
    """Escape what stands behind a command's second ``::``."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return data(text).replace(":", "%3A").replace(",", "%2C")
