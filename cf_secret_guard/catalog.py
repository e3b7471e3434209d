"""What each kind of credential is: what it can do, how it is recognised, and how to take it away by hand.

Sources: Cloudflare's documentation, linked in each entry; the response steps follow
https://developers.cloudflare.com/fundamentals/security/secure-a-compromised-account/.
"""

from __future__ import annotations

from typing import NamedTuple

from cf_secret_guard.model import Kind

_DOCS = "https://developers.cloudflare.com"
_DASH = "https://dash.cloudflare.com"
_AUDIT = f"Look in the audit log for what it did: {_DASH}/?to=/:account/audit-log. Reads are not logged."
_R2 = "With R2 permissions, an R2 key pair leaks with it: its secret access key is the token's SHA-256."
_USER_TOKENS = f"{_DASH}/profile/api-tokens"
_DROP_CONNECTIONS = (
    "Drop the existing connections, which survive a rotation: "
    "DELETE /accounts/ACCOUNT_ID/cfd_tunnel/TUNNEL_ID/connections."
)
_ACCOUNT_TOKENS = f"{_DASH}/?to=/:account/api-tokens"


class Entry(NamedTuple):
    """What is known about one kind."""

    title: str
    """Its name in a sentence."""
    power: str
    """What whoever holds it can do."""
    recognised: str
    """How it looks and what makes us sure."""
    advice: str
    """The next step, in one sentence."""
    revoke: tuple[str, ...]
    """Steps to take it away by hand."""
    url: str
    """Where in the dashboard."""
    docs: str
    """Cloudflare's documentation."""
    also: tuple[str, ...] = ()
    """What else to do or to know."""
    severity: str = "high"
    """``critical``, ``high``, ``medium`` or ``low``: what one of this kind usually can do. What a certain one can do is
    known only after asking."""


CATALOG: dict[str, Entry] = {  # total over Kind: tests/test_catalog.py
    Kind.USER_API_TOKEN: Entry(
        title="Cloudflare user API token",
        power="Act on the API as the user who made it, within the token's permissions.",
        recognised="cfut_, 40 letters and digits, and 8 hex digits that are the CRC-32 of the 40.",
        advice="Roll or delete it under My Profile > API Tokens.",
        revoke=(
            "Open My Profile > API Tokens.",
            "Find the token by its name and permissions; its last use helps.",
            "Roll it (the old value stops at once, permissions stay), or delete it.",
            "Put the new value where the old one was in use, outside the repository.",
        ),
        url=_USER_TOKENS,
        docs=f"{_DOCS}/fundamentals/api/get-started/token-formats/",
        also=(
            _AUDIT,
            _R2,
            "Cloudflare revokes it by itself when GitHub sees it in a public repository; in a private one nobody does.",
        ),
    ),
    Kind.ACCOUNT_API_TOKEN: Entry(
        title="Cloudflare account API token",
        power="Act on the account through the API, within the token's permissions. It outlives the people who made it.",
        recognised="cfat_, 40 letters and digits, and 8 hex digits that are the CRC-32 of the 40.",
        advice="Roll or delete it under Manage Account > Account API Tokens.",
        revoke=(
            "Open Manage Account > Account API Tokens of the account it belongs to (an administrator can).",
            "Find the token by its name and permissions.",
            "Roll it (the old value stops at once, permissions stay), or delete it.",
            "Put the new value where the old one was in use, outside the repository.",
        ),
        url=_ACCOUNT_TOKENS,
        docs=f"{_DOCS}/fundamentals/api/get-started/account-owned-tokens/",
        also=(
            _AUDIT,
            "Removing the person who leaked it from the account does not stop it.",
            _R2,
        ),
    ),
    Kind.API_TOKEN: Entry(
        title="Cloudflare API token (old format)",
        power="Act on the API within the token's permissions, as a user or for an account; its look does not say.",
        recognised="40 characters of letters, digits, _ and -. The shape proves nothing, its place must.",
        advice="Roll or delete it: look under My Profile > API Tokens, then under Manage Account > Account API Tokens.",
        revoke=(
            "Look for it under My Profile > API Tokens; if it is not there, under Manage Account > Account API Tokens.",
            "Roll it (the new value has the new format with a checksum), or delete it.",
            "Put the new value where the old one was in use, outside the repository.",
        ),
        url=_USER_TOKENS,
        docs=f"{_DOCS}/fundamentals/api/how-to/roll-token/",
        also=(f"Account tokens are at {_ACCOUNT_TOKENS}.", _AUDIT),
    ),
    Kind.GLOBAL_API_KEY: Entry(
        title="Cloudflare Global API Key",
        power="With the user's e-mail address: everything that the user can do, billing and other tokens included.",
        recognised="cfk_, 40 letters and digits and their CRC-32; or, in a Cloudflare context, 37 to 45 hex digits.",
        advice="Change it under My Profile > API Tokens > Global API Key. Only its user can, and only by hand.",
        revoke=(
            "Sign in as the user it belongs to; there is no API for this.",
            "Open My Profile > API Tokens, and at Global API Key choose Change.",
            "Move what used it to an API token with few permissions.",
        ),
        url=_USER_TOKENS,
        docs=f"{_DOCS}/fundamentals/api/get-started/keys/",
        also=(
            "Whoever had it may have made API tokens or members: review both, change the password, end other sessions.",
            _AUDIT,
        ),
        severity="critical",
    ),
    Kind.ORIGIN_CA_KEY: Entry(
        title="Cloudflare Origin CA key",
        power="Nothing since 2026-09-30, when Cloudflare stopped accepting it. Before, issue origin certificates.",
        recognised="v1.0-, 24 hex digits, -, 146 hex digits.",
        advice="Remove it and use an API token with SSL and Certificates: Edit. Review the certificates made with it.",
        revoke=(
            "The key itself has been dead since 2026-09-30; nothing is left to revoke.",
            "Review the origin certificates of each zone under SSL/TLS > Origin Server.",
            "Revoke those that you do not know: they stay valid for up to 15 years.",
        ),
        url=_USER_TOKENS,
        docs=f"{_DOCS}/fundamentals/api/get-started/ca-keys/",
        also=("Programs that still use it need an API token with Zone > SSL and Certificates > Edit.",),
        severity="low",
    ),
    Kind.ACCESS_SERVICE_TOKEN: Entry(
        title="Cloudflare Access service token",
        power="Pass Access in front of every application whose policy admits this service token.",
        recognised="A client id (32 hex digits and .access) with a secret: cfast_ and 48 characters, or 64 hex digits.",
        advice="Rotate or delete it under Zero Trust > Access > Service auth.",
        revoke=(
            "Open Zero Trust > Access > Service auth > Service Tokens and find it by its client id.",
            "Disable it while you look, then rotate it without a grace period, or delete it.",
            "Put the new pair where the old one was in use, outside the repository.",
        ),
        url=f"{_DASH}/?to=/:account/access/service-auth/service-tokens",
        docs=f"{_DOCS}/cloudflare-one/access-controls/service-credentials/service-tokens/",
        also=(
            "Revoking an application's sessions alone is not enough: the secret opens new ones.",
            "Refreshing the token only extends its life; it does not change the secret.",
            "Look in the Access authentication logs for its client id.",
        ),
    ),
    Kind.OAUTH_TOKEN: Entry(
        title="Cloudflare OAuth token (wrangler, cf)",
        power="Act as the user who logged in, within the granted scopes; a refresh token makes new access tokens.",
        recognised="cfoat_ or cfort_ and two parts of 43 characters; or without the prefix in a wrangler file.",
        advice="Run `wrangler logout` where it came from, or remove the grant under Connected Applications.",
        revoke=(
            "On the machine that it came from: run `wrangler logout`.",
            "Or open My Profile > Access Management > Connected Applications and remove the application.",
            "Log in again where it is needed; in CI use an API token instead.",
        ),
        url=f"{_DASH}/profile/access-management/authorization",
        docs=f"{_DOCS}/workers/wrangler/commands/#logout",
        also=("The file default.toml of wrangler belongs in no repository: add it to .gitignore.", _AUDIT),
    ),
    Kind.TUNNEL_TOKEN: Entry(
        title="Cloudflare Tunnel token",
        power="Run a connector of the tunnel: receive its traffic, and pretend to be the services behind it.",
        recognised="base64 of a JSON object with the account, the tunnel and its secret; decoded and checked.",
        advice="Rotate the tunnel's token, drop its connections, then reinstall the connectors with the new token.",
        revoke=(
            "Open Networking > Tunnels, choose the tunnel, then Rotate token.",
            _DROP_CONNECTIONS,
            "Reinstall every connector with the new token, or delete the tunnel and make a new one.",
        ),
        url=f"{_DASH}/?to=/:account/tunnels",
        docs=f"{_DOCS}/tunnel/reference/tunnel-tokens/",
        also=("Look at the tunnel's list of connectors for one that you do not know.",),
    ),
    Kind.TUNNEL_CREDENTIALS: Entry(
        title="Cloudflare Tunnel credentials file",
        power="Run a connector of the tunnel: receive its traffic, and pretend to be the services behind it.",
        recognised="JSON with AccountTag, TunnelID and TunnelSecret, as `cloudflared tunnel create` writes it.",
        advice="Rotate the tunnel's secret or delete the tunnel, and drop its connections.",
        revoke=(
            "Run `cloudflared tunnel delete -f NAME` and create a new tunnel, or rotate its secret through the API.",
            _DROP_CONNECTIONS,
            "Put the new file on the connectors, outside the repository.",
        ),
        url=f"{_DASH}/?to=/:account/tunnels",
        docs=f"{_DOCS}/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/local-management/",
        also=("Look at the tunnel's list of connectors for one that you do not know.",),
    ),
    Kind.ORIGIN_CERT: Entry(
        title="cloudflared cert.pem",
        power="Create, route and delete tunnels of the zone and account: it holds an ordinary API token.",
        recognised="A PEM block ARGO TUNNEL TOKEN, or its base64, that decodes to a zone, an account and an API token.",
        advice="Delete the API token that it holds, under My Profile > API Tokens.",
        revoke=(
            "Open My Profile > API Tokens and delete the token that `cloudflared tunnel login` made.",
            "Run `cloudflared tunnel login` again where it is needed.",
            "Older files also hold a private key with a certificate: revoke that under SSL/TLS > Origin Server.",
        ),
        url=_USER_TOKENS,
        docs=f"{_DOCS}/cloudflare-one/networks/connectors/cloudflare-tunnel/do-more-with-tunnels/local-management/",
        also=("Look for tunnels and DNS records that you do not know.", _AUDIT),
    ),
    Kind.R2_SECRET_ACCESS_KEY: Entry(
        title="Cloudflare R2 secret access key",
        power="Read, and mostly write and delete, the objects of the R2 buckets that its API token reaches.",
        recognised="64 hex digits beside an R2 access key id or endpoint. It is the SHA-256 of an API token's value.",
        advice="Roll or delete the API token that it is made from; its id is the access key id.",
        revoke=(
            "Open R2 > Manage API tokens and find the token whose id is the access key id.",
            "Roll it (the access key id stays, the secret changes), or delete it.",
            "Put the new secret where the old one was in use, outside the repository.",
        ),
        url=f"{_DASH}/?to=/:account/r2/overview",
        docs=f"{_DOCS}/r2/api/tokens/",
        also=(
            "Temporary credentials made from it die with the token.",
            "Check the buckets for objects that were changed or removed; reads do not show in the audit log.",
        ),
    ),
    Kind.TURNSTILE_SECRET_KEY: Entry(
        title="Cloudflare Turnstile secret key",
        power="Validate Turnstile answers in your name: each counts once, so a stolen key can use them up.",
        recognised="0x4 and about 32 more characters. The public site key is shorter, and test keys are left alone.",
        advice="Rotate the widget's secret and invalidate the old one immediately.",
        revoke=(
            "Open Turnstile, choose the widget, then Settings > Rotate Secret Key.",
            "Invalidate the old key immediately: by default it stays valid for two hours.",
            "Put the new key on the servers that validate, outside the repository.",
        ),
        url=f"{_DASH}/?to=/:account/turnstile",
        docs=f"{_DOCS}/turnstile/get-started/",
        also=("The site key beside it is public and may stay.",),
        severity="medium",
    ),
    Kind.DEPLOY_HOOK: Entry(
        title="Cloudflare deploy hook",
        power="Start builds and deployments of the project, as often as one likes: the address needs no login.",
        recognised="An address on api.cloudflare.com that ends in deploy_hooks/ and a UUID.",
        advice="Delete the hook in the project's settings and make a new one.",
        revoke=(
            "Open Workers & Pages, choose the project, then Settings > Builds > Deploy hooks.",
            "Delete the hook and make a new one.",
            "Put the new address where the old one was in use, outside the repository.",
        ),
        url=f"{_DASH}/?to=/:account/workers-and-pages",
        docs=f"{_DOCS}/pages/configuration/deploy-hooks/",
        also=("Do not try if it works: a request starts a build.", "Look at the project's list of builds."),
        severity="medium",
    ),
}


def entry(kind: str) -> Entry:
    """Look up ``kind``: a value of :class:`~cf_secret_guard.model.Kind`, or the id of a custom detector."""
    return CATALOG.get(kind) or Entry(
        title=kind,
        power="What it can do is known to whoever wrote this detector.",
        recognised="By a custom detector of the configuration.",
        advice="Revoke it where it was issued.",
        revoke=("Revoke it where it was issued.",),
        url="",
        docs="",
    )
