"""How bad it is that a credential leaked: explicit rules over what it can do, each with its reason."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING

from cf_secret_guard.respond.grants import Access, Extent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.respond.grants import Grant


class Severity(IntEnum):
    """Ordered."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4

    @property
    def label(self) -> str:
        """low, medium, high or critical."""
        return self.name.lower()


# With these one makes oneself a new way in, or takes over the account, however narrow the rest is.
_TAKES_OVER = re.compile(
    r"(?i)^(account )?api tokens\b|^account settings$|^billing\b|^memberships$|^user details$|"
    r"^access: (organizations|identity|apps and policies|service tokens|users)|^oauth|super administrator|"
    r"^account roles"
)
# Reading these is reading customers' data or secrets, not settings.
_HOLDS_DATA = re.compile(
    r"(?i)\br2\b|\bd1\b|\bkv\b|\blogs?\b|\bstream\b|\bimages\b|\bsecrets\b|\bqueues\b|\bvectorize\b|\bemail\b|\bpayload|"
    r"\btunnel|\bconnector|\bhyperdrive\b|\bpages\b|\bworkers (scripts|tail)|\bbilling|\bzaraz|\baudit"
)


def judge(grants: Sequence[Grant], *, has_address_limit: bool) -> tuple[Severity, str]:
    """Judge what a live token can do.

    Args:
        grants: what its policies say; empty if they could not be read.
        has_address_limit: it works only from named addresses: one level lower.

    Returns:
        The severity and its reason.
    """
    allowed = [grant for grant in grants if not grant.is_denied]
    if not allowed:
        return Severity.HIGH, "what it can do is not known, so the worst that is usual is assumed"
    worst, reason = max((_of(grant) for grant in allowed), key=lambda judged: judged[0])
    if has_address_limit and worst > Severity.LOW:
        return Severity(worst - 1), f"{reason}; one level lower because it works only from named addresses"
    return worst, reason


def _of(grant: Grant) -> tuple[Severity, str]:
    if grant.access is Access.EDIT and _TAKES_OVER.search(grant.subject):
        return Severity.CRITICAL, f"{grant.group} lets its holder take over or make new credentials"
    if grant.access is Access.EDIT:
        if grant.is_wide:
            return Severity.HIGH, f"{grant.group} on everything of its kind"
        return Severity.MEDIUM, f"{grant.group} on what is named only"
    if grant.access is Access.PURGE:
        wide = grant.is_wide
        return (Severity.MEDIUM if wide else Severity.LOW), f"{grant.group}: costs load, changes nothing"
    if _HOLDS_DATA.search(grant.subject) or grant.extent is Extent.BUCKETS:
        return Severity.MEDIUM, f"{grant.group} reads stored data"
    return Severity.LOW, f"{grant.group} only reads settings"
