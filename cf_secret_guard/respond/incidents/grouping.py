"""Which findings are one incident: all places of one secret, and an API token with the R2 secret made from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.secret import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.model import Finding

TOKENS = frozenset({Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.API_TOKEN, Kind.ORIGIN_CERT})
"""Kinds whose value is an API token, which has an R2 secret."""


def grouped(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Split the findings of a run into incidents, in the order of their first places."""
    items = tuple(findings)
    parents = {name: item.fingerprint for item in items for name in r2_fingerprints((item,))}
    groups: dict[str, list[Finding]] = {}
    for item in items:
        groups.setdefault(parents.get(item.fingerprint, item.fingerprint), []).append(item)
    return tuple(tuple(sorted(group, key=is_derived)) for group in groups.values())


def is_derived(finding: Finding) -> bool:
    """Say if it is an R2 secret; in one incident with its token, the token comes first."""
    return finding.kind == Kind.R2_SECRET_ACCESS_KEY


def r2_fingerprints(findings: Sequence[Finding]) -> tuple[str, ...]:
    """Name the R2 secrets that are made from the API tokens among ``findings``, found or not.

    So a later run that finds only the R2 secret comes back to the token's note. Only their fingerprints, which are
    keyed: the SHA-256 of a token is that secret itself.
    """
    import hashlib

    values = {item.secret.reveal() for item in findings if item.kind in TOKENS}
    hashed = (hashlib.sha256(value.encode("utf-8", "surrogatepass")).hexdigest() for value in sorted(values))
    return tuple(fingerprint(value) for value in hashed)
