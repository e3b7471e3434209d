"""The report as SARIF 2.1.0, for GitHub code scanning and for whatever else reads it.

What GitHub takes from it, and its limits: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files.
What triage set aside is counted and not listed: GitHub ignores ``suppressions`` and would open an alert for each
(https://github.com/github/codeql-action/issues/1230).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.json_text import dump
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.order import by_secret, ordered
from cf_secret_guard.report.place import numbered, place_of, spot
from cf_secret_guard.report.sarif_run import invocation, tool
from cf_secret_guard.report.sarif_text import ROOT, artifact, message
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.report.telling import sentences
from cf_secret_guard.report.urgency import level, most_urgent
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.report.base import Appearance
    from cf_secret_guard.report.json_text import Json

MOST_RESULTS = 5_000
"""GitHub shows no more of a run, and refuses a file with more than 25,000."""
_MOST_RELATED = 20
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_ROOT_WORDS = "The root of the repository; outside of one, the directory that was scanned from."


def render(report: Report, appearance: Appearance) -> str:
    """Return the document: one run, without a time, a path of this machine, an address of a person or a snippet."""
    sweeper = Sweeper.of(report)
    kinds = sorted({finding.kind for finding in report.findings})
    kept = most_urgent(report.findings)[:MOST_RESULTS]
    left_out = len(report.findings) - len(kept)
    run: Json = {
        "tool": {"driver": tool(kinds)},
        "invocations": [invocation(report, appearance.exit_code, left_out, sweeper)],
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"description": {"text": _ROOT_WORDS}}},
        "results": list(_results(report.findings, frozenset(map(id, kept)), sweeper)),
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, sweeper)


def _results(findings: Sequence[Finding], kept: frozenset[int], sweeper: Sweeper) -> Iterator[Json]:
    """Yield the results in the order of every report. All findings are numbered, so that the limit renames nothing."""
    groups = by_secret(findings)
    for finding, number in numbered(ordered(findings)):
        if id(finding) in kept:
            group = groups[finding.fingerprint, finding.kind]
            related = [_location(*place, sweeper) for place in _elsewhere(finding, group)]
            yield _result(finding, number, related, sweeper)


def _result(finding: Finding, number: int, related: Sequence[dict[str, Json]], sweeper: Sweeper) -> dict[str, Json]:
    told = [message(text, sweeper) for text in sentences(finding)]
    known: dict[str, Json] = {
        "ruleId": finding.kind,
        "level": level(finding).name.lower(),
        "message": {"text": " ".join([*told, *_links(len(related))])},
        "locations": [_location(finding, finding.path, sweeper)],
        "partialFingerprints": {
            # The only one that GitHub reads, together with the rule and the file.
            "primaryLocationLineHash": f"{finding.fingerprint}:{number}",
            "secretFingerprint/v1": finding.fingerprint,
        },
    }
    if related:
        known["relatedLocations"] = [{"id": count, **location} for count, location in enumerate(related, 1)]
    return known | {"properties": _properties(finding)}


def _links(count: int) -> Iterator[str]:
    """Yield the sentence that links to the related locations, whose ids count from 1."""
    if count:
        yield f"It also stands at: {', '.join(f'[{number}]({number})' for number in range(1, count + 1))}."


def _elsewhere(finding: Finding, group: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """List other places of the same secret, and other names of the same file, each with its path."""
    places = [(finding, path) for path in finding.paths if path != finding.path]
    places += [(item, item.path) for item in group if item is not finding]
    return places[:_MOST_RELATED]


def _location(finding: Finding, path: str, sweeper: Sweeper) -> dict[str, Json]:
    """Point at a place. GitHub refuses the whole file if one result has no artifact, so whatever is none gets one too.

    A member of a container has no URI of its own: the container is the artifact, the member a logical location.
    """
    place = place_of(finding._replace(path=path))
    region: dict[str, Json] = {"startLine": 1}
    if not place.member:
        line, columns = max(1, finding.line), (max(1, finding.column), max(1, finding.end_column))
        region = {"startLine": line, "startColumn": columns[0], "endLine": line, "endColumn": columns[1]}
    physical: Json = {"artifactLocation": artifact(place.path, sweeper, is_file=place.is_file), "region": region}
    location: dict[str, Json] = {"physicalLocation": physical}
    logical = [{"name": name, "kind": kind} for name, kind in _logical(finding, place.member)]
    return location | ({"logicalLocations": logical} if logical else {})


def _logical(finding: Finding, member: str) -> Iterator[tuple[str, str]]:
    if member:
        yield f"{member}:{finding.line}:{finding.column}", "member"
    if finding.commit:
        yield finding.commit, "commit"
    elif finding.blob and not place_of(finding).is_file:
        yield finding.blob, "blob"


def _properties(finding: Finding) -> dict[str, Json]:
    """What has no place of its own in SARIF, under the names of the JSON report."""
    known: dict[str, Json] = {
        "path": neutral(spot(finding)),
        "confidence": finding.confidence.label,
        "checksum": str(finding.checksum),
        "evidence": list(finding.evidence),
        "redacted": finding.secret.redacted,
        "fingerprint": finding.fingerprint,
        "decoded_via": list(finding.decoded_via),
        "commit": finding.commit,
        "commit_date": None if finding.commit_time is None else rfc3339(finding.commit_time) or None,
        "at_head": finding.at_head,
        "blob": finding.blob,
        "verdict": str(finding.verdict.status) if finding.verdict else None,
    }
    return {key: value for key, value in known.items() if value is not None}
