"""From a call to its answer: find the route, authenticate, count, let the handler work, log changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.simulator import access, accounts, answers, audit, oauth, tokens, tunnels, turnstile
from cf_secret_guard.simulator.answers import RefusedError
from cf_secret_guard.simulator.auth import authenticate
from cf_secret_guard.simulator.routing import Service, find

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import Answer
    from cf_secret_guard.simulator.routing import Call

ROUTES = (
    *tokens.ROUTES,
    *accounts.ROUTES,
    *access.ROUTES,
    *tunnels.ROUTES,
    *turnstile.ROUTES,
    *oauth.ROUTES,
    *audit.ROUTES,
)


def answer(call: Call) -> Answer:
    """Answer a call as Cloudflare would."""
    found = find(ROUTES, call)
    if found is None:
        return answers.NO_ROUTE.answer()
    route, known = found
    headers: dict[str, str] = {}
    try:
        if route.service is not Service.OPEN:
            known = known._replace(caller=authenticate(known))
            headers = known.state.limits.count(_counted(known), known.state.now())
        given = route.handler(known)
    except RefusedError as error:
        documented = known.state.switches.documentation_urls and error.failure in {
            answers.UNAUTHORIZED,
            answers.FORBIDDEN_AT_PRODUCT,
        }
        given = error.failure.answer(error.headers, documented=documented)
    audit.record(known, given.status)
    return given._replace(headers={**headers, **given.headers})


def _counted(call: Call) -> str:
    # All credentials of a user count together; an account token counts alone.
    return call.caller.user_id or call.caller.id
