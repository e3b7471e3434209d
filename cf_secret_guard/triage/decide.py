"""The decision: which findings count, and for each that does not, who said so and why. Pure functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Confidence, Ignored, Kind, Problem
from cf_secret_guard.settings import DEFAULT_MIN_CONFIDENCE
from cf_secret_guard.triage.inline import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cf_secret_guard.config.base import Config, IgnoredSecret
    from cf_secret_guard.model import Finding
    from cf_secret_guard.settings import ScanSettings
    from cf_secret_guard.triage.baseline import Baseline
    from cf_secret_guard.triage.marks import Mark

BUILT_IN_KINDS = frozenset(str(kind) for kind in Kind)


class Policy(NamedTuple):
    """What findings are judged by."""

    min_confidence: Confidence = DEFAULT_MIN_CONFIDENCE
    kinds: frozenset[str] = BUILT_IN_KINDS
    """That an inline ignore may name."""
    ignored_secrets: Mapping[str, IgnoredSecret] = {}
    """By fingerprint."""
    baseline: Baseline | None = None
    today: str = ""
    """YYYY-MM-DD, UTC; empty: nothing is expired."""
    complete: bool = False
    """The scan looked at everything that the baseline may be about, and nothing was skipped: what it did not find is
    gone."""
    trust: Callable[[Finding, Mark], bool] | None = None
    """Says if an inline ignore may count; None: all may."""


class Outcome(NamedTuple):
    """The decision on all findings of a scan."""

    kept: tuple[Finding, ...]
    ignored: tuple[Ignored, ...]
    stale: tuple[str, ...]
    """Fingerprints of the baseline that a complete scan did not find."""
    problems: tuple[Problem, ...]
    """Ignores and entries that did not do what they were written for; each belongs to a finding that was kept."""


def policy(settings: ScanSettings, config: Config, baseline: Baseline | None, *, complete: bool) -> Policy:
    """Compose the policy of a scan.

    Args:
        settings: the command line, which wins over the configuration.
        config: the configuration.
        baseline: the baseline, if there is one.
        complete: see :attr:`Policy.complete`.
    """
    import time

    return Policy(
        min_confidence=settings.min_confidence or config.min_confidence or DEFAULT_MIN_CONFIDENCE,
        kinds=BUILT_IN_KINDS.union(spec.id for spec in config.detectors),
        ignored_secrets={secret.fingerprint: secret for secret in config.ignored_secrets},
        baseline=baseline,
        today=time.strftime("%Y-%m-%d", time.gmtime()),
        complete=complete,
    )


def decide(findings: Sequence[Finding], policy: Policy) -> Outcome:
    """Judge findings. In this order, the first that speaks decides: inline, configuration, baseline, threshold.

    Args:
        findings: all of a scan, those below the threshold too.
        policy: what they are judged by.

    Returns:
        Every finding, kept or ignored, in the order in which it came.
    """
    verdicts = _inline(findings, policy)
    kept: list[Finding] = []
    ignored: list[Ignored] = []
    problems: list[Problem] = []
    for finding, verdict in zip(findings, verdicts, strict=True):
        set_aside = _set_aside(finding, verdict, policy)
        if set_aside is not None:
            ignored.append(set_aside)
            continue
        kept.append(finding)
        problems.extend(verdict.problems)
        problems.extend(_expired(finding, policy))
    return Outcome(tuple(kept), tuple(ignored), _stale(findings, policy), tuple(dict.fromkeys(problems)))


def _inline(findings: Sequence[Finding], policy: Policy) -> list[Verdict]:
    """Judge by inline ignores, line by line."""
    lines: dict[tuple[str, str | None, str | None, int], list[int]] = {}
    for number, finding in enumerate(findings):
        lines.setdefault((finding.path, finding.commit, finding.blob, finding.line), []).append(number)
    verdicts = [Verdict(None, ())] * len(findings)
    for numbers in lines.values():
        judged = judge([findings[number] for number in numbers], policy.kinds, policy.trust)
        for number, verdict in zip(numbers, judged, strict=True):
            verdicts[number] = verdict
    return verdicts


def _set_aside(finding: Finding, verdict: Verdict, policy: Policy) -> Ignored | None:
    if verdict.reason is not None:
        return Ignored(finding, "inline", verdict.reason)
    secret = policy.ignored_secrets.get(finding.fingerprint)
    if secret is not None:
        return Ignored(finding, "config", f"{secret.reason} ({secret.where})")
    entry = policy.baseline.entries.get(finding.fingerprint) if policy.baseline else None
    if entry is not None and not entry.is_expired(policy.today):
        return Ignored(finding, "baseline", entry.reason or "no reason given")
    if finding.confidence < policy.min_confidence:
        wanted = policy.min_confidence.label
        return Ignored(finding, "threshold", f"confidence {finding.confidence.label} is below {wanted}")
    return None


def _expired(finding: Finding, policy: Policy) -> list[Problem]:
    entry = policy.baseline.entries.get(finding.fingerprint) if policy.baseline else None
    if policy.baseline is None or entry is None:
        return []
    name = policy.baseline.name
    message = f"{name}: the entry of {entry.kind} {entry.fingerprint} expired on {entry.expires}"
    step = "Revoke the credential, or agree on a later date and edit `expires`."
    return [Problem(message, step, finding.path, incomplete=False)]


def _stale(findings: Sequence[Finding], policy: Policy) -> tuple[str, ...]:
    if policy.baseline is None or not policy.complete:
        return ()
    return tuple(sorted(policy.baseline.entries.keys() - {finding.fingerprint for finding in findings}))
