"""Chains of questions about API tokens: a user's, an account's, or one of the old form that shows no owner."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.cloudflare.accounts import list_accounts, list_zones
from cf_secret_guard.cloudflare.base import Bearer
from cf_secret_guard.cloudflare.lifetime import judge
from cf_secret_guard.cloudflare.signs import Ask, Bearing, Sign
from cf_secret_guard.cloudflare.table import meaning
from cf_secret_guard.cloudflare.tokens import verify
from cf_secret_guard.verify.asking import MOST_IDS, ends_chain, unknown, usable
from cf_secret_guard.verify.base import Owner, Status, Verdict

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Answer
    from cf_secret_guard.cloudflare.signs import Meaning
    from cf_secret_guard.cloudflare.tokens import TokenState
    from cf_secret_guard.secret import Secret
    from cf_secret_guard.verify.asking import Api
    from cf_secret_guard.verify.base import Leak

_CONTRADICTION = "the API accepted it at one address and refused it at another"


def user_token(api: Api, leak: Leak) -> Verdict:
    """A ``cfut_`` token: one question, and its answer is final."""
    reply = verify(api.transport, Bearer(leak.secret))
    if reply.value is not None:
        return _by_state(api, reply.value, Owner.USER)
    told = meaning(reply.answer, Ask.USER_VERIFY)
    status = told.status(Bearing.USER)
    if status is Status.UNKNOWN:
        return unknown(api, told.reason)
    return Verdict(status, told.reason, owner=Owner.USER)


def account_token(api: Api, leak: Leak) -> Verdict:
    """A ``cfat_`` token: at the accounts that its surroundings name, else at those that it names itself."""
    search = _Search(api, leak.secret, Bearing.ACCOUNT)
    return search.at_each(leak.account_ids) or search.by_lists() or search.conclusion()


def legacy_token(api: Api, leak: Leak) -> Verdict:
    """A token of the old form: as a user token, then as an account token.

    The accounts of its surroundings come last, so that a dead token does not fail more often than it must.
    """
    search = _Search(api, leak.secret, Bearing.LEGACY)
    return search.as_user() or search.by_lists() or search.at_each(leak.account_ids) or search.conclusion()


class _Search:
    """What was learnt about one token so far; each step gives a verdict if it is final."""

    def __init__(self, api: Api, secret: Secret, bearing: Bearing) -> None:
        self._api = api
        self._credential = Bearer(secret)
        self._bearing = bearing
        self._owner = Owner.ACCOUNT if bearing is Bearing.ACCOUNT else Owner.UNKNOWN
        self._tried: set[str] = set()
        self._proof = ""
        """Why it is certainly live; empty as long as nothing proves it."""
        self._doubt = "no answer says whether it is live"
        self._own: tuple[str, ...] = ()
        """Accounts that the token itself listed."""

    def as_user(self) -> Verdict | None:
        reply = verify(self._api.transport, self._credential)
        if reply.value is not None:
            return _by_state(self._api, reply.value, Owner.USER)
        return self._learn(reply.answer, meaning(reply.answer, Ask.USER_VERIFY))

    def at_each(self, account_ids: tuple[str, ...]) -> Verdict | None:
        """Ask at accounts; one that does not know the token proves nothing, for it may be the wrong one."""
        for account_id in [one for one in usable(account_ids) if one not in self._tried][:MOST_IDS]:
            self._tried.add(account_id)
            reply = verify(self._api.transport, self._credential, account_id)
            if reply.value is not None:
                return _by_state(self._api, reply.value, Owner.ACCOUNT, account_id)
            final = self._learn(reply.answer, meaning(reply.answer, Ask.ACCOUNT_VERIFY))
            if final is not None:
                return final
        return None

    def by_lists(self) -> Verdict | None:
        """Let the token itself name its account: through its accounts, else through its zones."""
        listed = list_accounts(self._api.transport, self._credential)
        final = self._learn(listed.answer, meaning(listed.answer, Ask.ACCOUNTS))
        if final is not None:
            return final
        own = tuple(account.id for account in listed.value or ())
        if not own:
            zones = list_zones(self._api.transport, self._credential)
            final = self._learn(zones.answer, meaning(zones.answer, Ask.ZONES))
            if final is not None:
                return final
            own = tuple(dict.fromkeys(zone.account_id for zone in zones.value or () if zone.account_id))
        self._own = own
        return self.at_each(own)

    def conclusion(self) -> Verdict:
        """What follows when no answer was final."""
        if not self._proof:
            return unknown(self._api, self._doubt)
        account_id = self._own[0] if len(self._own) == 1 else None
        return Verdict(Status.LIVE, self._proof, account_id=account_id, owner=self._owner)

    def _learn(self, answer: Answer, told: Meaning) -> Verdict | None:
        """Take in an answer that holds no record of the token."""
        if told.owner is not Owner.UNKNOWN:
            self._owner = told.owner
        if told.sign in {Sign.OK, Sign.LIVE}:
            self._proof = self._proof or told.reason or "it lists what it can see"
            return None
        status = told.status(self._bearing)
        if status.is_dead and self._proof:
            return unknown(self._api, _CONTRADICTION)
        if status is not Status.UNKNOWN:
            return Verdict(status, told.reason, owner=self._owner)
        self._doubt = told.reason
        return self.conclusion() if ends_chain(answer, told) else None


def _by_state(api: Api, state: TokenState, owner: Owner, account_id: str | None = None) -> Verdict:
    status, reason = judge(state, api.now())
    return Verdict(status, reason, state.id, account_id, owner, state.expires_on)
