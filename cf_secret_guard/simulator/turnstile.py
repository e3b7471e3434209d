"""Turnstile widgets, and siteverify, which stands on another host in reality."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from cf_secret_guard.simulator import answers
from cf_secret_guard.simulator.answers import Answer, RefusedError, ok
from cf_secret_guard.simulator.auth import account_target, require
from cf_secret_guard.simulator.pages import paged
from cf_secret_guard.simulator.records import moment, written
from cf_secret_guard.simulator.routing import Route, Service, refused

if TYPE_CHECKING:
    from cf_secret_guard.simulator.answers import JsonObject
    from cf_secret_guard.simulator.records import Account, Widget
    from cf_secret_guard.simulator.routing import Call

GRACE = timedelta(hours=2)
_WRITE = ("Turnstile Sites Write", "Account Settings Write")
_READ = ("Turnstile Sites Read", "Account Settings Read", *_WRITE)
_DUMMIES = {"1x": "", "2x": "invalid-input-response", "3x": "timeout-or-duplicate"}


def _account(call: Call, names: tuple[str, ...]) -> Account:
    account, target = account_target(call)
    require(call, names, target)
    return account


def _one(call: Call, names: tuple[str, ...]) -> Widget:
    account = _account(call, names)
    widget = call.state.widgets.get(call.params["sitekey"])
    if widget is None or widget.account_id != account.id:
        raise RefusedError(answers.NOT_FOUND)
    return widget


def _shown(widget: Widget) -> JsonObject:
    return {"sitekey": widget.id, "name": widget.name, "mode": "managed", "domains": ["example.com"]}


def listed(call: Call) -> Answer:
    """List them, without their secrets."""
    account = _account(call, _READ)
    mine = [widget for widget in call.state.widgets.values() if widget.account_id == account.id]
    return paged(call, [_shown(widget) for widget in mine], least=5)


def read(call: Call) -> Answer:
    """Show one, with its secret."""
    widget = _one(call, _READ)
    return ok(_shown(widget) | {"secret": widget.secret})


def rotated(call: Call) -> Answer:
    """Make a new secret. The old one works for two hours more unless ``invalidate_immediately`` is true.

    In these two hours there is no second rotation, not even an immediate one ([U]).
    """
    widget, now = _one(call, _WRITE), call.state.now()
    at_once = call.json().get("invalidate_immediately", False)
    if not isinstance(at_once, bool):
        raise refused("invalidate_immediately must be true or false")
    if _previous_works(widget, call):
        raise RefusedError(answers.ROTATED_LATELY)
    widget.previous = None if at_once else widget.secret
    widget.previous_until = None if at_once else written(now + GRACE)
    widget.secret = call.state.remember(call.state.mint.turnstile(35), f"widget {widget.id}")
    return ok(_shown(widget) | {"secret": widget.secret})


def _previous_works(widget: Widget, call: Call) -> bool:
    return widget.previous_until is not None and call.state.now() < moment(widget.previous_until)


def siteverify(call: Call) -> Answer:
    """``POST /turnstile/v0/siteverify``: always 200. No response is ever good; the secret is looked at first ([U])."""
    form = call.form()
    secret = form.get("secret", "")
    dummy = _DUMMIES.get(secret[:2]) if secret[2:20] == "0" * 18 else None
    if dummy is not None:
        return _siteverified(dummy)
    if not secret:
        return _siteverified("missing-input-secret")
    if not any(_works(widget, secret, call) for widget in call.state.widgets.values()):
        return _siteverified("invalid-input-secret")
    return _siteverified("invalid-input-response" if form.get("response") else "missing-input-response")


def _works(widget: Widget, secret: str, call: Call) -> bool:
    return secret == widget.secret or (secret == widget.previous and _previous_works(widget, call))


def _siteverified(code: str) -> Answer:
    return Answer(200, {"success": not code, "error-codes": [code] if code else []})


_BASE = "/accounts/{account_id}/challenges/widgets"
_ONE = _BASE + "/{sitekey}"
ROUTES = (
    Route("GET", _BASE, Service.PRODUCT, listed),
    Route("GET", _ONE, Service.PRODUCT, read),
    Route("POST", _ONE + "/rotate_secret", Service.PRODUCT, rotated),
    Route("POST", "/turnstile/v0/siteverify", Service.OPEN, siteverify),
)
