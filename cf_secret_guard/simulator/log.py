"""What was asked: a log that tests can count on, and that never holds a secret."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.simulator.auth import presented

if TYPE_CHECKING:
    from cf_secret_guard.simulator.routing import Call


class Request(NamedTuple):
    """One request, as it came in."""

    method: str
    path: str
    """Without ``/client/v4`` and without the query."""
    query: str
    """As sent."""
    credential: str
    """Public name of what was presented in headers or form: ``user token <id>``, ``account token <id>``,
    ``global key <user id>``, ``grant <id>``, ``grant <id> (refresh)``, ``widget <site key>``, also after it is dead;
    ``unknown bearer``, ``unknown key``, ``unknown secret``, or ``none``."""
    user_agent: str
    secret_in_url: bool
    """A secret stood in the path or query: it is replaced by its name here, and should never have been there."""
    at: float
    """Monotonic seconds."""


def request_of(call: Call, target: str) -> Request:
    """Describe a call.

    Args:
        call: the request.
        target: path and query as they came in.
    """
    state = call.state
    clean = state.without_secrets(target)
    query = clean.partition("?")[2]
    path = state.without_secrets(call.path)
    agent = call.headers.get("user-agent", "")
    return Request(call.method, path, query, credential_of(call), agent, clean != target, time.monotonic())


def credential_of(call: Call) -> str:
    """Return the public name of what a call presents."""
    given = presented(call.headers)
    if given.secret:
        return call.state.name_of(given.secret) or ("unknown bearer" if given.authorization else "unknown key")
    if call.method != "POST" or not call.body or "authorization" in call.headers:
        return "none"
    return _in_form(call)


def _in_form(call: Call) -> str:
    from cf_secret_guard.simulator.answers import RefusedError

    try:
        form = call.form()
    except RefusedError:
        return "none"
    value = form.get("secret") or form.get("token") or form.get("refresh_token")
    return "none" if value is None else call.state.name_of(value) or "unknown secret"
