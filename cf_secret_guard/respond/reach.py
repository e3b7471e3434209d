"""Which administrator credential serves which target: found by asking, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond.objects.base import Session, Sight
from cf_secret_guard.respond.objects.choose import thing
from cf_secret_guard.respond.target import TargetType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.respond.admin import Admin, Admins
    from cf_secret_guard.respond.objects.base import Thing
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.secret import Secret

_MOST_ACCOUNTS = 50
_OF_AN_ACCOUNT = "cfat_"


class Actor(NamedTuple):
    """Who acts. Its label is public."""

    label: str
    """``user token <id>``, or ``administrator credential 2`` if its id could not be asked for."""
    secret: Secret
    token_id: str | None = None
    is_leaked: bool = False
    """The leaked token acts on itself."""


class Reach:
    """What the administrator credentials can reach.

    Args:
        transport: where to ask.
        admins: the credentials.
    """

    def __init__(self, transport: Transport, admins: Admins) -> None:
        self.transport = transport
        self.admins = admins
        self._actors: dict[int, Actor] = {}
        self._accounts: dict[int, tuple[str, ...]] = {}
        self._serving: dict[tuple[Target, Secret | None], Actor | None] = {}

    def thing(self, actor: Actor, target: Target) -> Thing:
        """Return the object that ``target`` names, as ``actor`` sees it."""
        return thing(self.session(actor.secret), target)

    def session(self, secret: Secret) -> Session:
        """Ask as the holder of an API token."""
        from cf_secret_guard.cloudflare.base import Bearer

        return Session(self.transport, Bearer(secret))

    def actors(self) -> Iterator[Actor]:
        """Every administrator credential, with its public id if it tells it."""
        for admin in self.admins.credentials:
            yield self._actor(admin)

    def named(self, label: str) -> Actor | None:
        """Return the actor whose public id is in a journal; None for one that is not here or has no public id."""
        return next((actor for actor in self.actors() if actor.token_id and actor.label == label), None)

    def serving(self, target: Target, but_not: Secret | None = None) -> Actor | None:
        """Return the first administrator credential that can read ``target``; if it may write shows when it acts."""
        key = (target, but_not)
        if key not in self._serving:
            admins = (one for one in self.admins.credentials if one.secret != but_not and _may_serve(one, target))
            found = next((admin for admin in admins if self._sees(admin, target)), None)
            self._serving[key] = found and self._actor(found, target.account_id)
        return self._serving[key]

    def accounts(self) -> Iterator[tuple[Actor, str]]:
        """Every account that some administrator credential sees, with that credential."""
        for admin in self.admins.credentials:
            for account in self._accounts_of(admin):
                yield self._actor(admin), account

    def _sees(self, admin: Admin, target: Target) -> bool:
        look = thing(self.session(admin.secret), target).look()
        return look.sight in {Sight.ACTIVE, Sight.DISABLED}

    def _actor(self, admin: Admin, account: str = "") -> Actor:
        """Name a credential; ``account`` is one that it is known to see, which lets it find its own id."""
        known = self._actors.get(admin.number)
        if account and account not in self._accounts_of(admin):
            self._accounts[admin.number] += (account,)
            known = known if known and known.token_id else None
        self._actors[admin.number] = known or self._identify(admin)
        return self._actors[admin.number]

    def _identify(self, admin: Admin) -> Actor:
        from cf_secret_guard.cloudflare import tokens

        transport, credential = self.session(admin.secret)
        if not admin.secret.reveal().startswith(_OF_AN_ACCOUNT):
            state = tokens.verify(transport, credential).value
            if state and state.id:
                return Actor(f"user token {state.id}", admin.secret, state.id)
        if not admin.secret.reveal().startswith("cfut_"):
            for account in self._accounts_of(admin):
                state = tokens.verify(transport, credential, account).value
                if state and state.id:
                    return Actor(f"account token {state.id}", admin.secret, state.id)
        return Actor(admin.label, admin.secret)

    def _accounts_of(self, admin: Admin) -> tuple[str, ...]:
        from cf_secret_guard.cloudflare import accounts

        if admin.number not in self._accounts:
            listed = accounts.list_accounts(*self.session(admin.secret), per_page=_MOST_ACCOUNTS)
            self._accounts[admin.number] = tuple(account.id for account in listed.value or ())
        return self._accounts[admin.number]


def _may_serve(admin: Admin, target: Target) -> bool:
    """An account token cannot manage the tokens of a user: not asked, because refusals count against us."""
    return target.type is not TargetType.USER_TOKEN or not admin.secret.reveal().startswith(_OF_AN_ACCOUNT)
