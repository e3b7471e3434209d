"""Asks Cloudflare about leaked credentials: one chain of questions for each distinct secret, none too many."""

from __future__ import annotations

import hashlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.verify.asking import Api, not_checkable, unknown
from cf_secret_guard.verify.route import route
from cf_secret_guard.verify.schedule import distinct, run

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from cf_secret_guard.cloudflare.base import Credential
    from cf_secret_guard.cloudflare.transport import Transport
    from cf_secret_guard.verify.base import Leak, Verdict

TIME_LIMIT = 600.0
"""Seconds for all questions of one :meth:`LiveVerifier.verify`."""
_PATIENCE = 3
"""Calls in a row without any answer, after which the rest is not asked."""
_PARENTS = {Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.API_TOKEN, Kind.ORIGIN_CERT}


class LiveVerifier:
    """Implements :class:`cf_secret_guard.verify.base.Verifier` on Cloudflare's API.

    Args:
        transport: where to ask.
        admin: administrator credentials, for what cannot be asked itself: tunnels, Access, Turnstile.
        now: the current time, with its zone; for tests.
        clock: seconds, monotonic; for tests.
        time_limit: seconds after which no new chain of questions begins.
    """

    def __init__(
        self,
        transport: Transport,
        *,
        admin: Sequence[Credential] = (),
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        clock: Callable[[], float] = time.monotonic,
        time_limit: float = TIME_LIMIT,
    ) -> None:
        self._api = Api(transport, tuple(admin), now)
        self._clock = clock
        self._time_limit = time_limit

    def verify(self, leaks: Sequence[Leak]) -> Mapping[str, Verdict]:
        """Ask about each distinct secret once.

        An R2 secret access key whose API token is among the leaks gets that token's verdict.

        Args:
            leaks: the same secret may stand in several of them.

        Returns:
            A verdict for every leak, by fingerprint, in the order of ``leaks``.
        """
        asked = distinct(leaks)
        deadline = self._clock() + self._time_limit
        parents = _r2_parents(asked)
        alone = [leak for leak in asked if leak.fingerprint not in parents]
        verdicts = run(
            alone,
            lambda leak: self._verdict(leak, deadline),
            lambda: self._api.transport.abandon("the run was ended before it was asked"),
        )
        for child, parent in parents.items():
            verdicts[child] = _inherited(verdicts[parent])
        return {leak.fingerprint: verdicts[leak.fingerprint] for leak in asked}

    def _verdict(self, leak: Leak, deadline: float) -> Verdict:
        chain = route(leak)
        if isinstance(chain, str):
            verdict = not_checkable(chain)
        elif self._api.transport.stopped:
            verdict = unknown(self._api, "")
        elif self._api.transport.unanswered >= _PATIENCE:
            verdict = unknown(self._api, "not asked, because Cloudflare did not answer the questions before")
        elif self._clock() > deadline:
            verdict = unknown(self._api, "not asked, because the time for all questions was used up")
        else:
            verdict = chain(self._api, leak)
        return verdict._replace(checked_at=self._api.now().strftime("%Y-%m-%dT%H:%M:%SZ"))


def _r2_parents(leaks: Sequence[Leak]) -> dict[str, str]:
    """The fingerprint of the API token behind each R2 secret: the secret is the SHA-256 of the token."""
    tokens = {
        hashlib.sha256(leak.secret.reveal().encode("utf-8", "surrogatepass")).hexdigest(): leak.fingerprint
        for leak in leaks
        if leak.kind in _PARENTS
    }
    keys = [leak for leak in leaks if leak.kind == Kind.R2_SECRET_ACCESS_KEY]
    return {leak.fingerprint: tokens[leak.secret.reveal()] for leak in keys if leak.secret.reveal() in tokens}


def _inherited(parent: Verdict) -> Verdict:
    """An R2 pair lives and dies with its token."""
    return parent._replace(reason=f"as its API token: {parent.reason or parent.status}")
