"""From findings to leaks: one for each distinct secret, with all that its places say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.verify.base import Leak

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.secret import Secret

_MOST_ACCOUNTS = 5
"""Asked for one token; more would only be guessing."""
_BY_ACCOUNT = frozenset(
    {
        Kind.ACCOUNT_API_TOKEN,
        Kind.API_TOKEN,
        Kind.ORIGIN_CERT,
        Kind.R2_SECRET_ACCESS_KEY,
        Kind.ACCESS_SERVICE_TOKEN,
        Kind.TURNSTILE_SECRET_KEY,
    }
)
"""Kinds that can only be asked about, by themselves or by an administrator, where their account is known."""


def leaks(report: Report, emails: Sequence[str] = ()) -> tuple[Leak, ...]:
    """Gather the distinct secrets of a scan.

    Args:
        report: the scan; only findings that count.
        emails: addresses that the user gave, tried before those of the context.

    Returns:
        A leak for every fingerprint, in the order of the findings.
    """
    groups: dict[str, list[Finding]] = {}
    for finding in report.findings:
        groups.setdefault(finding.fingerprint, []).append(finding)
    return tuple(_leak(group, report, emails) for group in groups.values())


def _leak(group: Sequence[Finding], report: Report, emails: Sequence[str]) -> Leak:
    first = max(group, key=lambda finding: finding.confidence)
    accounts = list(_companions(group, "account_id"))
    if first.kind in _BY_ACCOUNT:
        accounts += report.account_ids
    return Leak(
        kind=first.kind,
        secret=first.secret,
        account_ids=tuple(dict.fromkeys(accounts))[:_MOST_ACCOUNTS],
        emails=tuple(dict.fromkeys([*emails, *_companions(group, "email")]))
        if first.kind == Kind.GLOBAL_API_KEY
        else (),
        client_id=next(_companions(group, "client_id"), None),
        tunnel_id=next(_companions(group, "tunnel_id"), None),
        access_key_id=next(_companions(group, "access_key_id"), None),
        refresh_token=_refresh_token(first, report.findings),
    )


def _companions(group: Iterable[Finding], name: str) -> Iterator[str]:
    return (value for finding in group for key, value in finding.companions if key == name)


def _refresh_token(access: Finding, findings: Sequence[Finding]) -> Secret | None:
    """The refresh token of the same login: another OAuth token of the same file whose place says so."""
    if access.kind != Kind.OAUTH_TOKEN or _is_refresh(access):
        return None
    beside = (other for other in findings if other.kind == Kind.OAUTH_TOKEN and other.path == access.path)
    return next((other.secret for other in beside if _is_refresh(other)), None)


def _is_refresh(finding: Finding) -> bool:
    return finding.secret.reveal().startswith("cfort_") or "refresh" in finding.line_text.lower()
