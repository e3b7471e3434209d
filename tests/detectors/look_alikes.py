"""What is as long as a credential and stands near Cloudflare's name, but is none: holes name what is put in."""

from __future__ import annotations

import base64

from tests import tokens
from tests.detectors.planting import Text, plant


def fill(template: str) -> str:
    """Put values into the holes of a template."""
    holes = {
        "{sha}": tokens.hexadecimal("sha", 40),
        "{sha256}": tokens.hexadecimal("sha256", 64),
        "{sri}": base64.b64encode(bytes.fromhex(tokens.hexadecimal("sri", 128))).decode(),
        "{id}": tokens.hexadecimal("id", 32),
        "{ray}": tokens.hexadecimal("ray", 16),
        "{token}": tokens.legacy_token(),
        "{key}": tokens.legacy_key(),
        "{pat}": tokens.chars("pat", tokens.ALNUM, 36),
        "{sealed}": tokens.chars("sealed", tokens.ALNUM, 300),
    }
    for hole, value in holes.items():
        template = template.replace(hole, value)
    return plant(template, "")


HASHES = {
    "a pinned action": Text("      - uses: cloudflare/wrangler-action@{sha}\n", ".github/workflows/x.yml"),
    "a pinned action with its version": Text("      - uses: cloudflare/pages-action@{sha} # v1.5.0\n", "x.yml"),
    "a pinned action above its inputs": Text(
        "      - uses: cloudflare/wrangler-action@{sha}\n        with:\n"
        "          apiToken: ${{ secrets.CF_API_TOKEN }}\n",
        "x.yml",
    ),
    "a commit's URL": Text("https://github.com/cloudflare/cloudflared/commit/{sha}\n"),
    "a line of git log": Text("commit {sha}\nAuthor: x\n\n    rotate the cloudflare api key\n"),
    "a submodule's status": Text(" {sha} vendor/cloudflare-go (v1.0)\n"),
    "a revision in Nix": Text('cloudflare-key = fetchFromGitHub { owner = "cloudflare"; rev = "{sha}"; };\n', "a.nix"),
    "the commit that Pages built": Text("CF_PAGES_COMMIT_SHA={sha}\n", ".env"),
    "a commit beside a reference to a token": Text("GIT_SHA={sha}\nCLOUDFLARE_API_TOKEN=${CF}\n", ".env"),
    "a version that is a commit": Text("cloudflare_version: {sha}\n", "vars.yml"),
    "a commit in prose": Text("The Cloudflare key was rotated in {sha}.\n", "NOTES.md"),
    "an integrity hash": Text('"cloudflare": {"integrity": "sha512-{sri}"}\n', "package-lock.json"),
    "a line of go.sum": Text("github.com/cloudflare/cloudflare-go v0.1.0 h1:{sri}=\n", "go.sum"),
    "a SHA-1 of a file": Text("cloudflare-api-token.tgz sha1:{sha}\n"),
    "a hash of a token": Text("cloudflare_token_sha256: {sha256}\n", "vars.yml"),
    "an image's digest": Text("image: cloudflare/cloudflared@sha256:{sha256}\n", "compose.yml"),
    "an etag": Text('cloudflare etag: "{sha}"\n'),
    "a hashed asset on cdnjs": Text('<script src="https://cdnjs.cloudflare.com/ajax/libs/x/{sha}.js"></script>\n'),
}

IDS = {
    "zone and account ids": Text("CLOUDFLARE_ZONE_ID={id}\nCF_ACCOUNT_ID={id}\n", ".env"),
    "a token's id": Text("CLOUDFLARE_API_TOKEN_ID={id}\n", ".env"),
    "a tunnel's UUID": Text("CLOUDFLARE_TUNNEL_ID={uuid}\ncredentials-file: /root/.cloudflared/{uuid}.json\n"),
    "an Access audience": Text("CF_ACCESS_AUD={sha256}\n", ".env"),
    "an Access policy's audience": Text(
        'POLICY_AUD = "{sha256}"\nTEAM_DOMAIN = "https://x.cloudflareaccess.com"\n', "a.py"
    ),
    "an Access client id alone": Text("CF_ACCESS_CLIENT_ID={client}\n", ".env"),
    "a ray id": Text("CF-Ray: {ray}-FRA\nserver: cloudflare\n"),
    "a cookie": Text("Set-Cookie: __cf_bm={token}-1700000000-x; path=/\n"),
    "a web analytics beacon": Text('<script data-cf-beacon=\'{"token": "{id}"}\'></script>\n', "a.html"),
    "the path of a token's file": Text("CLOUDFLARE_API_TOKEN_FILE=/run/secrets/{token}\n", ".env"),
    "an R2 key id alone": Text("R2_ACCESS_KEY_ID={id}\nR2_BUCKET=files\n", ".env"),
}

DUMMIES = {
    "x": Text("CLOUDFLARE_API_TOKEN=" + 40 * "x" + "\n", ".env.example"),
    "words": Text("CLOUDFLARE_API_TOKEN=your-cloudflare-api-token-goes-here-12345\n", ".env.example"),
    "noughts": Text("CLOUDFLARE_API_KEY=" + 37 * "0" + "\n", ".env.example"),
    "hex digits in order": Text("CLOUDFLARE_API_KEY=" + 2 * "0123456789abcdef" + "01234\n", ".env.example"),
    "the alphabet": Text("CLOUDFLARE_API_TOKEN=ABCDEFGHIJKLMNOPQRSTUVWXYZ" + "abcdefghijklmn\n", ".env.example"),
    "one piece again and again": Text("CF_API_TOKEN=" + 5 * "a1B2c3D4" + "\n", ".env.example"),
    "angle brackets": Text("CF_API_TOKEN=<your token of 40 characters or more here>\n", ".env.example"),
    "a masked value": Text("CLOUDFLARE_API_TOKEN=AbCd" + 32 * "*" + "wXyZ\n", "ci.log"),
    "a reference to the environment": Text("CLOUDFLARE_API_TOKEN=${CLOUDFLARE_TOKEN_FROM_THE_VAULT_OF_PRODUCTION}\n"),
    "a reference to a password manager": Text("CLOUDFLARE_API_TOKEN=op://prod/cloudflare/api_token\n", ".env"),
    "a workflow's secret": Text("  apiToken: ${{ secrets.CLOUDFLARE_API_TOKEN_OF_PRODUCTION_SITE }}\n", "x.yml"),
    "a slug of 40 characters": Text("cloudflare_token: my-cloudflare-workers-production-api-key\n", "vars.yml"),
    "an identifier of 40 characters": Text("cloudflareToken = createCloudflareApiTokenForProductionUse\n", "a.js"),
    "a constant of 40 characters": Text("CF_KEY = CLOUDFLARE_ZONE_SETTINGS_CACHE_TTL_VALUE\n", "a.py"),
    "a ruler below a title": Text("Cloudflare API token\n" + 40 * "-" + "\n", "NOTES.md"),
    "a pattern": Text('cloudflare_token = re.compile(r"[A-Za-z0-9_-]{40}")\n', "rules.py"),
    "a value made at run time": Text('const cloudflareToken = "a".repeat(40);\n', "a.test.js"),
    "a documented token": Text(
        "CLOUDFLARE_API_TOKEN=" + "Sn3lZJTBX6kkg7OdcBUA" + "xOO963GEIyGQqnFTOFYY\n", "README.md"
    ),
    "another documented token": Text(
        "CLOUDFLARE_API_TOKEN=" + "YQSn-xWAQiiEh9qM58wZ" + "NnyQS7FUdoqGIUAbrh7T\n", "README.md"
    ),
    "a documented key": Text("X-Auth-Email: {mail}\nX-Auth-Key: c2547eb745079dac9320" + "b638f5e225cf483cc5cfdda41\n"),
}

OTHERS = {
    "a GitHub token under Cloudflare's name": Text("CLOUDFLARE_API_TOKEN=ghp_{pat}\n", ".env"),
    "a GitHub token beside a deployment": Text("GITHUB_TOKEN={token}\nnpx wrangler deploy\n", "x.sh"),
    "CurseForge": Text("# CurseForge upload\nCF_API_KEY={token}\n", "x.sh"),
    "Codeforces": Text("codeforces_handle=a\nCF_API_KEY={sha}\n", ".env"),
    "Codefresh": Text("codefresh auth create-context --api-key {token}\n", "x.sh"),
    "Contentful": Text("CONTENTFUL_TOKEN={token}\n# cloudflare pages\n", ".env"),
    "AWS": Text("AWS_SECRET_ACCESS_KEY={token}\n# behind cloudflare\n", ".env"),
    "OpenStack Swift": Text("X-Auth-User: a:b\nX-Auth-Key: {sha}\nX-Storage-Url: https://swift.example.org\n"),
    "a session secret of a worker": Text("SESSION_SECRET={token}\n# cloudflare worker\n", ".dev.vars"),
    "another vendor inside a Cloudflare section": Text("cloudflare:\n  stripe_key: {token}\n", "vars.yml"),
    "an application's own secret in a Cloudflare section": Text("[cloudflare]\njwt_secret = {token}\n", "app.ini"),
    "a JSON web token": Text("CLOUDFLARE_API_TOKEN=eyJhbGciOiJIUzI1NiJ9.{token}.{token}\n", ".env"),
    "SOPS": Text("cloudflare_api_token: ENC[AES256_GCM,data:{token},iv:x,tag:y]\n", "vars.yml"),
    "Vault's transit": Text("cloudflare_api_token: vault:v1:{token}\n", "vars.yml"),
    "a SealedSecret": Text(
        "kind: SealedSecret\nspec:\n  encryptedData:\n    cloudflare-api-token: AgBy{sealed}\n", "x.yml"
    ),
    "no context at all": Text('x = "{token}"\ny = "{key}"\n', "a.py"),
}

LOOK_ALIKES = {**HASHES, **IDS, **DUMMIES, **OTHERS}
