"""OAuth logins of wrangler and the ``cf`` CLI: is the access token live?

Only that can be asked. A refresh token is never used, because using it gives a new one and ends the old one. A login
is ended at https://dash.cloudflare.com/oauth2/revoke, which is not the API: no secret is sent there, so a person does
it, with ``wrangler logout`` or in the dashboard.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare.accounts import list_accounts

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.accounts import Account
    from cf_secret_guard.cloudflare.base import Bearer, Reply
    from cf_secret_guard.cloudflare.transport import Transport

CONNECTED_APPLICATIONS = "https://dash.cloudflare.com/profile/access-management/authorization"
"""Where a person ends a login."""
_REFRESH = "cfort_"
_TOKEN = re.compile(r"(?:cfoat_)?[A-Za-z0-9_-]{30,60}(?:\.[A-Za-z0-9_-]{30,60})?")


def is_refresh_token(value: str) -> bool:
    """Whether its prefix says so; without a prefix nobody can tell."""
    return value.startswith(_REFRESH)


def may_be_access_token(value: str) -> bool:
    """Whether it has the form of one."""
    return _TOKEN.fullmatch(value) is not None


def ask(transport: Transport, credential: Bearer) -> Reply[tuple[Account, ...]]:
    """Ask with an access token; 200 says that it is live."""
    return list_accounts(transport, credential)
