"""The report as GitLab's secret detection report, for ``artifacts:reports:secret_detection`` of a job.

Schema: secret-detection-report-format.json, version 15.0.2, of
https://gitlab.com/gitlab-org/security-products/security-report-schemas. GitLab accepts it from 15.0 on. It has no
field for confidence or verdicts: they are among the details. What triage set aside is left out: GitLab would list it.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from cf_secret_guard import __version__
from cf_secret_guard.catalog import entry
from cf_secret_guard.model import Confidence
from cf_secret_guard.report.base import missed, trouble
from cf_secret_guard.report.json_text import dump
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.order import by_secret, ordered
from cf_secret_guard.report.place import circumstances, numbered, place_of, spot
from cf_secret_guard.report.response import action_words, is_dead, verdict_words
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.report.urgency import severity
from cf_secret_guard.timestamps import rfc3339

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.report.base import Appearance
    from cf_secret_guard.report.json_text import Json

_VERSION = "15.0.2"
_NAME = "cf-secret-guard"
_NO_COMMIT = "0000000"
"""A commit is required; this is what GitLab's own analyzer writes where it knows none."""
_MOST_PLACES = 20
_MOST_MESSAGES = 100


def render(report: Report, appearance: Appearance) -> str:
    """Return the document. Its only times are those of the scan."""
    del appearance  # programs read what is there, not how it looks
    sweeper = Sweeper.of(report)
    groups = by_secret(report.findings)
    document: Json = {
        "version": _VERSION,
        "scan": _scan(report, sweeper),
        "vulnerabilities": [
            _vulnerability(finding, number, groups[finding.fingerprint, finding.kind], sweeper)
            for finding, number in numbered(ordered(report.findings))
        ],
    }
    return dump(document, sweeper)


def _scan(report: Report, sweeper: Sweeper) -> dict[str, Json]:
    begin = report.scan.started or 0
    about: Json = {"id": _NAME, "name": _NAME, "version": __version__, "vendor": {"name": _NAME}}
    gaps = missed(report)
    return {
        "type": "secret_detection",
        "analyzer": about,
        "scanner": about,
        "start_time": _time(begin),
        "end_time": _time(begin + ceil(report.scan.duration)),
        # As the exit code: 3 is a failure, findings are not, even if something is missing beside them.
        "status": "failure" if gaps and not report.findings else "success",
        "messages": [{"level": "warn", "value": _plain(trouble(item), sweeper)} for item in gaps[:_MOST_MESSAGES]],
    }


def _time(seconds: int) -> str:
    return rfc3339(seconds).removesuffix("Z")


def _vulnerability(finding: Finding, number: int, group: Sequence[Finding], sweeper: Sweeper) -> dict[str, Json]:
    known = entry(finding.kind)
    vulnerability: dict[str, Json] = {
        "id": _id(finding, number),
        "name": known.title,
        "description": f"{known.power}\n\nHow it is recognised: {known.recognised}",
        "severity": "Info" if is_dead(finding) else severity(finding).capitalize(),
        "solution": " ".join(known.revoke),
        "identifiers": [_kind(finding.kind), _CWE],
        "links": [{"name": name, "url": url} for name, url in _links(finding.kind)],
        "details": {name: _field(title, texts, sweeper) for name, title, texts in _details(finding, group) if texts},
        "location": _location(finding, sweeper),
    }
    if finding.confidence is Confidence.LOW and finding.verdict is None:
        flag = {"type": "flagged-as-likely-false-positive", "origin": _NAME, "description": "Its confidence is low."}
        vulnerability["flags"] = [flag]
    return vulnerability


def _id(finding: Finding, number: int) -> str:
    """Name the vulnerability, the same in every run, whatever line it moved to."""
    from uuid import NAMESPACE_URL, uuid5

    name = f"{_NAME}/{finding.kind}/{finding.fingerprint}/{number}/{place_of(finding).path}"
    return str(uuid5(NAMESPACE_URL, name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")))


_CWE: Json = {
    "type": "cwe",
    "name": "CWE-798",
    "value": "798",
    "url": "https://cwe.mitre.org/data/definitions/798.html",
}


def _kind(kind: str) -> dict[str, Json]:
    known: dict[str, Json] = {"type": "cf_secret_guard_kind", "name": f"{_NAME} kind {kind}", "value": str(kind)}
    docs = entry(kind).docs
    return known | ({"url": docs} if docs else {})


def _links(kind: str) -> Iterator[tuple[str, str]]:
    known = entry(kind)
    if known.url:
        yield "Where to revoke it", known.url
    if known.docs:
        yield "Cloudflare's documentation", known.docs


def _details(finding: Finding, group: Sequence[Finding]) -> Iterator[tuple[str, str, list[str]]]:
    """Yield (key, title, values) of what GitLab shows below the description, as plain text."""
    others = dict.fromkeys([*finding.paths, *(spot(item) for item in group)])
    elsewhere = [text for text in others if text not in (finding.path, spot(finding))]
    yield "secret", "Secret", [f"{finding.secret.redacted}, fingerprint {finding.fingerprint}"]
    yield "confidence", "Confidence", [finding.confidence.label]
    yield "evidence", "Evidence", list(finding.evidence)
    yield "place", "Place", [", ".join((spot(finding), *circumstances(finding)))]
    yield "elsewhere", "Other places of the same secret", elsewhere[:_MOST_PLACES]
    yield "verdict", "Verdict", verdict_words(finding.verdict) if finding.verdict else []
    yield "capability", "What it can do", [finding.capability] if finding.capability else []
    yield "severity", "Why this severity", [finding.severity] if finding.severity else []
    yield "actions", "Actions", [action_words(record) for record in finding.actions]


def _field(title: str, texts: Sequence[str], sweeper: Sweeper) -> dict[str, Json]:
    """Write a detail: a text, or a list of them. GitLab shows neither as Markdown."""
    items: list[Json] = [{"type": "text", "value": _plain(text, sweeper)} for text in texts]
    if len(items) == 1:
        return {"name": title, "type": "text", "value": _plain(texts[0], sweeper)}
    return {"name": title, "type": "list", "items": items}


def _location(finding: Finding, sweeper: Sweeper) -> dict[str, Json]:
    place = place_of(finding)
    commit = {"sha": finding.commit or _NO_COMMIT}
    if finding.commit_time is not None and (date := rfc3339(finding.commit_time)):
        commit["date"] = date
    location: dict[str, Json] = {"file": _plain(place.path, sweeper), "commit": commit}
    if not place.member:
        location |= {"start_line": finding.line, "end_line": finding.line}
    return location


def _plain(text: str, sweeper: Sweeper) -> str:
    return neutral(sweeper.clean(text))
