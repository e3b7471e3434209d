"""What was asked and done about a credential, in words; and how often which verdict was given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.respond.base import ActionRecord
    from cf_secret_guard.verify.base import Verdict

_DANGER = ("live", "restricted")
_DEAD = ("disabled", "expired", "revoked", "invalid")
_DONE = ("applied", "confirmed")
_KNOWN = (*_DANGER, "disabled", "expired", "revoked")
_ORDER = (*_DANGER, "unknown", "not-checkable", *_DEAD)


def fields(group: Sequence[Finding]) -> Iterator[tuple[str, list[str], str]]:
    """Yield (label, values, style) for what is known about one secret beyond the scan.

    Args:
        group: all places of one secret; all of them carry the same verdict and actions.
    """
    first = group[0]
    if first.verdict is not None:
        yield "verdict", verdict_words(first.verdict), verdict_style(first.verdict)
    if first.capability:
        yield "it can", [first.capability.removeprefix("Can ")], ""
    if first.severity:
        yield "severity", [first.severity], ""
    for record in first.actions:
        yield "action", [action_words(record)], "green" if record.status in _DONE else "red"
    if first.incident:
        yield "note", [first.incident], ""


def verdict_words(verdict: Verdict) -> list[str]:
    """The verdict in one line; in a second one what it is about, if the answer said so."""
    reason = f": {verdict.reason}" if verdict.reason else ""
    was_asked = verdict.checked_at and verdict.status != "not-checkable"
    asked = f" (asked at {moment(verdict.checked_at)})" if was_asked else ""
    about = []
    if verdict.token_id:
        about.append(f"id {verdict.token_id}")
    if verdict.account_id:
        about.append(f"account {verdict.account_id}")
    if verdict.expires_on:
        about.append(f"expires {moment(verdict.expires_on)}")
    return [f"{verdict.status}{reason}{asked}", *([", ".join(about)] if about else [])]


def verdict_style(verdict: Verdict) -> str:
    """Red for what can be used, green for what cannot, yellow for what nobody knows."""
    return "red" if verdict.status in _DANGER else "green" if verdict.status in _DEAD else "yellow"


def action_words(record: ActionRecord) -> str:
    """``disable user token 0123...: confirmed (asked again with the leaked value: disabled)``."""
    reason = action_reason(record)
    return f"{record.action} {record.target}: {record.status}" + (f" ({reason})" if reason else "")


def action_reason(record: ActionRecord) -> str:
    """Why it came out like that. The steps by hand stand in the plan, and `explain` has them too."""
    return record.reason.partition(". By hand: ")[0]


def moment(text: str) -> str:
    """An RFC 3339 time for people, as far as it is one that we wrote."""
    return f"{text[:10]} {text[11:19]} UTC" if text[10:11] == "T" and text.endswith("Z") else text


def counts(findings: Iterable[Finding]) -> str:
    """Count distinct secrets by verdict: ``1 live, 2 disabled``; empty if nobody asked."""
    verdicts = {(item.fingerprint, item.kind): item.verdict for item in findings}
    words = [verdict.status.value for verdict in verdicts.values() if verdict is not None]
    return ", ".join(f"{words.count(word):,} {word}" for word in _ORDER if word in words)


def is_real(finding: Finding) -> bool:
    """Say if Cloudflare knows it: then it is a credential, whatever it looks like."""
    return finding.verdict is not None and finding.verdict.status in _KNOWN


def is_usable(finding: Finding) -> bool:
    """Say if Cloudflare answered that it works, at least from somewhere or at some time."""
    return finding.verdict is not None and finding.verdict.status in _DANGER


def is_dead(finding: Finding) -> bool:
    """Say if a clear answer was that it cannot be used."""
    return finding.verdict is not None and finding.verdict.status in _DEAD
