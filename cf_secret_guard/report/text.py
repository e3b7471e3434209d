"""The report for people: what it is, where, why we think so, what to do; and what was scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.base import is_incomplete, missed, was_asked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.model import Report, ScanSummary
    from cf_secret_guard.report.base import Appearance

_THOUSAND = 1000
_MINUTE = 60
_SOURCES = {
    "worktree": "files on disk",
    "staged": "staged files",
    "history": "the history",
    "stdin": "standard input",
    "commit-message": "the commit message",
}
_OF_COMMITS = frozenset({"history", "range", "push"})


def render(report: Report, appearance: Appearance) -> str:
    """Return the report as text; empty if it is quiet and there is nothing to say."""
    closing = summary(report, appearance)
    scan = report.scan
    is_plain = not (
        report.findings or report.errors or scan.skipped or scan.ignored or scan.stale_baseline or scan.range
    )
    if is_plain and not appearance.color:  # the hook at nearly every commit: no word from outside, nothing to lay out
        return "" if appearance.quiet else "".join(f"{text}\n" for _, text in closing)
    from cf_secret_guard.report.blocks import compose

    return compose(report, appearance, closing)


def summary(report: Report, appearance: Appearance) -> Iterator[tuple[str, str]]:
    """Yield the last lines, each with its style: what was found and scanned, how long it took, what is missing."""
    scan = report.scan
    if scan.mode == "given":
        yield _about_one(report)
        return
    outcome = _outcome(report)
    if appearance.stopped:
        yield "red", f"The {'push' if scan.mode == 'push' else 'commit'} was stopped: {outcome}."
    else:
        style = "red" if report.findings else "yellow" if is_incomplete(report) else "green"
        yield style, f"{outcome[0].upper()}{outcome[1:]}."
    source = _commits(scan) or _SOURCES.get(scan.mode, scan.mode)
    amount = human_size(scan.bytes)
    if scan.mode in _OF_COMMITS:
        amount = f"{counted(scan.blobs, 'object')}, {amount}"
    elif scan.files > 1:
        amount = f"{scan.files:,} files, {amount}"
    yield "", f"Scanned {source} ({amount}) in {human_time(scan.duration)}.{_aside(report, appearance)}"
    if scan.remark:
        yield "", scan.remark
    if scan.stale_baseline:
        count = counted(len(scan.stale_baseline), "baseline entry", "baseline entries")
        yield "", f"{count} matched nothing. Run `cf-secret-guard baseline update` to remove what is stale."


def _about_one(report: Report) -> tuple[str, str]:
    """The last line about a credential that was handed in."""
    verdict = report.findings[0].verdict
    if verdict is None or not (verdict.status.is_live or verdict.status.is_dead):
        return "yellow", "Nobody could tell if it is live. Treat it as live."
    if verdict.status.is_live:
        how = "" if verdict.status == "live" else ", with restrictions"
        return "red", f"It is live{how}. Revoke it."
    return "green", "It is dead."


def _commits(scan: ScanSummary) -> str:
    """``3 commits of 1a2b3c4d..5e6f7a8b``; empty outside of histories."""
    if scan.commits is None:
        return ""
    return counted(scan.commits, "commit") + (f" of {scan.range}" if scan.range else "")


def _outcome(report: Report) -> str:
    gaps = len(missed(report))
    gap = f"{counted(gaps, 'item')} could not be {'done' if was_asked(report) else 'scanned'}" if gaps else ""
    if not report.findings:
        which = " that count" if report.scan.ignored else ""
        return f"{gap}, nothing found in the rest" if gap else f"no Cloudflare credentials found{which}"
    secrets = len({(item.fingerprint, item.kind) for item in report.findings})
    ours = all(item.kind.startswith("cloudflare-") for item in report.findings)
    found = counted(secrets, "Cloudflare credential" if ours else "credential")
    places = len(report.findings)
    where = f" in {places:,} places" if places > secrets else ""
    return f"{found}{where} found{_verdicts(report)}" + (f", and {gap}" if gap else "")


def _verdicts(report: Report) -> str:
    if not any(item.verdict for item in report.findings):
        return ""
    from cf_secret_guard.report.response import counts

    return f" ({counts(report.findings)})"


def _aside(report: Report, appearance: Appearance) -> str:
    """Count what was set aside on purpose."""
    scan = report.scan
    skipped = sum(not item.incomplete for item in scan.skipped)
    parts = [counted(len(scan.ignored), "finding") + " ignored"] if scan.ignored else []
    parts += [counted(skipped, "item") + " skipped"] if skipped else []
    if not parts:
        return ""
    hint = "" if appearance.verbosity else " (-v shows why)"
    return f" {', '.join(parts)}{hint}."


def counted(number: int, noun: str, plural: str = "") -> str:
    """``1 file``, ``2 files``, ``1,234 files``."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def human_size(size: int) -> str:
    """Bytes for people, in powers of 1000: ``512 B``, ``34.2 kB``, ``1.3 GB``."""
    if size < _THOUSAND:
        return f"{size} B"
    value = float(size)
    for unit in ("kB", "MB", "GB"):
        value /= _THOUSAND
        if round(value, 1) < _THOUSAND:
            return f"{value:.1f} {unit}"
    return f"{value / _THOUSAND:.1f} TB"


def human_time(seconds: float) -> str:
    """A duration for people: ``0.05 s``, ``12.34 s``, ``2 min 5 s``."""
    if seconds < _MINUTE:
        return f"{seconds:.2f} s"
    return f"{int(seconds) // _MINUTE} min {int(seconds) % _MINUTE} s"
