"""Tunnels: a new secret, then every connection is dropped, because those that stand survive the new secret.

Order: https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/
"""

from __future__ import annotations

import base64
import hmac
import json
import os
from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.objects.base import Done, Effect, Look, Sight, Step, done, seen
from cf_secret_guard.secret import Secret

if TYPE_CHECKING:
    from cf_secret_guard.respond.objects.base import Session
    from cf_secret_guard.respond.target import Target

_SECRET_BYTES = 32
ROTATE = "rotate"
DROP = "drop-connections"


class Tunnel:
    """A tunnel.

    Args:
        session: who acts.
        target: its id and account.
    """

    comparing_proves = True

    def __init__(self, session: Session, target: Target) -> None:
        self._transport, self._credential = session
        self._id, self._account = target.id, target.account_id
        # Chosen once, so that sending it again after a lost answer changes nothing more.
        self._new = Secret(base64.b64encode(os.urandom(_SECRET_BYTES)).decode())

    def look(self) -> Look:
        """Read whether it is there; a deleted tunnel can still be read."""
        from cf_secret_guard.cloudflare import tunnels

        reply = tunnels.get(self._transport, self._credential, self._account, self._id)
        if reply.value is None:
            return seen(reply.answer)
        if reply.value.deleted_at:
            return Look(Sight.GONE, "Cloudflare shows it as deleted")
        return Look(Sight.ACTIVE, "Cloudflare shows it")

    def holds(self, leaked: Secret) -> bool | None:
        """Compare the leaked token, or the bare secret of a credentials file, with the current one."""
        current = self.current_value()
        ours, theirs = _secret_of(current.reveal() if current else ""), _secret_of(leaked.reveal())
        if not ours:
            return False if self.look().sight is Sight.GONE else None
        return hmac.compare_digest(ours, theirs or leaked.reveal().rstrip("=").encode())

    def current_value(self) -> Secret | None:
        """The token that ``cloudflared tunnel run`` takes now."""
        from cf_secret_guard.cloudflare import tunnels

        return tunnels.token(self._transport, self._credential, self._account, self._id).value

    def steps(self, verb: Verb) -> tuple[Step, ...]:
        """A tunnel cannot be disabled."""
        match verb:
            case Verb.DISABLE:
                return ()
            case Verb.DELETE:
                return (Step("delete", "delete it with its connections; this cannot be undone", self._delete),)
            case Verb.ROLL:
                return (
                    Step(ROTATE, "give it a new secret", self._rotate),
                    Step(DROP, "drop all its connections; connectors need the new token to come back", self._drop),
                )

    def _rotate(self) -> Done:
        from cf_secret_guard.cloudflare import tunnels

        reply = tunnels.rotate(self._transport, self._credential, self._account, self._id, self._new)
        result = done(reply.answer)
        if result.effect is not Effect.DONE and self.holds(self._new) is not True:
            return result
        return Done(Effect.DONE, value=self.current_value() or self._token())

    def _drop(self) -> Done:
        from cf_secret_guard.cloudflare import tunnels

        asked = (self._transport, self._credential, self._account, self._id)
        result = done(tunnels.drop_connections(*asked).answer)
        if result.effect is Effect.UNCLEAR:  # to drop them twice does no harm: who comes back knows the new secret
            result = done(tunnels.drop_connections(*asked).answer)
        return result

    def _delete(self) -> Done:
        from cf_secret_guard.cloudflare import tunnels

        reply = tunnels.delete(self._transport, self._credential, self._account, self._id)
        return done(reply.answer, is_removal=True)

    def _token(self) -> Secret:
        fields = {"a": self._account, "t": self._id, "s": self._new.reveal()}
        return Secret(base64.b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode())


def _secret_of(token: str) -> bytes:
    """The secret inside a tunnel token, without padding; empty if it is none."""
    try:
        raw = base64.b64decode(token.rstrip("=") + "=" * (-len(token.rstrip("=")) % 4), validate=True)
        fields = json.loads(raw)
    except (ValueError, RecursionError):
        return b""
    secret = fields.get("s") if isinstance(fields, dict) else None
    return secret.rstrip("=").encode() if isinstance(secret, str) else b""
