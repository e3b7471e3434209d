"""Where nobody outside Cloudflare has confirmed what happens: one behaviour is chosen, the others can be switched on.

Nothing that uses the API may be unsafe under any setting.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cf_secret_guard.simulator.answers import INVALID_API_TOKEN, NOT_FOUND, UNKNOWN_KEY

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import Failure


@dataclass(slots=True)
class Switches:
    """Unconfirmed behaviours of the API; change an attribute to get the other one."""

    wrong_account_at_verify: Failure = INVALID_API_TOKEN
    """A live account token at another account's ``tokens/verify``. The default looks most like a dead token."""
    exposed_at_verify: str = "unknown"
    """A token that Cloudflare revoked: ``unknown`` (401/1000) or ``status`` (200 with "revoked (exposed)")."""
    bad_checksum: str = "unknown"
    """A prefixed token with a wrong checksum: ``unknown`` like any other token, or ``malformed`` (400/6003/6111)."""
    gone_at_delete: Failure = NOT_FOUND
    """DELETE of a token that is deleted already."""
    unknown_key: Failure = UNKNOWN_KEY
    """Wrong e-mail or dead Global API Key; seen with 400 and with 403."""
    verify_checks_address: bool = True
    """Whether ``tokens/verify`` refuses a token that is bound to other addresses."""
    accounts_lists_for_account_tokens: bool = True
    """``GET /accounts`` with an account token: listed, or (until Dec 2024) 400/1001 "does not support"."""
    zones_without_permission: str = "refuse"
    """``GET /zones`` without *Zone Read*: ``refuse`` (403/9109 "Unauthorized…") or ``empty`` (200 and no zone)."""
    strict_policies: bool = False
    """Whether PUT refuses policies that still carry the read-only ``id`` of a policy or ``name`` of a group."""
    documentation_urls: bool = False
    """Whether permission refusals carry ``documentation_url``: they do since 2026-08-21."""
    verify_counts_as_use: bool = True
    """Whether ``tokens/verify`` moves a token's ``last_used_on``."""
    refresh_revocation_ends_access: bool = True
    """Whether revoking an OAuth refresh token ends the access token at once."""
