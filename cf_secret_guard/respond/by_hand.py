"""What only a person can do: exact steps, each with its address, for credentials that no API takes away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.verify.base import Owner

if TYPE_CHECKING:
    from cf_secret_guard.verify.base import Leak, Verdict

PROFILE = "https://dash.cloudflare.com/profile/api-tokens"
GRANTS = "https://dash.cloudflare.com/profile/access-management/authorization"
_ACCOUNT = "https://dash.cloudflare.com/?to=/:account"

_NO_API = {
    Kind.GLOBAL_API_KEY: "Cloudflare has no API to change a Global API Key",
    Kind.ORIGIN_CA_KEY: "Cloudflare has no API to change an Origin CA key",
    Kind.OAUTH_TOKEN: "a login is ended at dash.cloudflare.com, and no secret is sent anywhere but to the API",
    Kind.DEPLOY_HOOK: "which project the hook belongs to cannot be asked, and to call it would start a build",
}


def why_not(kind: str) -> str | None:
    """Say why no API takes this kind away; None if one does."""
    return _NO_API.get(Kind(kind)) if kind in set(Kind) else "this kind of credential is not Cloudflare's"


def steps(leak: Leak, verdict: Verdict | None) -> tuple[str, ...]:
    """Say what a person does, in order.

    Args:
        leak: what leaked.
        verdict: tells whose token it is, if it is known.
    """
    if leak.kind not in set(Kind):
        return ("Ask whoever issues it to end it.",)
    if leak.kind in _STEPS:
        return _STEPS[Kind(leak.kind)]
    token = (verdict.token_id if verdict else None) or leak.access_key_id
    which = f"the token with the id {token} (it stands in the address of its page)" if token else "the token"
    find = f"Find {which}; its name, permissions and last use tell it from others."
    act = "Choose Roll to give it a new value, or Delete; both end the leaked value at once."
    return (*_pages(leak, verdict), find, act)


def _pages(leak: Leak, verdict: Verdict | None) -> tuple[str, ...]:
    """Where an API token is listed; both places if it is not known whose it is."""
    account = next(filter(None, (verdict.account_id if verdict else None, *leak.account_ids)), None)
    page = f"https://dash.cloudflare.com/{account}/api-tokens" if account else f"{_ACCOUNT}/api-tokens"
    user = f"Log in as the user that it belongs to and open {PROFILE}."
    by_kind = {Kind.USER_API_TOKEN: Owner.USER, Kind.ACCOUNT_API_TOKEN: Owner.ACCOUNT}.get(Kind(leak.kind))
    match by_kind or (verdict.owner if verdict else Owner.UNKNOWN):
        case Owner.USER:
            return (user,)
        case Owner.ACCOUNT:
            return (f"Open {page} as an administrator of the account.",)
        case Owner.UNKNOWN:
            return (user, f"If it is not there: open {page} as an administrator of the account.")


_STEPS: dict[Kind, tuple[str, ...]] = {
    Kind.GLOBAL_API_KEY: (
        f"Log in as the user whose key it is and open {PROFILE}.",
        "Beside Global API Key choose Change and confirm. Then give the new key to everything that used the old one.",
        "Better: replace it by API tokens with few permissions, and let nothing use the Global API Key.",
        f"The key can do all that the user can: look at {_ACCOUNT}/audit-log of each of the user's accounts.",
    ),
    Kind.ORIGIN_CA_KEY: (
        f"Log in as the user whose key it is and open {PROFILE}.",
        "Beside Origin CA Key choose Change: a precaution, because Cloudflare switched these keys off on 2026-09-30.",
        "Certificates made with it stay valid for years.",
        "Open SSL/TLS, Origin Server of each zone and revoke those that you do not know.",
    ),
    Kind.OAUTH_TOKEN: (
        "On the machine where the login was made, run `wrangler logout`.",
        f"Otherwise log in as the user and open {GRANTS}; revoke the application (Wrangler, or the cf CLI).",
        "Run `cf-secret-guard verify` again: only its answer shows that the access token is dead.",
    ),
    Kind.DEPLOY_HOOK: (
        f"Open {_ACCOUNT}/workers-and-pages, the project, Settings, Builds, Deploy hooks.",
        "Delete the hook whose address ends like the leaked one, and make a new one where it is needed.",
        "Look at the list of builds for some that nobody of you started.",
    ),
    Kind.ACCESS_SERVICE_TOKEN: (
        f"Open {_ACCOUNT}/access/service-auth/service-tokens as an administrator of the account.",
        "Find the service token by its client id; choose Rotate without a grace period, disable it, or delete it.",
        "Revoking the sessions of an application is not enough: the secret makes new ones.",
    ),
    Kind.TUNNEL_TOKEN: (
        f"Open {_ACCOUNT}/tunnels as an administrator of the account and choose the tunnel.",
        "Refresh its token, then drop its connections: those that stand survive a new token.",
        "Install the new token where the connectors run.",
    ),
    Kind.TURNSTILE_SECRET_KEY: (
        f"Open {_ACCOUNT}/turnstile as an administrator of the account and choose the widget.",
        "Rotate its secret key and choose to invalidate the old one immediately; else it works for two hours more.",
        "Put the new secret key where your server checks the answers.",
    ),
}
_STEPS[Kind.TUNNEL_CREDENTIALS] = _STEPS[Kind.TUNNEL_TOKEN]
