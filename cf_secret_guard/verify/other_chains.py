"""Questions about Global API Keys and OAuth tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare import oauth
from cf_secret_guard.cloudflare.accounts import list_accounts
from cf_secret_guard.cloudflare.base import Bearer, KeyPair
from cf_secret_guard.cloudflare.signs import Ask, Bearing, Sign
from cf_secret_guard.cloudflare.table import meaning
from cf_secret_guard.verify.asking import MOST_IDS, ends_chain, not_checkable, unknown, was_not_sent
from cf_secret_guard.verify.base import Owner, Status, Verdict

if TYPE_CHECKING:
    from cf_secret_guard.verify.asking import Api
    from cf_secret_guard.verify.base import Leak

_PREFIX = "cfoat_"
_REFRESH_BESIDE = "; the refresh token beside it may still give new ones"


def global_key(api: Api, leak: Leak) -> Verdict:
    """Ask with each e-mail address that stands near; a pair that Cloudflare does not know proves nothing."""
    emails = tuple(dict.fromkeys(leak.emails))[:MOST_IDS]
    if not emails:
        return not_checkable(
            "a Global API Key can be asked about only with its user's e-mail address; give it by --email"
        )
    reason = "no e-mail address near it can be sent"
    for email in emails:
        answer = list_accounts(api.transport, KeyPair(leak.secret, email)).answer
        if was_not_sent(answer):
            continue
        told = meaning(answer, Ask.ACCOUNTS)
        if told.sign is Sign.OK:
            return Verdict(Status.LIVE, owner=Owner.USER)
        status = told.status(Bearing.KEY)
        if status is not Status.UNKNOWN:
            return Verdict(status, told.reason, owner=Owner.USER)
        reason = told.reason
        if ends_chain(answer, told):
            break
    return unknown(api, reason)


def oauth_token(api: Api, leak: Leak) -> Verdict:
    """One question with an access token. A refresh token is never used: that would replace it."""
    value = leak.secret.reveal()
    if oauth.is_refresh_token(value):
        return not_checkable("asking about a refresh token would replace it")
    if not oauth.may_be_access_token(value):
        return not_checkable("it does not have the form of an OAuth token")
    answer = oauth.ask(api.transport, Bearer(leak.secret)).answer
    told = meaning(answer, Ask.ACCOUNTS)
    if told.sign is Sign.OK:
        return Verdict(Status.LIVE, owner=Owner.USER)
    status = told.status(Bearing.OAUTH)
    if status is Status.UNKNOWN:
        return unknown(api, told.reason)
    if status.is_dead and not value.startswith(_PREFIX):
        return unknown(api, "it is no live access token, but may be a refresh token")
    beside = _REFRESH_BESIDE if status.is_dead and leak.refresh_token is not None else ""
    return Verdict(status, told.reason + beside, owner=Owner.USER)
