from __future__ import annotations

import base64
import json

import pytest

from cf_secret_guard.detectors.tunnel import TunnelDetector
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import Text, found, matches, named, plant, spans, text
from tests.detectors.syntaxes import PROSE, SYNTAXES

DETECTOR = TunnelDetector()
ACCOUNT, TUNNEL = tokens.hexadecimal("account", 32), tokens.uuid("tunnel")
SECRET = base64.b64encode(bytes.fromhex(tokens.hexadecimal("tunnel secret", 64))).decode()
FIELDS = {"a": ACCOUNT, "t": TUNNEL, "s": SECRET}
VALUE = tokens.tunnel_token()
JWT_HEADER = base64.b64encode(b'{"alg":"HS256","typ":"JWT"}').decode()


def packed(document: object, *, spaces: bool = False) -> str:
    separators = (", ", ": ") if spaces else (",", ":")
    return base64.b64encode(json.dumps(document, separators=separators).encode()).decode()


COMMANDS = {
    "a run": "cloudflared tunnel run --token {}\n",
    "a run with a sign": "cloudflared tunnel --no-autoupdate run --token={}\n",
    "an installation": "sudo cloudflared service install {}\n",
    "compose's command": "    command: tunnel --no-autoupdate run --token {}\n",
    "a variable": "TUNNEL_TOKEN={}\n",
    "a systemd unit": "ExecStart=/usr/bin/cloudflared tunnel run --token {}\n",
    "AppleScript": 'do shell script "cloudflared service install {}";\n',
    "prose": "use {} on the server\n",
    "nothing else": "{}",
    "an escaped line break": '"{}\\n"',
    "a full stop": "It is {}.\n",
    "a query": "https://host.example/?token={}&x=1\n",
    "Chinese": "令牌{}的\n",
}
TOKENS = {
    "cloudflared's order": packed(FIELDS),
    "another order": packed({key: FIELDS[key] for key in "tsa"}),
    "the secret first": packed({key: FIELDS[key] for key in "sat"}),
    "spaces": packed(FIELDS, spaces=True),
    "an endpoint": packed({**FIELDS, "e": "eu"}),
    "an upper-case UUID": packed({**FIELDS, "t": TUNNEL.upper()}),
    "no padding": packed(FIELDS, spaces=True).rstrip("="),
    "the URL-safe alphabet": base64.urlsafe_b64encode(json.dumps(FIELDS).encode()).decode().rstrip("="),
}
NO_TOKENS = {
    "a JSON web token after --token": f"--token {JWT_HEADER}." + packed({"sub": 90 * "x"}) + ".sig",
    "an account that is no hex": packed({**FIELDS, "a": 32 * "z"}),
    "an account of noughts": packed({**FIELDS, "a": 32 * "0"}),
    "a tunnel that is no UUID": packed({**FIELDS, "t": "my-tunnel-of-the-office-in-the-north"}),
    "a secret that is a word": packed({**FIELDS, "s": "your-tunnel-secret-goes-here"}),
    "a secret that is short": packed({**FIELDS, "s": "abc"}),
    "a field that is missing": packed({"a": ACCOUNT, "t": TUNNEL, "x": SECRET}),
    "numbers": packed({"a": 1, "t": 2, "s": 3, "filler": 90 * "x"}),
    "a list": packed([ACCOUNT, TUNNEL, SECRET]),
    "a cut token": VALUE[:120],
    "a masked token": VALUE[:20] + "..." + VALUE[-10:],
    "the beginning in prose": "tunnel tokens begin with eyJhIjoi and are long",
    "base64 of something else": "eyJ" + tokens.chars("noise", tokens.ALNUM, 200),
}
CREDENTIALS = {
    "cloudflared's file": Text(
        json.dumps({"AccountTag": ACCOUNT, "TunnelSecret": "{}", "TunnelID": TUNNEL}), "c/tunnel.json"
    ),
    "cloudflared's file over lines": Text(
        json.dumps({"AccountTag": ACCOUNT, "TunnelSecret": "{}", "TunnelID": TUNNEL}, indent=2), "c/tunnel.json"
    ),
    "a variable that holds the file": "ARGO_AUTH='"
    + json.dumps({"AccountTag": ACCOUNT, "TunnelSecret": "{}", "TunnelID": TUNNEL})
    + "'\n",
    "escaped JSON": json.dumps({"x": json.dumps({"AccountTag": ACCOUNT, "TunnelSecret": "{}", "TunnelID": TUNNEL})}),
}
SECRETS = {
    "terraform": Text('resource "x" "y" {\n  tunnel_secret = "{}"\n}\n', "main.tf"),
    "terraform's base64encode": Text('  tunnel_secret = base64encode("{}")\n', "main.tf"),
    "a terraform state": '"tunnel_secret": "{}",\n',
    "cloudflared's variable": "TUNNEL_CREATE_SECRET={}\n",
    "a resource whose attribute is only secret": Text(
        'resource "cloudflare_argo_tunnel" "x" {\n  account_id = "{account}"\n  secret     = "{}"\n}\n', "main.tf"
    ),
}
NO_SECRETS = {
    "a reference": "  tunnel_secret = random_password.tunnel_secret_of_the_house.result\n",
    "a call": '  tunnel_secret = base64encode("put-the-secret-here-please-now")\n',
    "a dummy": 'tunnel_secret: "your-base64-tunnel-secret-goes-here"\n',
    "letters": 'tunnel_secret: "' + 44 * "A" + '"\n',
    "a secret that is not a tunnel's": 'secret = "{}"\n',
    "the file's path": "credentials-file: /root/.cloudflared/{uuid}.json\n",
}
# The tunnel's secret is found by its own name, in the syntaxes of files that hold it.
SECRET_SYNTAXES = {
    name: SYNTAXES[name]
    for name in (
        "an env file", "an env file with double quotes", "an export with quotes", "YAML", "YAML with double quotes",
        "JSON", "JSON over lines", "JSON inside a JSON string", "TOML", "INI with spaces", "HCL", "tfvars aligned",
        "an XML attribute", "Python", "a Python dictionary", "JavaScript", "Go with :=", "a PHP array",
    )
}  # fmt: skip


@pytest.mark.parametrize("template", COMMANDS.values(), ids=COMMANDS)
def test_a_token_proves_itself_in(template: str) -> None:
    content = plant(template, VALUE)
    assert found(content) == [(Kind.TUNNEL_TOKEN, Confidence.CERTAIN, VALUE)]
    assert spans(DETECTOR, content) == [VALUE]


@pytest.mark.parametrize("row", [*SYNTAXES.values(), *PROSE.values()], ids=[*SYNTAXES, *PROSE])
def test_a_token_needs_no_context_in(row: Text) -> None:
    content = plant(named(row.template, ("some", "thing")), VALUE)
    assert found(content, row.path) == [(Kind.TUNNEL_TOKEN, Confidence.CERTAIN, VALUE)]


@pytest.mark.parametrize("value", TOKENS.values(), ids=TOKENS)
def test_a_token_may_be_written_with(value: str) -> None:
    [match] = matches(DETECTOR, f"cloudflared tunnel run --token {value}\n")
    assert (match.confidence, match.checksum) == (Confidence.CERTAIN, Checksum.NONE)
    assert dict(match.companions)["account_id"] == ACCOUNT
    assert dict(match.companions)["tunnel_id"].lower() == TUNNEL
    assert match.evidence == ("decodes to an account, a tunnel and a secret",)


def test_the_padding_makes_no_other_secret() -> None:
    with_padding = tokens.tunnel_token()
    assert with_padding.endswith("=")
    padded, bare = (matches(DETECTOR, text) for text in (with_padding, with_padding.rstrip("=")))
    assert padded[0].secret.fingerprint == bare[0].secret.fingerprint


def test_a_token_that_is_written_decoded_is_the_same_secret() -> None:
    [match] = matches(DETECTOR, json.dumps(FIELDS, separators=(",", ":")))
    assert match.secret.reveal() == packed(FIELDS).rstrip("=")


@pytest.mark.parametrize("content", NO_TOKENS.values(), ids=NO_TOKENS)
def test_no_token_is(content: str) -> None:
    assert matches(DETECTOR, content) == []
    assert found(content) == []


@pytest.mark.parametrize("row", CREDENTIALS.values(), ids=CREDENTIALS)
def test_the_secret_of_a_credentials_file_is_found_with_its_ids_in(row: Text | str) -> None:
    template, path = text(row)
    content = plant(template, SECRET)
    assert found(content, path) == [(Kind.TUNNEL_CREDENTIALS, Confidence.HIGH, SECRET)]
    match = matches(DETECTOR, content, path)[0]
    assert match.companions == (("account_id", ACCOUNT), ("tunnel_id", TUNNEL))


@pytest.mark.parametrize("row", SECRETS.values(), ids=SECRETS)
def test_a_tunnels_secret_is_found_in(row: Text | str) -> None:
    template, path = text(row)
    assert found(plant(template, SECRET), path) == [(Kind.TUNNEL_CREDENTIALS, Confidence.HIGH, SECRET)]


@pytest.mark.parametrize("row", SECRET_SYNTAXES.values(), ids=SECRET_SYNTAXES)
def test_a_tunnels_secret_with_its_usual_name_is_found_in(row: Text) -> None:
    content = plant(named(row.template, ("tunnel", "secret")), SECRET)
    assert found(content, row.path) == [(Kind.TUNNEL_CREDENTIALS, Confidence.HIGH, SECRET)]


@pytest.mark.parametrize("template", NO_SECRETS.values(), ids=NO_SECRETS)
def test_no_tunnels_secret_is(template: str) -> None:
    assert matches(DETECTOR, plant(template, SECRET)) == []
    assert found(plant(template, SECRET)) == []
