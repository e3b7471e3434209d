"""OAuth revocation and refresh, which stand on dash.cloudflare.com in reality."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.simulator.answers import Answer
from cf_secret_guard.simulator.routing import Route, Service

if TYPE_CHECKING:
    from cf_secret_guard.simulator.records import Grant
    from cf_secret_guard.simulator.routing import Call
    from cf_secret_guard.simulator.state import State

_LIFETIME = 3600


def revoked(call: Call) -> Answer:
    """``POST /oauth2/revoke``: 200 whatever the token is (RFC 7009), so that 200 proves nothing.

    A grant ends only for its own ``client_id``. An access token ends alone; a refresh token takes the access token
    along, unless ``Switches.refresh_revocation_ends_access`` is off.
    """
    form = call.form()
    for grant in call.state.grants.values():
        if grant.client_id == form.get("client_id"):
            _revoke(call.state, grant, form.get("token", ""))
    return Answer(200, None)


def _revoke(state: State, grant: Grant, token: str) -> None:
    if token == grant.access:
        grant.access_live = False
    elif token == grant.refresh:
        grant.refresh_live = False
        if state.switches.refresh_revocation_ends_access:
            grant.access_live = False


def refreshed(call: Call) -> Answer:
    """``POST /oauth2/token``: a trap. It gives new tokens and ends the old ones, so it is no way to verify."""
    form = call.form()
    live = (grant for grant in call.state.grants.values() if grant.refresh_live)
    grant = next((grant for grant in live if grant.refresh == form.get("refresh_token")), None)
    if grant is None or form.get("grant_type") != "refresh_token":
        return Answer(400, {"error": "invalid_grant"})
    state = call.state
    grant.access = state.remember(state.mint.oauth("cfoat_"), f"grant {grant.id}")
    grant.refresh = state.remember(state.mint.oauth("cfort_"), f"grant {grant.id} (refresh)")
    grant.access_live = True
    tokens = {"access_token": grant.access, "refresh_token": grant.refresh}
    return Answer(200, {**tokens, "token_type": "bearer", "expires_in": _LIFETIME})


ROUTES = (
    Route("POST", "/oauth2/revoke", Service.OPEN, revoked),
    Route("POST", "/oauth2/token", Service.OPEN, refreshed),
)
