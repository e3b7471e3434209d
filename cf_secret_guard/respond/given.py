"""A credential that somebody hands in: what kind it is, and the report with it as the only finding."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Checksum, Confidence, Finding, Kind, Report, ScanSummary
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from collections.abc import Sequence

MODE = "given"
"""The report's word for it."""
PLACE = "<given>"
"""What reports call the place of a secret that was typed or piped in."""
LARGEST = 1024 * 1024
"""Bytes; no credential, and no file that one comes in, is longer."""
_ACCOUNT = re.compile(r"[0-9a-f]{32}")
# Only for a value that stands alone, and that somebody calls a Cloudflare credential.
_LOOKS = (
    (re.compile(r"[0-9a-f]{37}"), Kind.GLOBAL_API_KEY),
    (re.compile(r"(?![0-9a-f]{40})[A-Za-z0-9_-]{40}"), Kind.API_TOKEN),
    (re.compile(r"v1\.0-[0-9a-f]{24}-[0-9a-f]{146}"), Kind.ORIGIN_CA_KEY),
    (re.compile(r"0x4[A-Za-z0-9_-]{31,32}"), Kind.TURNSTILE_SECRET_KEY),
    (re.compile(r"(?:cfo[ar]t_)?[A-Za-z0-9_-]{43}\.[A-Za-z0-9_-]{43}"), Kind.OAUTH_TOKEN),
)


def report_of(data: bytes, kind: str | None, account_ids: Sequence[str] = ()) -> Report:
    """Make a report of what was handed in.

    Args:
        data: the secret alone, or a piece of a file that holds one.
        kind: what it is, if somebody knows.
        account_ids: of the account that it may belong to.

    Raises:
        UsageError: there is none, more than one, or nobody can tell what it is.
    """
    if not data.strip():
        raise UsageError("No secret was given", "Pipe it in: cf-secret-guard verify < FILE.")
    if len(data) > LARGEST:
        raise UsageError("What was given is too long to be a secret", "Scan it: cf-secret-guard scan - --verify.")
    found = _kept(_scanned(data), kind)
    finding = found[0] if found else _alone(data, kind)
    beside = [("account_id", _checked(one)) for one in account_ids]
    finding = finding._replace(companions=tuple(dict.fromkeys((*beside, *finding.companions))))
    return report((finding,), size=len(data))


def report(findings: Sequence[Finding], *, size: int = 0, account_ids: tuple[str, ...] = ()) -> Report:
    """Make a report of findings that nobody looked for."""
    summary = ScanSummary(MODE, None, files=1, blobs=0, bytes=size, skipped=(), duration=0.0)
    return Report(tuple(findings), summary, (), account_ids)


def _scanned(data: bytes) -> list[Finding]:
    from cf_secret_guard.scanner import Scanner
    from cf_secret_guard.sources.base import Window
    from cf_secret_guard.sources.windows import sniff

    window = Window(PLACE.encode(), None, data, encoding=sniff(data))
    return list(Scanner().inspect(window).findings)


def _kept(found: Sequence[Finding], kind: str | None) -> list[Finding]:
    """The one credential that is meant, with the surest of its places first.

    Raises:
        UsageError: it could be several.
    """
    wanted = [one for one in found if kind in (None, one.kind)]
    sure = [one for one in wanted if one.confidence >= Confidence.MEDIUM] or wanted
    if len({one.fingerprint for one in sure}) > 1:
        step = "Give one of them, say which with --kind, or ask about all: cf-secret-guard scan - --verify."
        raise UsageError("More than one credential was given", step)
    return sorted(sure, key=lambda one: -one.confidence)


def _alone(data: bytes, kind: str | None) -> Finding:
    """A finding of a value that stands alone."""
    try:
        value = data.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        value = ""
    known = kind or next((str(one) for look, one in _LOOKS if look.fullmatch(value)), None)
    if not value or any(char.isspace() for char in value) or known is None:
        kinds = "`cf-secret-guard explain` lists the kinds."
        raise UsageError(
            "Nobody can tell what was given", f"Give only the secret, and say what it is with --kind. {kinds}"
        )
    return Finding(
        kind=known,
        path=PLACE,
        line=1,
        column=1,
        end_column=len(value) + 1,
        confidence=Confidence.MEDIUM,
        checksum=Checksum.NONE,
        evidence=("handed in as one" if kind else "its form, and that it was handed in",),
        secret=Secret(value),
    )


def _checked(account_id: str) -> str:
    if not _ACCOUNT.fullmatch(account_id):
        raise UsageError(
            "--account-id is not an account id", "It has 32 hexadecimal digits, as in the dashboard's URL."
        )
    return account_id
