"""The report as one Markdown document, for a job summary, a comment on a pull request, or a chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.report.base import has_own_place, missed, trouble, was_asked
from cf_secret_guard.report.blocks import advice
from cf_secret_guard.report.markdown_block import Links, block, escaped, row
from cf_secret_guard.report.order import by_secret
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.report.text import counted, summary
from cf_secret_guard.report.urgency import most_urgent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.model import Finding, Problem, Report
    from cf_secret_guard.report.base import Appearance

JOB_SUMMARY = 1024 * 1024
"""Bytes that GitHub takes as the summary of a step."""
COMMENT = 65_536
"""Characters that GitHub takes as a comment."""
_MOST_PROBLEMS = 20
_RESERVE = 100
"""Bytes kept free for the line that counts what was cut."""
_TABLE = ("| # | What | Confidence | Verdict | Places |", "| --- | --- | --- | --- | --- |")


class _Section(NamedTuple):
    """One secret: its line in the overview, and its block."""

    row: str
    block: str


def render(report: Report, appearance: Appearance) -> str:
    """Return the document, of a size that a job summary takes, and without links: where its files are is not known."""
    return compose(report, appearance, limit=JOB_SUMMARY)


def compose(report: Report, appearance: Appearance, *, links: Links | None = None, limit: int | None = None) -> str:
    """Lay out the document.

    Args:
        report: the report.
        appearance: ``verbosity`` shows what was set aside, too.
        links: where its files and commits can be looked at; None: no links.
        limit: the most bytes of UTF-8 that it may have, JOB_SUMMARY or COMMENT; None: no limit. What would pass it is
            left out secret by secret, the least urgent first, and counted.
    """
    sweeper = Sweeper.of(report)
    before = [*_opening(report, appearance, sweeper)]
    todo = [" ".join(advice(report.scan.mode)), ""] if report.findings else []
    after = [*todo, *_gaps(report, sweeper), *_remarks(report, sweeper), *_set_aside(report, appearance, sweeper)]
    groups = _by_urgency(report.findings)
    used = sum(len(line.encode()) + 1 for line in (*before, *_TABLE, *after)) + _RESERVE
    sections: list[_Section] = []
    for number, group in enumerate(groups, 1):
        section = _Section(row(number, group), "\n".join(block(number, group, links, sweeper)))
        used += sum(len(part.encode()) + 1 for part in section)
        if limit is not None and used > limit:
            break
        sections.append(section)
    overview = [*_TABLE, *(section.row for section in sections), ""] if sections else []
    left = len(groups) - len(sections)
    rest = [f"**And {counted(left, 'more credential')}**, left out for lack of room.", ""] if left else []
    lines = [*before, *overview, *(section.block for section in sections), *rest, *after]
    return "\n".join(lines).rstrip("\n") + "\n"


def _by_urgency(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put the places of one secret together, those with the most urgent place first."""
    groups = by_secret(findings)
    first = dict.fromkeys((item.fingerprint, item.kind) for item in most_urgent(findings))
    return [groups[key] for key in first]


def _opening(report: Report, appearance: Appearance, sweeper: Sweeper) -> Iterator[str]:
    told = [escaped(text, sweeper) for _, text in summary(report, appearance)]
    yield "## Cloudflare credentials"
    yield ""
    yield f"**{told[0]}**"
    yield ""
    for text in told[1:]:
        yield text
        yield ""


def _gaps(report: Report, sweeper: Sweeper) -> Iterator[str]:
    if gaps := missed(report):
        yield f"### Not everything was {'done' if was_asked(report) else 'scanned'}"
        yield ""
        yield from _problems(gaps, sweeper)


def _remarks(report: Report, sweeper: Sweeper) -> Iterator[str]:
    if remarks := [problem for problem in report.errors if not problem.incomplete]:
        yield "### Remarks"
        yield ""
        yield from _problems(remarks, sweeper)


def _problems(problems: Sequence[Problem], sweeper: Sweeper) -> Iterator[str]:
    for problem in problems[:_MOST_PROBLEMS]:
        where = f"{escaped(problem.path or '', sweeper, as_code=True)}: " if has_own_place(problem) else ""
        yield f"- {where}{escaped(trouble(problem._replace(path=None)), sweeper)}"
    if len(problems) > _MOST_PROBLEMS:
        yield f"- and {len(problems) - _MOST_PROBLEMS:,} more"
    yield ""


def _set_aside(report: Report, appearance: Appearance, sweeper: Sweeper) -> Iterator[str]:
    """What was ignored, and what was skipped on purpose; for those who ask for it."""
    scan = report.scan
    skipped = sorted(item for item in scan.skipped if not item.incomplete)
    ignored = sorted(scan.ignored, key=lambda item: (item.finding.path, item.finding.line, item.by))
    rows = [
        f"{escaped(f'{item.finding.path}:{item.finding.line}', sweeper, as_code=True)}: {item.finding.kind}, "
        f"by {item.by}: {escaped(item.reason or 'no reason given', sweeper)}"
        for item in ignored
    ]
    rows += [f"{escaped(item.path, sweeper, as_code=True)}: {escaped(item.reason, sweeper)}" for item in skipped]
    if not (appearance.verbosity and rows):
        return
    counts = f"{counted(len(ignored), 'finding')} ignored, {counted(len(skipped), 'item')} skipped"
    yield f"<details><summary>{counts}</summary>"
    yield ""
    yield from (f"- {text}" for text in rows[:_MOST_PROBLEMS])
    if len(rows) > _MOST_PROBLEMS:
        yield f"- and {len(rows) - _MOST_PROBLEMS:,} more"
    yield ""
    yield "</details>"
    yield ""
