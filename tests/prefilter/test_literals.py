"""The literals: what must trigger, what must not, and which paths do."""

from __future__ import annotations

import base64
import bz2
import codecs
import gzip
import json
import lzma
import re
import zlib
from urllib.parse import quote

import pytest

from cf_secret_guard.prefilter.base import Literals, may_be_encoded
from cf_secret_guard.prefilter.literals import LITERALS, PREFIXES, SHAPES, encoded, path_triggers
from tests import tokens


def triggers(data: bytes) -> bool:
    """The slow reference."""
    return (
        stands(LITERALS, data)
        or any(re.search(shape, data) for _gate, shape in SHAPES)
        or (may_be_encoded(data) and stands(encoded(), data))
    )


def stands(literals: Literals, data: bytes) -> bool:
    low = data.lower()
    return any(literal in data for literal in literals.exact) or any(literal in low for literal in literals.caseless)


def plain_token(prefix: str) -> bytes:
    return f"value: {prefix}_{tokens.chars(prefix, tokens.ALNUM, 48)}\n".encode()


PREFIX_NAMES = [prefix.decode() for prefix in PREFIXES]


@pytest.mark.parametrize("prefix", PREFIX_NAMES)
@pytest.mark.parametrize(
    "encode",
    [
        pytest.param(lambda data: data, id="plain"),
        pytest.param(lambda data: data.replace(b"_", rb"\_"), id="markdown"),
        pytest.param(lambda data: data.replace(b"_", b"%5f"), id="percent"),
        pytest.param(lambda data: data.replace(b"_", b"&#x5f;"), id="entity"),
        pytest.param(lambda data: data.replace(b"_", rb"\u005F"), id="unicode escape"),
        pytest.param(lambda data: data.replace(b"_", b"=5F"), id="quoted-printable"),
        pytest.param(lambda data: b"".join(b"=%02X" % code for code in data), id="quoted-printable, all of it"),
        pytest.param(lambda data: data[::-1], id="reversed"),
        pytest.param(lambda data: data.decode().encode("utf-16"), id="UTF-16 with BOM"),
        pytest.param(lambda data: data.decode().encode("utf-32-be"), id="UTF-32"),
        pytest.param(base64.b64encode, id="base64"),
        pytest.param(lambda data: base64.b64encode(b"x" + data), id="base64, second alignment"),
        pytest.param(lambda data: base64.b64encode(b"xy" + data), id="base64, third alignment"),
        pytest.param(lambda data: base64.b64encode(base64.b64encode(data)), id="base64 twice"),
        pytest.param(lambda data: base64.b64encode(data.decode().encode("utf-16-le")), id="powershell"),
        pytest.param(lambda data: base64.b64encode(gzip.compress(data)), id="gzip in base64"),
        pytest.param(lambda data: data.hex().upper().encode(), id="hex"),
        pytest.param(lambda data: data.hex(":").encode(), id="hex with colons"),
        pytest.param(lambda data: data.hex(" ", 2).encode(), id="hex in words"),
        pytest.param(lambda data: data.decode().encode("utf-16-le").hex().encode(), id="hex of UTF-16"),
        pytest.param(base64.b32encode, id="base32"),
        pytest.param(lambda data: base64.a85encode(data[7:]), id="ascii85"),
        pytest.param(lambda data: base64.b85encode(data[7:]), id="base85"),
        pytest.param(lambda data: base64.b64encode(data[7:])[::-1], id="base64 backwards"),
        pytest.param(lambda data: base64.b64encode(data.strip()[::-1]), id="backwards in base64"),
        pytest.param(lambda data: base64.b64encode(data).decode().encode("utf-16-le"), id="base64 in UTF-16"),
        pytest.param(lambda data: b" " + base64.b64encode(zlib.compress(data)), id="zlib in base64"),
        pytest.param(lambda data: base64.b64encode(bz2.compress(data)), id="bzip2 in base64"),
        pytest.param(lambda data: base64.b64encode(lzma.compress(data)), id="xz in base64"),
        pytest.param(lambda data: base64.b64encode(base64.b64encode(gzip.compress(data))), id="gzip in base64 twice"),
        pytest.param(lambda data: gzip.compress(data).hex().encode(), id="gzip in hex"),
        pytest.param(lambda data: ", ".join(map(str, gzip.compress(data))).encode(), id="gzip in a list"),
        pytest.param(lambda data: " ".join(f"{byte:o}" for byte in data).encode(), id="octal"),
        pytest.param(lambda data: " ".join(f"{byte:08b}" for byte in data).encode(), id="binary"),
        pytest.param(lambda data: ".".join(f"chr({byte})" for byte in data).encode(), id="calls"),
        pytest.param(lambda data: ", ".join(f"'{byte:c}'" for byte in data).encode(), id="characters"),
        pytest.param(lambda data: data.replace(b"_", b"</b>_"), id="markup"),
        pytest.param(lambda data: "".join(f"\\x{byte:02X}" for byte in data).encode(), id="backslash x"),
        pytest.param(lambda data: "".join(f"%{byte:02x}" for byte in data).encode(), id="all percent"),
        pytest.param(lambda data: ", ".join(map(str, data)).encode(), id="character codes"),
    ],
)
def test_a_token_triggers_in_every_encoding(prefix: str, encode: object) -> None:
    assert callable(encode)
    assert triggers(encode(plain_token(prefix)))


@pytest.mark.parametrize("prefix", ["cfut", "cfat"])
def test_the_letters_of_api_tokens_may_be_moved_by_thirteen(prefix: str) -> None:
    assert triggers(codecs.encode(plain_token(prefix).decode(), "rot13").encode())


@pytest.mark.parametrize("prefix", PREFIX_NAMES)
def test_a_token_cut_over_string_literals_triggers_wherever_its_prefix_is_cut(prefix: str) -> None:
    for end in range(2, len(prefix) + 1):
        for quote_char in ('"', "'", "`", '\\"'):
            assert triggers(f"{quote_char}{prefix[:end]}{quote_char} + x".encode())


@pytest.mark.parametrize(
    "text",
    [
        "CLOUDFLARE_API_TOKEN=", "export CF_Token=", 'cfApiToken = "', "cf4-Global-Key", "CFtkn", "X-Auth-Key: ",
        "X_AUTH_KEY", "http.headers.xAuthKey", "dns_cf_token", "CF-Access-Client-Secret: ", "CF_MY_OWN_DEPLOY_SECRET",
        "cfDeployToken", "cfl_purge_auth", "TOKEN_CF=", "CLOUDFARE_KEY", "CLOUFLARE", "CLOUD FLARE API KEY",
        "claudflare", "cloudflrae", "ckoudflare", "cloudfloare", "cloudlfare", "Global API Key: ", "flarectl",
        "R2_SECRET_ACCESS_KEY=", "r2.secretKey", "TUNNEL_TOKEN", "tunnelSecret", "ARGO_AUTH=", "wrangler secret put",
        "oauth_token = ", "workers_ai_token", "/client/v4/zones", "TURNSTILE_SECRET", "ZONE_API_TOKEN", "[cf]\n",
        '{"cf": {"token": "', "cf:\n  token: ", "@cf/meta/llama",
        f'id = "{tokens.access_id()}"', tokens.turnstile_secret(), tokens.tunnel_token(), tokens.origin_ca_key(),
        "-----BEGIN ARGO TUNNEL TOKEN-----",
        quote(json.dumps({"provider": "cloudflare"})),
        base64.b64encode(b"x: CF_API_KEY=12345").decode(),
        base64.b64encode(json.dumps({"a": "0", "t": "1"}).encode()).decode(),
        base64.b64encode(json.dumps({"t": "0", "a": "1"}, indent=2).encode()).decode(),
        base64.b64encode(tokens.tunnel_token().encode()).decode(),
    ],
)  # fmt: skip
def test_a_context_triggers(text: str) -> None:
    assert triggers(text.encode())


@pytest.mark.parametrize(
    "text",
    ["", "int main(void) { return 0; }", "static int cf_check(struct cf *c)", "r2 = r2_base + 4; cfg->auth = 1",
     "file.access = read_only", "release v1.0-rc1", tokens.legacy_token(), "a" * 5000, "the global state of this zone",
     "import os\ncloud = os.environ['HOME']\n", "access to the tunnel device"],
)  # fmt: skip
def test_ordinary_text_does_not_trigger(text: str) -> None:
    assert not triggers(text.encode())


@pytest.mark.parametrize("literals", [LITERALS, encoded()], ids=["always", "encoded"])
def test_the_tables_are_clean(literals: Literals) -> None:
    assert all(literals.exact)
    assert all(literal == literal.lower() and literal.isascii() for literal in literals.caseless)
    assert len(set(literals.exact)) == len(literals.exact)
    assert len(set(literals.caseless)) == len(literals.caseless)


def test_what_is_looked_for_in_long_runs_is_not_looked_for_elsewhere() -> None:
    assert not triggers(b"H4sIAAAAA = pshg_; 636675")
    assert triggers(b"H4sIAAAAA " + b"x" * 24)


def test_the_gate_of_a_shape_stands_in_what_the_shape_matches() -> None:
    for text in (b"CF_X_TOKEN", b"cfDeployToken", b"0" * 32 + b".ACCESS", b"v1.0-" + b"a" * 16):
        matching = [gate for gate, shape in SHAPES if re.search(shape, text)]
        assert matching
        assert all(gate in text.lower() for gate in matching)


@pytest.mark.parametrize(
    "path",
    [b"cloudflare-token.txt", b"home/.secrets/CLOUDFLARE_global_key", b"secrets/cf", b"cf.key", b"a/cf-token", b"my_cf",
     b"x/r2.env", b".wrangler/config/default.toml", b"turnstile/key", b"CFTOKEN", b"tunnel_token"],
)  # fmt: skip
def test_a_path_that_names_cloudflare_triggers(path: bytes) -> None:
    assert path_triggers(path)
    assert path_triggers(b"src/main.c/" + path + b"/README.md")


@pytest.mark.parametrize(
    "path", [b"src/main.c", b"drivers/cfg80211.c", b"net/cfrfml.c", b"tunnel4.c", b"r2d2.txt", b""]
)
def test_other_paths_do_not_trigger(path: bytes) -> None:
    assert not path_triggers(path)
