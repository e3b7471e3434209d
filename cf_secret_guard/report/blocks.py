"""The long parts of the text report: one block a secret, what was not scanned, what was set aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.catalog import entry
from cf_secret_guard.report import response
from cf_secret_guard.report.base import missed, trouble, was_asked
from cf_secret_guard.report.lines import Lines
from cf_secret_guard.report.order import grouped, ordered, place
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.model import Finding, Ignored, Problem, Report, Skipped
    from cf_secret_guard.report.base import Appearance

_MOST_SHOWN = 20
_MOST_PATHS = 3
_ADVICE = {
    "staged": (
        "What to do: take the secret out of the file, read it from the environment or a secret store,",
        "and `git add` the file again; or leave the file out of the commit with `git reset -- FILE`.",
        "This change is not committed yet. If the secret never left this machine (in a push, a chat, a log),",
        "that is enough; if it did or you are not sure, revoke it.",
    ),
    "commit-message": (
        "What to do: commit again without the secret in the message; take it out of .git/COMMIT_EDITMSG too.",
        "If it never left this machine, that is enough; if it did or you are not sure, revoke it.",
    ),
    "push": (
        "What to do: nothing of this push has left this machine yet. Take the secret out of the commits named",
        "above (`git commit --amend` for the last one, `git rebase -i` for others) and push again.",
        "If it was ever pushed elsewhere or shared, or you are not sure, revoke it.",
    ),
    "range": (
        "What to do: if these commits were ever pushed or shared, revoke it: taking it out does not undo that.",
        "If not, rewrite them (`git rebase -i`): a later commit that removes it leaves it in the history.",
        "What is known and accepted is named under ignore.fingerprints in the configuration.",
    ),
    "history": (
        "What to do: revoke it first. Others may have fetched, forked or cached what was committed, and a",
        "later commit that removes it does not take that back. Rewriting the history does not either.",
        "What is known and accepted is named under ignore.fingerprints in the configuration.",
    ),
    "given": (),
    "worktree": (
        "What to do: take the secret out and read it from the environment or a secret store instead.",
        "If it was ever committed, pushed or shared, revoke it: taking it out does not undo that.",
        "What is known and accepted goes into the baseline: cf-secret-guard baseline --help",
    ),
}
"""What to do about all of them, by where they were found."""
_IN_HISTORY = "Name its fingerprint, with a reason, under ignore.fingerprints in the configuration."


def compose(report: Report, appearance: Appearance, closing: Iterable[tuple[str, str]]) -> str:
    """Lay out a report that has something to tell.

    Args:
        report: the report.
        appearance: how it looks.
        closing: the last lines, each with its style; left out if quiet.
    """
    lines = Lines(report)
    if appearance.quiet:
        _short(lines, report.findings)
        return lines.text(color=appearance.color)
    if report.findings:
        _blocks(lines, report)
    if remarks := [problem for problem in report.errors if not problem.incomplete]:
        _list(lines, "Remarks:", remarks, appearance)
    if problems := missed(report):
        _list(lines, f"Not everything was {'done' if was_asked(report) else 'scanned'}:", problems, appearance)
    if appearance.verbosity:
        _set_aside(lines, report)
    for styled in closing:
        lines.add(styled)
    return lines.text(color=appearance.color)


def _short(lines: Lines, findings: Sequence[Finding]) -> None:
    for item in ordered(findings):
        where = f"{item.path}:{item.line}:{item.column}"
        verdict = f" {item.verdict.status}" if item.verdict else ""
        lines.add(f"{where}: {item.kind} {item.confidence.label} {item.secret.redacted} {item.fingerprint}{verdict}")


def _blocks(lines: Lines, report: Report) -> None:
    groups = grouped(report.findings)
    for group in groups:
        _block(lines, group, report.scan.mode)
    closing = advice(report.scan.mode)
    for text in [*closing, ""] if closing else ():
        lines.add(text)


def _block(lines: Lines, group: Sequence[Finding], mode: str) -> None:
    first = group[0]
    known = entry(first.kind)
    lines.add(("red", known.title), f" ({max(item.confidence for item in group).label})")
    lines.field("where", [_where(item) for item in group if item.path != "<given>"], style="bold")
    lines.field("why", _distinct(reason for item in group for reason in item.evidence))
    lines.field("secret", [f"{first.secret.redacted}, fingerprint {first.fingerprint}"])
    shown = (pair for item in group for pair in item.companions if pair[0] != "email")  # personal data is never shown
    belongs = _distinct(f"{name} {value}" for name, value in shown)
    lines.field("belongs to", belongs)
    for label, values, style in response.fields(group):
        lines.field(label, values, style)
    _what_now(lines, first, mode)
    lines.add("")


def _what_now(lines: Lines, first: Finding, mode: str) -> None:
    known = entry(first.kind)
    steps = [] if response.is_dead(first) else [known.advice, known.url]
    lines.field("revoke", list(filter(None, steps)))
    lines.field("more", [f"cf-secret-guard explain {first.kind}"] if known.url else [])
    if mode not in {"commit-message", "given"} and not response.is_real(first):
        comment = f"Put a comment on its line: cf-secret-guard: ignore[{first.kind}] REASON"
        lines.field("no secret?", [_IN_HISTORY if mode in {"history", "range"} else comment])


def _where(item: Finding) -> str:
    text = f"{item.path}:{item.line}:{item.column}"
    if item.decoded_via:
        text += f" (in {' in '.join(reversed(item.decoded_via))})"
    if item.commit is not None:
        date = "" if item.commit_time is None else f" of {rfc3339(item.commit_time)[:10]}"
        text += f" (commit {item.commit[:12]}{date})"
    if item.at_head is not None:
        text += ", still at HEAD" if item.at_head else ", not at HEAD"
    others = [path for path in item.paths if path != item.path]
    if others:
        more = f" and {len(others) - _MOST_PATHS:,} more" if len(others) > _MOST_PATHS else ""
        text += f", also at {', '.join(others[:_MOST_PATHS])}{more}"
    return text


def advice(mode: str) -> list[str]:
    """What to do about all of them, by where they were found: the lines of one paragraph, or none."""
    return list(_ADVICE.get(mode, _ADVICE["worktree"]))


def _list(lines: Lines, title: str, problems: Sequence[Problem], appearance: Appearance) -> None:
    lines.add(("yellow", title))
    shown = problems if appearance.verbosity else problems[:_MOST_SHOWN]
    for problem in shown:
        lines.add("  ", trouble(problem))
    if len(shown) < len(problems):
        lines.add(f"  and {len(problems) - len(shown):,} more (-v shows all)")
    lines.add("")


def _left_out(item: Skipped) -> str:
    return f"{item.path}: {item.reason}. {item.next_step}".rstrip()


def _set_aside(lines: Lines, report: Report) -> None:
    scan = report.scan
    ignored = sorted(scan.ignored, key=lambda item: (*place(item.finding), item.by))
    others = sorted(item for item in scan.skipped if not item.incomplete)
    _section(lines, "Ignored:", [_ignored(item) for item in ignored])
    _section(lines, "Skipped:", [_left_out(item) for item in others])
    _section(lines, "Baseline entries that match nothing any more:", sorted(scan.stale_baseline))


def _ignored(item: Ignored) -> str:
    finding = item.finding
    where = f"{finding.path}:{finding.line}:{finding.column}"
    return f"{where}: {finding.kind} {finding.confidence.label}, by {item.by}: {item.reason or 'no reason given'}"


def _section(lines: Lines, title: str, rows: Sequence[str]) -> None:
    if rows:
        lines.add(("bold", title))
        for row in rows:
            lines.add("  ", row)
        lines.add("")


def _distinct(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
