"""Turnstile widgets: whose secret is it, and a new one.

``siteverify`` is not called: it stands on challenges.cloudflare.com, and no secret is sent anywhere but to the API. An
administrator can read a widget's current secret from the API instead, and compare.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare.base import Call, Reply, text_of
from cf_secret_guard.cloudflare.ids import HEX32, SITE_KEY, checked, segment

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.secret import Secret

_PER_PAGE = 50
_SECRET = "secret"  # noqa: S105 - the name of a field


def list_site_keys(transport: Transport, credential: Credential, account_id: str) -> Reply[tuple[str, ...]]:
    """The public keys of an account's first 50 widgets; ``answer.total`` says how many there are."""
    call = Call("GET", _path(account_id), (("per_page", str(_PER_PAGE)),), keep=("sitekey",))
    answer = transport.send(call, credential)
    if not answer.ok or answer.records is None:
        return Reply(answer)
    found = (checked(SITE_KEY, text_of(record, "sitekey")) for record in answer.records)
    return Reply(answer, tuple(one for one in found if one))


def secret_of(transport: Transport, credential: Credential, account_id: str, site_key: str) -> Reply[Secret]:
    """The current secret of one widget."""
    call = Call("GET", (*_path(account_id), segment(SITE_KEY, site_key)), secret=_SECRET)
    answer = transport.send(call, credential)
    return Reply(answer, answer.secret if answer.ok else None)


def find(transport: Transport, credential: Credential, account_id: str, leaked: Secret) -> Reply[str]:
    """The site key of the widget whose current secret this is.

    Returns:
        The last answer, and None if it is the secret of none of the first 50 widgets or something went wrong.
    """
    listed = list_site_keys(transport, credential, account_id)
    answer = listed.answer
    for site_key in listed.value or ():
        current = secret_of(transport, credential, account_id, site_key)
        answer = current.answer
        if current.value is None:
            break
        if hmac.compare_digest(current.value.reveal().encode(), leaked.reveal().encode()):
            return Reply(answer, site_key)
    return Reply(answer)


def rotate(transport: Transport, credential: Credential, account_id: str, site_key: str) -> Reply[Secret]:
    """Give a widget a new secret; the old one is dead at once, not after two hours as it would be by default."""
    segments = (*_path(account_id), segment(SITE_KEY, site_key), "rotate_secret")
    body = {"invalidate_immediately": True}
    answer = transport.send(Call("POST", segments, body=body, secret=_SECRET, repeatable=False), credential)
    return Reply(answer, answer.secret if answer.ok else None)


def _path(account_id: str) -> tuple[str, ...]:
    return ("accounts", segment(HEX32, account_id), "challenges", "widgets")
