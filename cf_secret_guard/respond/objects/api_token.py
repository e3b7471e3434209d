"""User and account API tokens: disable by replacing everything with itself but the status, delete, roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.base import Done, Effect, Look, Sight, Step, done, seen, unsent

if TYPE_CHECKING:
    from cf_secret_guard.cloudflare.base import Reply
    from cf_secret_guard.cloudflare.tokens import Token
    from cf_secret_guard.respond.objects.base import Session
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.secret import Secret

_ACTIVE = "active"
_DISABLED = "disabled"
_BAD_REQUEST = 400


class ApiToken:
    """An API token.

    Args:
        session: who acts.
        target: a user or account token.
    """

    comparing_proves = False

    def __init__(self, session: Session, target: Target) -> None:
        self._transport, self._credential = session
        self._id = target.id
        self._account = target.account_id or None

    def look(self) -> Look:
        """Read its status. Every status but ``active`` means that it cannot be used."""
        reply = self._get()
        if reply.value is None:
            return seen(reply.answer)
        from cf_secret_guard.respond.grants import plain

        sight = Sight.ACTIVE if reply.value.status == _ACTIVE else Sight.DISABLED
        return Look(sight, f"Cloudflare shows it as {plain(reply.value.status)}")

    def holds(self, leaked: Secret) -> bool | None:  # noqa: ARG002 - the Protocol's
        """The API never shows the value of a token."""
        return None

    def current_value(self) -> Secret | None:
        """The API never shows the value of a token."""
        return None

    def steps(self, verb: Verb) -> tuple[Step, ...]:
        """One request each."""
        match verb:
            case Verb.DISABLE:
                words = "set its status to disabled; name, policies, conditions and times stay as they are"
                return (Step("disable", words, self._disable),)
            case Verb.DELETE:
                return (Step("delete", "delete it; this cannot be undone", self._delete),)
            case Verb.ROLL:
                words = "give it a new value; the old one is dead at once, id and policies stay"
                return (Step("roll", words, self._roll),)

    def _get(self) -> Reply[Token]:
        from cf_secret_guard.cloudflare import tokens

        return tokens.get(self._transport, self._credential, self._id, self._account)

    def _disable(self) -> Done:
        from cf_secret_guard.cloudflare import tokens

        before = self._get()
        if before.value is None:
            # Without its policies there is nothing to send back: never replace what could not be read.
            return Done(Effect.REFUSED, f"its policies could not be read first ({before.answer.brief})")
        wanted = before.value._replace(status=_DISABLED)
        reply = tokens.update(self._transport, self._credential, wanted, self._account)
        if reply.answer.status == _BAD_REQUEST and reply.answer.fault is None:
            bare = tokens.without_read_only(wanted)
            reply = tokens.update(self._transport, self._credential, bare, self._account)
        if reply.value is None or not reply.answer.ok:
            return done(reply.answer) if not reply.answer.ok else Done(Effect.UNCLEAR, "no clear answer")
        if reply.value.status == _ACTIVE:
            return Done(Effect.UNCLEAR, "Cloudflare's answer still calls it active")
        return Done(Effect.DONE, _difference(before.value, reply.value))

    def _delete(self) -> Done:
        from cf_secret_guard.cloudflare import tokens

        reply = tokens.delete(self._transport, self._credential, self._id, self._account)
        return done(reply.answer, is_removal=True)

    def _roll(self) -> Done:
        from cf_secret_guard.cloudflare import tokens

        reply = tokens.roll(self._transport, self._credential, self._id, self._account)
        return rolled(reply)


def rolled(reply: Reply[Secret]) -> Done:
    """Read the answer to a roll: without the new value it is unclear, unless it was clearly refused or never sent."""
    if reply.answer.ok and reply.value is None:
        return Done(Effect.UNCLEAR, "the answer does not hold the new value")
    if unsent(reply.answer):
        return Done(Effect.REFUSED, f"nothing was sent ({reply.answer.brief})")
    return done(reply.answer, value=reply.value)


def _difference(before: Token, after: Token) -> str:
    """Say what a disabled token lost; nothing if all is as it was."""
    from cf_secret_guard.cloudflare.tokens import without_read_only

    first, second = without_read_only(before), without_read_only(after)
    fields = ("name", "policies", "condition", "expires_on", "not_before")
    lost = [field for field in fields if getattr(first, field) != getattr(second, field)]
    if not lost:
        return ""
    return f"Cloudflare's answer shows other {' and '.join(lost)} than before: check before it is enabled again"
