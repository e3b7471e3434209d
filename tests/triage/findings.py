"""Findings for tests of triage, with secrets built at run time."""

from __future__ import annotations

from cf_secret_guard.model import Checksum, Confidence, Finding, Kind
from cf_secret_guard.secret import Secret

USER = Kind.USER_API_TOKEN.value
LEGACY = Kind.API_TOKEN.value


def finding(
    value: str,
    line_text: str = "",
    *,
    kind: str = USER,
    previous_line: str = "",
    path: str = "a.env",
    line: int = 7,
    confidence: Confidence = Confidence.CERTAIN,
) -> Finding:
    """A finding of ``value``; ``{}`` in its lines becomes the value."""
    return Finding(
        kind=kind,
        path=path,
        line=line,
        column=1,
        end_column=2,
        confidence=confidence,
        checksum=Checksum.NONE,
        evidence=("a test",),
        secret=Secret(value),
        line_text=line_text.replace("{}", value),
        previous_line=previous_line,
    )
