from __future__ import annotations

import base64
import json
import textwrap

import pytest

from cf_secret_guard.detectors.origin_cert import OriginCertDetector
from cf_secret_guard.model import Confidence, Kind
from tests import tokens
from tests.detectors.planting import found, matches, scan

DETECTOR = OriginCertDetector()
TOKEN = tokens.legacy_token()
ZONE, ACCOUNT = tokens.hexadecimal("zone", 32), tokens.hexadecimal("account", 32)
FIELDS = {"zoneID": ZONE, "accountID": ACCOUNT, "apiToken": TOKEN}


def packed(document: object) -> str:
    return base64.b64encode(json.dumps(document).encode()).decode()


def pem(body: str, width: int = 64) -> str:
    lines = "\n".join(textwrap.wrap(body, width))
    return f"-----BEGIN ARGO TUNNEL TOKEN-----\n{lines}\n-----END ARGO TUNNEL TOKEN-----\n"


FILE = pem(packed(FIELDS))
HITS = {
    "the file": FILE,
    "a file with other blocks": "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n" + FILE,
    "one long line": pem(packed(FIELDS), 9999),
    "Windows line ends": FILE.replace("\n", "\r\n"),
    "an indented block": "cert: |\n" + textwrap.indent(FILE, "    "),
    "a quoted block of a mail": textwrap.indent(FILE, "> ", lambda _line: True),
    "a JSON string": json.dumps({"cert": FILE}),
    "a comment": textwrap.indent(FILE, "# ", lambda _line: True),
    "base64 of the JSON without armour": f"CERT={packed(FIELDS)}\n",
    "base64 of the whole file": f"  cert.pem: {base64.b64encode(FILE.encode()).decode()}\n",
    "the JSON itself": json.dumps(FIELDS),
    "the JSON with an endpoint": json.dumps({**FIELDS, "endpoint": "fed"}),
    "an older file with a service key": pem(packed({"zoneID": ZONE, "accountID": ACCOUNT, "serviceKey": TOKEN})),
    "no account": pem(packed({"zoneID": ZONE, "apiToken": TOKEN})),
}
NEAR_MISSES = {
    "a token that is a dummy": pem(packed({**FIELDS, "apiToken": "your-api-token-goes-here"})),
    "no token": pem(packed({"zoneID": ZONE, "accountID": ACCOUNT})),
    "a token that is a number": pem(packed({**FIELDS, "apiToken": 7})),
    "another object": pem(packed({"name": "x", "apiToken": TOKEN})),
    "a list": pem(packed([ZONE, ACCOUNT, TOKEN])),
    "no JSON": pem(base64.b64encode(bytes(range(128))).decode()),
    "dots": "-----BEGIN ARGO TUNNEL TOKEN-----\n" + 60 * "." + "\n-----END ARGO TUNNEL TOKEN-----\n",
    "a certificate": FILE.replace("ARGO TUNNEL TOKEN", "CERTIFICATE").replace(packed(FIELDS)[:20], 20 * "A"),
    "the armour in prose": "The block -----BEGIN ARGO TUNNEL TOKEN----- holds the token.",
    "an end without a beginning": "-----END ARGO TUNNEL TOKEN-----",
}


@pytest.mark.parametrize("content", HITS.values(), ids=HITS)
def test_a_certificate_is_found_in(content: str) -> None:
    [hit] = scan(content, "cert.pem")
    assert (hit.match.kind, hit.match.confidence) == (Kind.ORIGIN_CERT, Confidence.HIGH)
    assert hit.match.secret.reveal() == TOKEN


@pytest.mark.parametrize("content", NEAR_MISSES.values(), ids=NEAR_MISSES)
def test_a_near_miss_is_not_reported(content: str) -> None:
    assert matches(DETECTOR, content) == []
    assert Kind.ORIGIN_CERT not in {kind for kind, _, _ in found(content, least=Confidence.LOW)}


def test_a_match_spans_the_body_and_names_the_account() -> None:
    [match] = matches(DETECTOR, FILE)
    body = FILE[match.start : match.end]
    assert body.replace("\n", "") == packed(FIELDS)
    assert match.companions == (("account_id", ACCOUNT),)
    assert match.evidence == ("a cloudflared login certificate that holds an API token",)


def test_without_an_account_there_is_no_companion() -> None:
    [match] = matches(DETECTOR, HITS["no account"])
    assert match.companions == ()


def test_two_files_are_two_findings() -> None:
    other = pem(packed({**FIELDS, "apiToken": tokens.legacy_token("other")}))
    assert [match.secret.reveal() for match in matches(DETECTOR, FILE + other)] == [TOKEN, tokens.legacy_token("other")]
