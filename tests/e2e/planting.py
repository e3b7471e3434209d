"""Every kind of secret planted in every place of a repository, and the search of all output for them."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from tests import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.gitrepo import GitRepo

WINDOW = 12
"""The longest part of a secret that may appear by chance."""

_TUNNEL = json.loads(base64.b64decode(tokens.tunnel_token("file")))
_CERT_TOKEN = tokens.legacy_token("cert")
_CERT = json.dumps({"zoneID": tokens.hexadecimal("zone", 32), "accountID": _TUNNEL["a"], "apiToken": _CERT_TOKEN})
_PEM = "\n".join(
    ["-----BEGIN ARGO TUNNEL TOKEN-----", base64.b64encode(_CERT.encode()).decode(), "-----END ARGO TUNNEL TOKEN-----"]
)
_HOOK = tokens.uuid("hook")
_R2 = tokens.r2_secret(tokens.user_token("r2"))

# For each kind: the secret, and text in which the default threshold reports it.
PLANTED: dict[Kind, tuple[str, str]] = {
    Kind.USER_API_TOKEN: (tokens.user_token(), f"CLOUDFLARE_API_TOKEN={tokens.user_token()}"),
    Kind.ACCOUNT_API_TOKEN: (tokens.account_token(), f"CLOUDFLARE_API_TOKEN={tokens.account_token()}"),
    Kind.API_TOKEN: (tokens.legacy_token(), f"CLOUDFLARE_API_TOKEN={tokens.legacy_token()}"),
    Kind.GLOBAL_API_KEY: (tokens.legacy_key(), f"CLOUDFLARE_API_KEY={tokens.legacy_key()}"),
    Kind.ORIGIN_CA_KEY: (
        tokens.origin_ca_key().removeprefix("v1.0-"),
        f"CLOUDFLARE_API_USER_SERVICE_KEY={tokens.origin_ca_key()}",
    ),
    Kind.ACCESS_SERVICE_TOKEN: (
        tokens.access_secret(),
        f"CF_ACCESS_CLIENT_ID={tokens.access_id()}\nCF_ACCESS_CLIENT_SECRET={tokens.access_secret()}",
    ),
    Kind.OAUTH_TOKEN: (tokens.oauth_token(), f'oauth_token = "{tokens.oauth_token()}"'),
    Kind.TUNNEL_TOKEN: (tokens.tunnel_token(), f"cloudflared tunnel run --token {tokens.tunnel_token()}"),
    Kind.TUNNEL_CREDENTIALS: (
        _TUNNEL["s"],
        json.dumps({"AccountTag": _TUNNEL["a"], "TunnelSecret": _TUNNEL["s"], "TunnelID": _TUNNEL["t"]}),
    ),
    Kind.ORIGIN_CERT: (_CERT_TOKEN, _PEM),
    Kind.R2_SECRET_ACCESS_KEY: (
        _R2,
        f"R2_SECRET_ACCESS_KEY={_R2}\nR2_ENDPOINT=https://{_TUNNEL['a']}.r2.cloudflarestorage.com",
    ),
    Kind.TURNSTILE_SECRET_KEY: (
        tokens.turnstile_secret().removeprefix("0x4AAAAAAB"),
        f"TURNSTILE_SECRET_KEY={tokens.turnstile_secret()}",
    ),
    Kind.DEPLOY_HOOK: (
        _HOOK,
        f"curl -X POST https://api.cloudflare.com/client/v4/pages/webhooks/deploy_hooks/{_HOOK}",
    ),
}
# These stand where only a credential that proves itself can be recognised: in names, arguments and error messages.
PROOF = tokens.user_token("somewhere odd")
MORE = [
    PROOF,
    tokens.user_token("r2"),
    tokens.global_key("sixteen"),
    tokens.account_token("encoded"),
    tokens.prefixed("cfut", "typo", valid=False),
]
SECRETS = [*(secret for secret, _text in PLANTED.values()), *MORE]


def encodings(secret: str) -> Iterator[bytes]:
    """Yield what must not appear: parts of the secret, and the whole of it in other clothes."""
    plain = secret.encode()
    body = secret.partition("_")[2].encode() if secret.startswith("cf") else plain
    for start in range(len(body) - WINDOW + 1):
        yield body[start : start + WINDOW]
    for lead in range(3):
        encoded = base64.b64encode(b"\0" * lead + plain)
        yield encoded[4 if lead else 0 : -4]
        yield encoded[4 if lead else 0 : -4].translate(bytes.maketrans(b"+/", b"-_"))
    yield "".join(f"%{byte:02x}" for byte in plain).encode()
    yield "".join(f"%{byte:02X}" for byte in plain).encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield hashlib.sha256(plain).hexdigest().encode()
    yield plain[::-1]


NEEDLES = [(number, needle) for number, secret in enumerate(SECRETS) for needle in encodings(secret)]


def leaked(output: bytes) -> list[str]:
    """The planted secrets that ``output`` shows; as numbers, so that the failing test does not print one either."""
    return sorted({f"secret {number} of {len(SECRETS)}" for number, needle in NEEDLES if needle in output})


def written(repo: GitRepo, places: dict[str, str], before: set[Path]) -> bytes:
    """Everything that the command left on the disk, names included."""
    roots = [repo.path, *map(Path, places.values())]
    new = {path for root in roots for path in root.rglob("*") if path.is_file()} - before
    return b"\0".join(bytes(path.relative_to(repo.path.parent)) + b"\0" + path.read_bytes() for path in sorted(new))


def everything(repo: GitRepo) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(repo.path.glob("**/*.*")) if path.is_file())
