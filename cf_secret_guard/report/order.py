"""The order of findings in every report, and which of them are one secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.model import Finding


def place(finding: Finding) -> tuple[str, int, int, str]:
    """The key that findings are sorted by: path, line, column, kind."""
    return (finding.path, finding.line, finding.column, finding.kind)


def ordered(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings, the same way in every run."""
    return sorted(findings, key=_key)


def _key(finding: Finding) -> tuple[object, ...]:
    identity = (finding.fingerprint, finding.decoded_via, finding.commit or "", finding.blob or "")
    return (*place(finding), *identity)


def grouped(findings: Iterable[Finding]) -> list[list[Finding]]:
    """Put the places of one secret together: one list a fingerprint and kind, in the order of their first places."""
    return list(by_secret(findings).values())


def by_secret(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """The groups of :func:`grouped`, by fingerprint and kind."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in ordered(findings):
        groups.setdefault((finding.fingerprint, finding.kind), []).append(finding)
    return groups
