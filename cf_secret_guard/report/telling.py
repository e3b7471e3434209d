"""What there is to say about one finding, in sentences; formats that show a message about each place use it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.catalog import entry
from cf_secret_guard.report.place import circumstances, place_of, spot
from cf_secret_guard.report.response import action_words, is_dead, is_real, verdict_words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.model import Finding


def headline(finding: Finding) -> str:
    """What it is and if it works, without a full stop: ``Cloudflare user API token cfut_********: live``."""
    known = f": {finding.verdict.status}" if finding.verdict else ""
    return f"{entry(finding.kind).title} {finding.secret.redacted}{known}"


def sentences(finding: Finding) -> Iterator[str]:
    """Yield all that is known about a finding, one sentence each; they may hold text from outside."""
    yield f"{headline(finding)}."
    yield f"Confidence: {finding.confidence.label} ({'; '.join(finding.evidence)})."
    yield f"It stands at {', '.join((spot(finding), *circumstances(finding)))}."
    if finding.verdict is not None:
        yield f"Verdict: {', '.join(verdict_words(finding.verdict))}."
    if finding.capability:
        yield finding.capability
    if finding.severity:
        yield f"Severity: {finding.severity}."
    for record in finding.actions:
        yield f"Action: {action_words(record)}."
    if finding.incident:
        yield f"Incident note: {finding.incident}."
    if not is_dead(finding):
        yield entry(finding.kind).advice
    if place_of(finding).has_lines and not is_real(finding):
        yield f"No secret? Write cf-secret-guard: ignore[{finding.kind}] REASON in a comment on its line."
