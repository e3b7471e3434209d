"""Turnstile widgets: only a new secret helps, and the old one ends at once because that is asked for."""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.api_token import rolled
from cf_secret_guard.respond.objects.base import Done, Look, Sight, Step, seen

if TYPE_CHECKING:
    from cf_secret_guard.respond.objects.base import Session
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.secret import Secret


class Turnstile:
    """A Turnstile widget.

    Args:
        session: who acts.
        target: its site key and account.
    """

    comparing_proves = False  # an earlier rotation by somebody else may have left the old secret two hours more

    def __init__(self, session: Session, target: Target) -> None:
        self._transport, self._credential = session
        self._id, self._account = target.id, target.account_id

    def look(self) -> Look:
        """Read whether it is there."""
        from cf_secret_guard.cloudflare import turnstile

        reply = turnstile.secret_of(self._transport, self._credential, self._account, self._id)
        return Look(Sight.ACTIVE, "Cloudflare shows it") if reply.value else seen(reply.answer)

    def holds(self, leaked: Secret) -> bool | None:
        """Compare with the current secret, which the API shows."""
        current = self.current_value()
        return None if current is None else hmac.compare_digest(current.reveal().encode(), leaked.reveal().encode())

    def current_value(self) -> Secret | None:
        """The current secret."""
        from cf_secret_guard.cloudflare import turnstile

        return turnstile.secret_of(self._transport, self._credential, self._account, self._id).value

    def steps(self, verb: Verb) -> tuple[Step, ...]:
        """A widget cannot be disabled, and deleting it breaks every page that shows it."""
        words = "rotate its secret and invalidate the old one immediately"
        return (Step("roll", words, self._roll),) if verb is Verb.ROLL else ()

    def _roll(self) -> Done:
        from cf_secret_guard.cloudflare import turnstile

        return rolled(turnstile.rotate(self._transport, self._credential, self._account, self._id))
