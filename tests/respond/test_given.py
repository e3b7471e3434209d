from __future__ import annotations

import base64
import json

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.model import Confidence, Kind
from cf_secret_guard.respond.given import LARGEST, MODE, PLACE, report_of
from tests import tokens

ACCOUNT = tokens.hexadecimal("account", 32)
TUNNEL = json.loads(base64.b64decode(tokens.tunnel_token("file")))
CREDENTIALS = json.dumps({"AccountTag": TUNNEL["a"], "TunnelSecret": TUNNEL["s"], "TunnelID": TUNNEL["t"]})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (tokens.user_token(), Kind.USER_API_TOKEN),
        (f"\ufeff{tokens.account_token()}\r\n", Kind.ACCOUNT_API_TOKEN),
        (tokens.global_key(), Kind.GLOBAL_API_KEY),
        (tokens.legacy_token(), Kind.API_TOKEN),
        (f"  {tokens.legacy_key()}\n", Kind.GLOBAL_API_KEY),
        (tokens.origin_ca_key(), Kind.ORIGIN_CA_KEY),
        (tokens.turnstile_secret(), Kind.TURNSTILE_SECRET_KEY),
        (tokens.oauth_token(), Kind.OAUTH_TOKEN),
        (tokens.oauth_token(prefix=""), Kind.OAUTH_TOKEN),
        (tokens.tunnel_token(), Kind.TUNNEL_TOKEN),
        (f"export CLOUDFLARE_API_TOKEN={tokens.legacy_token()}", Kind.API_TOKEN),
        (CREDENTIALS, Kind.TUNNEL_CREDENTIALS),
    ],
)
def test_what_is_handed_in_is_recognised_alone_or_in_its_file(text: str, kind: Kind) -> None:
    report = report_of(text.encode(), None)
    (finding,) = report.findings
    assert (finding.kind, finding.path, report.scan.mode) == (kind, PLACE, MODE)
    assert finding.secret.reveal() in text


def test_text_of_windows_shells_is_read() -> None:
    (finding,) = report_of(tokens.user_token().encode("utf-16"), None).findings
    assert finding.secret.reveal() == tokens.user_token()


def test_somebody_may_say_what_it_is() -> None:
    (finding,) = report_of(tokens.access_secret().encode(), Kind.ACCESS_SERVICE_TOKEN).findings
    assert finding.kind == Kind.ACCESS_SERVICE_TOKEN
    assert finding.confidence == Confidence.MEDIUM
    assert finding.end_column == len(tokens.access_secret()) + 1


def test_a_mistyped_token_is_taken_for_what_it_looks_like() -> None:
    (finding,) = report_of(tokens.prefixed("cfut", valid=False).encode(), None).findings
    assert (finding.kind, finding.confidence) == (Kind.USER_API_TOKEN, Confidence.LOW)


def test_account_ids_come_first_to_what_stands_beside_it() -> None:
    text = f"CLOUDFLARE_ACCOUNT_ID={tokens.hexadecimal('other', 32)}\nCLOUDFLARE_API_TOKEN={tokens.account_token()}\n"
    (finding,) = report_of(text.encode(), None, [ACCOUNT]).findings
    assert finding.companions == (("account_id", ACCOUNT), ("account_id", tokens.hexadecimal("other", 32)))


@pytest.mark.parametrize(
    ("data", "kind", "accounts", "message"),
    [
        (b"", None, [], "No secret was given"),
        (b" \n", None, [], "No secret was given"),
        (b"a" * (LARGEST + 1), None, [], "too long"),
        (b"two words", None, [], "Nobody can tell"),
        (b"two words", Kind.API_TOKEN, [], "Nobody can tell"),
        (b"\xff\xfe\xff", Kind.API_TOKEN, [], "Nobody can tell"),
        (b"0" * 40, None, [], "Nobody can tell"),
        (f"{tokens.user_token()} {tokens.account_token()}".encode(), None, [], "More than one"),
        (tokens.user_token().encode(), None, ["example"], "--account-id is not"),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_next_step(
    data: bytes, kind: str | None, accounts: list[str], message: str
) -> None:
    with pytest.raises(UsageError, match=message) as caught:
        report_of(data, kind, accounts)
    assert caught.value.next_step


def test_of_several_the_kind_chooses() -> None:
    data = f"{tokens.user_token()} {tokens.account_token()}".encode()
    (finding,) = report_of(data, Kind.ACCOUNT_API_TOKEN).findings
    assert finding.secret.reveal() == tokens.account_token()
