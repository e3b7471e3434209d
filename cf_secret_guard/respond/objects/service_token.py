"""Access service tokens: disabling blocks the current and the previous secret and can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.api_token import rolled
from cf_secret_guard.respond.objects.base import Done, Effect, Look, Sight, Step, done, seen

if TYPE_CHECKING:
    from cf_secret_guard.respond.objects.base import Session
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.secret import Secret


class ServiceToken:
    """An Access service token.

    Args:
        session: who acts.
        target: its id and account.
    """

    comparing_proves = False

    def __init__(self, session: Session, target: Target) -> None:
        self._transport, self._credential = session
        self._id, self._account = target.id, target.account_id

    def look(self) -> Look:
        """Read whether it is enabled; where the API does not say, it counts as enabled."""
        from cf_secret_guard.cloudflare import access

        reply = access.get(self._transport, self._credential, self._account, self._id)
        if reply.value is None:
            return seen(reply.answer)
        if reply.value.enabled is False:
            return Look(Sight.DISABLED, "Cloudflare shows it as not enabled")
        return Look(Sight.ACTIVE, "Cloudflare shows it as enabled")

    def holds(self, leaked: Secret) -> bool | None:  # noqa: ARG002 - the Protocol's
        """The API never shows the secret."""
        return None

    def current_value(self) -> Secret | None:
        """The API never shows the secret."""
        return None

    def steps(self, verb: Verb) -> tuple[Step, ...]:
        """One request each."""
        match verb:
            case Verb.DISABLE:
                return (Step("disable", "set enabled to false, which blocks its secrets", self._disable),)
            case Verb.DELETE:
                return (Step("delete", "delete it; this cannot be undone", self._delete),)
            case Verb.ROLL:
                return (Step("roll", "rotate its secret without a grace period", self._roll),)

    def _disable(self) -> Done:
        from cf_secret_guard.cloudflare import access

        before = access.get(self._transport, self._credential, self._account, self._id)
        if before.value is None:
            return Done(Effect.REFUSED, f"it could not be read first ({before.answer.brief})")
        reply = access.disable(self._transport, self._credential, self._account, before.value)
        if reply.answer.ok and (reply.value is None or reply.value.enabled is not False):
            return Done(Effect.UNCLEAR, "Cloudflare's answer does not call it disabled")
        return done(reply.answer)

    def _delete(self) -> Done:
        from cf_secret_guard.cloudflare import access

        reply = access.delete(self._transport, self._credential, self._account, self._id)
        return done(reply.answer, is_removal=True)

    def _roll(self) -> Done:
        from cf_secret_guard.cloudflare import access

        return rolled(access.rotate(self._transport, self._credential, self._account, self._id))
