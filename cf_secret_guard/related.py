"""Ties findings together that are one credential in two forms: an R2 secret access key and the API token behind it.

The key is the SHA-256 of the token (https://developers.cloudflare.com/r2/api/tokens/): compute it, compare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Confidence, Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.model import Finding

TOKENS = frozenset({Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.API_TOKEN, Kind.ORIGIN_CERT})
"""Kinds whose value has an R2 secret."""


def r2_secret_of(token: str) -> str:
    """Compute the R2 secret access key of an API token.

    Args:
        token: the token's value. The outcome is as secret as the token.
    """
    import hashlib

    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def relate(findings: Sequence[Finding]) -> list[Finding]:
    """Raise R2 secrets whose API token was found in the same scan to certain, and name the token.

    Args:
        findings: all findings of a scan, of any confidence.

    Returns:
        The same findings in the same order.
    """
    if not any(finding.kind == Kind.R2_SECRET_ACCESS_KEY for finding in findings):
        return list(findings)
    parents = {
        r2_secret_of(finding.secret.reveal()): finding.fingerprint for finding in findings if finding.kind in TOKENS
    }
    return [_tied(finding, parents) for finding in findings]


def _tied(finding: Finding, parents: dict[str, str]) -> Finding:
    parent = parents.get(finding.secret.reveal()) if finding.kind == Kind.R2_SECRET_ACCESS_KEY else None
    if parent is None:
        return finding
    reason = f"the SHA-256 of the API token with fingerprint {parent}, found in the same scan"
    return finding._replace(
        confidence=Confidence.CERTAIN,
        evidence=(*finding.evidence, reason),
        companions=(*finding.companions, ("parent_fingerprint", parent)),
    )
