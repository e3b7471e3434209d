"""What a credential can see: accounts and zones. Nothing about people is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.cloudflare.base import Call, Reply, text_of
from cf_secret_guard.cloudflare.ids import HEX32, checked, segment

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Answer, Credential
    from cf_secret_guard.cloudflare.transport import Transport

FEWEST = 5
"""The smallest page that the API gives."""


class Account(NamedTuple):
    """An account. Its name may be the e-mail address of its owner, so it is not kept."""

    id: str


class Zone(NamedTuple):
    """A domain and the account that it belongs to."""

    id: str
    name: str
    account_id: str | None


def list_accounts(transport: Transport, credential: Credential, per_page: int = FEWEST) -> Reply[tuple[Account, ...]]:
    """The accounts that a credential sees; a live but narrow token may see none. ``answer.total`` counts them."""
    call = Call("GET", ("accounts",), (("per_page", str(per_page)),), keep=("id",))
    answer = transport.send(call, credential)
    if not answer.ok or answer.records is None:
        return Reply(answer)
    found = (checked(HEX32, text_of(record, "id")) for record in answer.records)
    return Reply(answer, tuple(Account(one) for one in found if one))


def list_zones(
    transport: Transport, credential: Credential, account_id: str | None = None, per_page: int = FEWEST
) -> Reply[tuple[Zone, ...]]:
    """The zones that a credential may read, all or those of one account. ``answer.total`` counts them."""
    params = [("per_page", str(per_page))]
    if account_id is not None:
        params.append(("account.id", segment(HEX32, account_id)))
    call = Call("GET", ("zones",), tuple(params), keep=("id", "name", "account.id"))
    answer = transport.send(call, credential)
    if not answer.ok or answer.records is None:
        return Reply(answer)
    zones = []
    for record in answer.records:
        identifier, name = checked(HEX32, text_of(record, "id")), text_of(record, "name")
        if identifier and name:
            zones.append(Zone(identifier, name, checked(HEX32, text_of(record, "account.id"))))
    return Reply(answer, tuple(zones))


def ask_user(transport: Transport, credential: Credential) -> Answer:
    """``GET /user``: only how it was answered is kept, because the answer itself is personal data."""
    return transport.send(Call("GET", ("user",)), credential)
