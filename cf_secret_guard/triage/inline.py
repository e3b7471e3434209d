"""Which findings the inline ignores around them cover: one secret each, never a line by accident."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Problem
from cf_secret_guard.triage.marks import marks

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.triage.marks import Mark, Target

_PIN_SHOWN = 12
_LINE_CLIP = 2048  # so many characters of its line does a finding keep in front of its secret


class Verdict(NamedTuple):
    """What the inline ignores say about one finding."""

    reason: str | None
    """Why it is ignored; None if it is not."""
    problems: tuple[Problem, ...]
    """Ignores beside it that do not do what they were written for."""


def judge(
    group: Sequence[Finding], kinds: Collection[str], trust: Callable[[Finding, Mark], bool] | None = None
) -> list[Verdict]:
    """Judge the findings of one line.

    Args:
        group: all findings of one line of one blob.
        kinds: that exist, custom ones too.
        trust: says if an ignore may count; None: all may.

    Returns:
        A verdict for each finding, in the same order.
    """
    return [_judge_one(finding, group, kinds, trust) for finding in group]


def _judge_one(
    finding: Finding,
    group: Sequence[Finding],
    kinds: Collection[str],
    trust: Callable[[Finding, Mark], bool] | None,
) -> Verdict:
    found = marks(finding.line_text, kinds, above=False) + marks(finding.previous_line, kinds, above=True)
    problems: list[Problem] = []
    for mark in found:
        fault, next_step = (mark.fault, mark.next_step) if mark.fault else _why_not(mark, finding, group)
        if not fault and trust is not None and _covers(mark, finding, group) and not trust(finding, mark):
            fault = "an ignore that is not in the base revision"
            next_step = "Have it merged first, or have the base branch ignore the fingerprint in its configuration."
        elif not fault and _covers(mark, finding, group):
            if not _stands_before(mark, finding):
                return Verdict(_without_secrets(mark.reason, group), ())
            fault = "an ignore that stands before the secret, whose reason may be anything"
            next_step = "Move it behind the secret, or alone onto the line above."
        if fault:
            message = f"{finding.path} line {finding.line}: {fault}"
            problems.append(Problem(message, next_step, finding.path, incomplete=False))
    return Verdict(None, tuple(problems))


def _stands_before(mark: Mark, finding: Finding) -> bool:
    """Say if the secret's text follows the mark, so that the text behind the mark is no reason that somebody wrote."""
    text = finding.secret.reveal()
    if mark.above:
        return text in finding.previous_line[mark.start :]
    at = finding.line_text.rfind(text)
    # One that was decoded, or goes on in the next line, is not in the line as it is; its column is.
    return mark.start < (at if at >= 0 else min(finding.column - 1, _LINE_CLIP))


def _covers(mark: Mark, finding: Finding, group: Sequence[Finding]) -> bool:
    return any(_hits(target, finding, group) for target in mark.targets)


def _hits(target: Target, finding: Finding, group: Sequence[Finding]) -> bool:
    if target.kind != finding.kind:
        return False
    return finding.fingerprint.startswith(target.pin) if target.pin else len(_secrets(target.kind, group)) == 1


def _secrets(kind: str, group: Sequence[Finding]) -> list[str]:
    return sorted({finding.fingerprint for finding in group if finding.kind == kind})


def _why_not(mark: Mark, finding: Finding, group: Sequence[Finding]) -> tuple[str, str]:
    """Explain a well-formed mark that covers nothing; empty if it covers this finding or another one."""
    if any(_covers(mark, other, group) for other in group):
        return "", ""
    pin = f"`ignore[{finding.kind}:{finding.fingerprint[:_PIN_SHOWN]}] reason`"
    meant = [target for target in mark.targets if target.kind == finding.kind]
    if not meant:
        names = ", ".join(target.kind for target in mark.targets)
        return f"an ignore of {names}, but what stands here is {finding.kind}", f"If you mean it, write {pin}."
    if all(target.pin for target in meant):
        return "an ignore that is pinned to another secret", f"If you mean this one, write {pin}."
    several = " and ".join(name[:_PIN_SHOWN] for name in _secrets(finding.kind, group))
    return f"an ignore of {finding.kind}, of which several stand here: {several}", f"Say which: {pin}."


def _without_secrets(reason: str, group: Sequence[Finding]) -> str:
    for finding in group:
        reason = reason.replace(finding.secret.reveal(), finding.secret.redacted)
    return reason
