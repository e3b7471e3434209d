"""The report for programs: one JSON document, described by ``schemas/report-1.schema.json``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.base import SCHEMA_ID
from cf_secret_guard.report.json_text import dump
from cf_secret_guard.report.order import ordered, place
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding, Ignored, Problem, Report, ScanSummary, Skipped
    from cf_secret_guard.report.base import Appearance
    from cf_secret_guard.report.json_text import Json
    from cf_secret_guard.respond.base import ActionRecord
    from cf_secret_guard.verify.base import Verdict


def render(report: Report, appearance: Appearance) -> str:
    """Return the document."""
    del appearance  # programs read what is there, not how it looks
    document: Json = {
        "schema": SCHEMA_ID,
        "findings": [_finding(finding) for finding in ordered(report.findings)],
        "scan": _scan(report.scan),
        "errors": [_problem(problem) for problem in report.errors],
    }
    return dump(document, Sweeper.of(report))


def _finding(finding: Finding) -> dict[str, Json]:
    known: dict[str, Json] = {
        "kind": finding.kind,
        "path": finding.path,
        "line": finding.line,
        "column": finding.column,
        "end_column": finding.end_column,
        "commit": finding.commit,
        "commit_date": None if finding.commit_time is None else rfc3339(finding.commit_time) or None,
        "paths": list(finding.paths) or None,
        "at_head": finding.at_head,
        "blob": finding.blob,
        "confidence": finding.confidence.label,
        "checksum": str(finding.checksum),
        "evidence": list(finding.evidence),
        "redacted": finding.secret.redacted,
        "fingerprint": finding.fingerprint,
        "decoded_via": list(finding.decoded_via),
    }
    if finding.verdict is not None:
        known["verdict"] = _verdict(finding.verdict)
    if finding.actions:
        known["actions"] = [_action(record) for record in finding.actions]
    return {key: value for key, value in known.items() if value is not None}


def _verdict(verdict: Verdict) -> dict[str, Json]:
    known: dict[str, Json] = {
        "status": str(verdict.status),
        "reason": verdict.reason or None,
        "token_id": verdict.token_id,
        "account_id": verdict.account_id,
        "expires_on": verdict.expires_on,
        "checked_at": verdict.checked_at,
    }
    return {key: value for key, value in known.items() if value is not None}


def _action(record: ActionRecord) -> dict[str, Json]:
    known: dict[str, Json] = {"action": str(record.action), "target": record.target, "status": str(record.status)}
    return known | ({"reason": record.reason} if record.reason else {}) | {"at": record.at}


def _scan(scan: ScanSummary) -> dict[str, Json]:
    ignored = sorted(scan.ignored, key=lambda item: (*place(item.finding), item.by))
    known: dict[str, Json] = {
        "mode": scan.mode,
        "range": scan.range,
        "files": scan.files,
        "blobs": scan.blobs,
        "bytes": scan.bytes,
        "skipped": [_skipped(item) for item in sorted(scan.skipped)],
        "ignored": [_ignored(item) for item in ignored],
        "stale_baseline": sorted(scan.stale_baseline),
        "duration": round(scan.duration, 3),
    }
    known |= {} if scan.commits is None else {"commits": scan.commits}
    return known | ({"remark": scan.remark} if scan.remark else {})


def _skipped(item: Skipped) -> dict[str, Json]:
    known: dict[str, Json] = {"path": item.path, "reason": item.reason, "incomplete": item.incomplete}
    return known | ({"next_step": item.next_step} if item.next_step else {})


def _ignored(item: Ignored) -> dict[str, Json]:
    finding = item.finding
    return {
        "kind": finding.kind,
        "path": finding.path,
        "line": finding.line,
        "fingerprint": finding.fingerprint,
        "by": item.by,
        "reason": item.reason,
    }


def _problem(problem: Problem) -> dict[str, Json]:
    known: dict[str, Json] = {"message": problem.message, "next_step": problem.next_step}
    return known | ({"path": problem.path} if problem.path is not None else {})
