"""Cloudflare Tunnels (https://developers.cloudflare.com/cloudflare-one/networks/connectors/cloudflare-tunnel/)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import RefusedError, ok
from cf_secret_guard.simulator.auth import account_target, require
from cf_secret_guard.simulator.pages import paged
from cf_secret_guard.simulator.routing import Route, Service, refused
from cf_secret_guard.simulator.values import tunnel_token

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import Answer, JsonObject
    from cf_secret_guard.simulator.records import Account, Tunnel
    from cf_secret_guard.simulator.routing import Call

_PRODUCTS = ("Cloudflare Tunnel", "Cloudflare One Connectors", "Cloudflare One Connector: cloudflared")
_WRITE = tuple(f"{name} Write" for name in _PRODUCTS)
_READ = (*(f"{name} Read" for name in _PRODUCTS), *_WRITE)
_LEAST_SECRET = 32  # bytes


def _account(call: Call, names: tuple[str, ...]) -> Account:
    account, target = account_target(call)
    require(call, names, target)
    return account


def _one(call: Call, names: tuple[str, ...], *, deleted_too: bool = False) -> Tunnel:
    account = _account(call, names)
    tunnel = call.state.tunnels.get(call.params["tunnel_id"])
    if tunnel is None or tunnel.account_id != account.id or (tunnel.deleted_at and not deleted_too):
        raise RefusedError(answers.NOT_FOUND)
    return tunnel


def _shown(tunnel: Tunnel) -> JsonObject:
    return {
        "id": tunnel.id,
        "account_tag": tunnel.account_id,
        "name": tunnel.name,
        "status": "healthy" if tunnel.connections else "inactive",
        "created_at": tunnel.created_at,
        "deleted_at": tunnel.deleted_at,
        "connections": [
            {"id": one.id, "client_id": one.client_id, "opened_at": one.opened_at, "colo_name": "ams01"}
            for one in tunnel.connections
        ],
        "remote_config": True,
        "tun_type": "cfd_tunnel",
    }


def listed(call: Call) -> Answer:
    """List them: filters ``name`` and ``is_deleted``."""
    account = _account(call, _READ)
    mine = [tunnel for tunnel in call.state.tunnels.values() if tunnel.account_id == account.id]
    if "name" in call.query:
        mine = [tunnel for tunnel in mine if tunnel.name == call.query["name"]]
    if "is_deleted" in call.query:
        mine = [tunnel for tunnel in mine if (tunnel.deleted_at is not None) == (call.query["is_deleted"] == "true")]
    return paged(call, [_shown(tunnel) for tunnel in mine])


def read(call: Call) -> Answer:
    """Show one, a deleted one too."""
    return ok(_shown(_one(call, _READ, deleted_too=True)))


def token(call: Call) -> Answer:
    """Give the current token as a bare string."""
    tunnel = _one(call, _READ)
    return ok(tunnel_token(tunnel.account_id, tunnel.id, tunnel.secret))


def changed(call: Call) -> Answer:
    """Change ``name`` or ``tunnel_secret``. Connectors that run keep running, whatever their secret was."""
    tunnel, body = _one(call, _WRITE), call.json()
    secret = body.get("tunnel_secret")
    if secret is not None:
        tunnel.secret = call.state.remember(_secret(secret), f"tunnel {tunnel.id}")
        call.state.remember(tunnel_token(tunnel.account_id, tunnel.id, tunnel.secret), f"tunnel {tunnel.id}")
    tunnel.name = str(body.get("name") or tunnel.name)
    return ok(_shown(tunnel))


def _secret(given: object) -> str:
    try:
        raw = base64.b64decode(str(given), validate=True)
    except ValueError:
        raw = b""
    if len(raw) < _LEAST_SECRET:
        raise refused(f"tunnel_secret must be base64 of at least {_LEAST_SECRET} bytes")
    return str(given)


def connections(call: Call) -> Answer:
    """List the connectors that run."""
    return ok(_shown(_one(call, _READ))["connections"])


def disconnected(call: Call) -> Answer:
    """Throw out the connectors, or the one whose ``client_id`` is given; with a current token they come back."""
    tunnel = _one(call, _WRITE)
    client = call.query.get("client_id")
    tunnel.connections = [one for one in tunnel.connections if client not in {None, one.client_id}]
    return ok({})


def deleted(call: Call) -> Answer:
    """Delete one; refused while connectors run, unless ``cascade=true`` throws them out first."""
    tunnel = _one(call, _WRITE)
    if tunnel.connections and call.query.get("cascade") != "true":
        raise RefusedError(answers.TUNNEL_IN_USE)
    tunnel.connections = []
    tunnel.deleted_at = call.state.stamp()
    return ok(_shown(tunnel))


_BASE = "/accounts/{account_id}/cfd_tunnel"
_ONE = _BASE + "/{tunnel_id}"
ROUTES = (
    Route("GET", _BASE, Service.PRODUCT, listed),
    Route("GET", _ONE, Service.PRODUCT, read),
    Route("GET", _ONE + "/token", Service.PRODUCT, token),
    Route("PATCH", _ONE, Service.PRODUCT, changed),
    Route("GET", _ONE + "/connections", Service.PRODUCT, connections),
    Route("DELETE", _ONE + "/connections", Service.PRODUCT, disconnected),
    Route("DELETE", _ONE, Service.PRODUCT, deleted),
)
