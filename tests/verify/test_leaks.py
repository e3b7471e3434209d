from __future__ import annotations

from cf_secret_guard.model import Confidence, Kind, Report, ScanSummary
from cf_secret_guard.scanner import Scanner
from cf_secret_guard.sources.base import Window
from cf_secret_guard.verify.leaks import leaks
from tests import tokens

ACCOUNT = tokens.hexadecimal("account", 32)
REMOTE = tokens.hexadecimal("remote", 32)
SUMMARY = ScanSummary(mode="worktree", range=None, files=1, blobs=1, bytes=1, skipped=(), duration=0.0)


def scanned(**files: str) -> Report:
    outcomes = [Scanner().inspect(Window(path.encode(), None, text.encode())) for path, text in files.items()]
    found = [finding for outcome in outcomes for finding in outcome.findings]
    accounts = tuple(account for outcome in outcomes for account in outcome.account_ids)
    return Report(tuple(item for item in found if item.confidence > Confidence.LOW), SUMMARY, (), accounts)


def test_one_secret_in_many_places_is_one_leak() -> None:
    token = tokens.account_token()
    report = scanned(a=f"T={token}\naccount_id={ACCOUNT}\n", b=f"T={token}\n")
    assert len(report.findings) == 2
    [leak] = leaks(report)
    assert (leak.kind, leak.secret.reveal()) == (Kind.ACCOUNT_API_TOKEN, token)
    assert leak.account_ids == (ACCOUNT,)


def test_accounts_of_the_same_file_come_before_those_of_the_repository() -> None:
    report = scanned(a=f"account_id={REMOTE}\n", b=f"T={tokens.account_token()}\nCF_ACCOUNT_ID={ACCOUNT}\n")
    assert leaks(report)[0].account_ids == (ACCOUNT, REMOTE)


def test_a_user_token_is_not_asked_about_by_account() -> None:
    report = scanned(a=f"T={tokens.user_token()}\nCF_ACCOUNT_ID={ACCOUNT}\n")
    assert leaks(report)[0].account_ids == ()


def test_the_users_address_is_tried_before_the_one_beside_the_key() -> None:
    report = scanned(a=f"CLOUDFLARE_EMAIL=a@example.invalid\nCLOUDFLARE_API_KEY={tokens.legacy_key()}\n")
    assert leaks(report, ["b@example.invalid"])[0].emails == ("b@example.invalid", "a@example.invalid")


def test_an_address_is_no_business_of_a_token() -> None:
    report = scanned(a=f"email: a@example.invalid\nT={tokens.user_token()}\n")
    assert leaks(report, ["b@example.invalid"])[0].emails == ()


def test_public_ids_beside_a_credential_go_with_it() -> None:
    token = tokens.user_token()
    pair = f"R2_ACCESS_KEY_ID={tokens.hexadecimal('key', 32)}\nR2_SECRET_ACCESS_KEY={tokens.r2_secret(token)}\n"
    service = f"CF-Access-Client-Id: {tokens.access_id()}\nCF-Access-Client-Secret: {tokens.access_secret()}\n"
    by_kind = {leak.kind: leak for leak in leaks(scanned(a=pair, b=service, c=f"tunnel: {tokens.tunnel_token()}"))}
    assert by_kind[Kind.R2_SECRET_ACCESS_KEY].access_key_id == tokens.hexadecimal("key", 32)
    assert by_kind[Kind.ACCESS_SERVICE_TOKEN].client_id == tokens.access_id()
    assert by_kind[Kind.TUNNEL_TOKEN].tunnel_id == tokens.uuid()


def test_the_refresh_token_of_a_login_goes_with_its_access_token() -> None:
    refresh = tokens.oauth_token("r", "cfort_")
    report = scanned(a=f'oauth_token = "{tokens.oauth_token()}"\nrefresh_token = "{refresh}"\n')
    access, other = leaks(report)
    assert access.refresh_token is not None
    assert access.refresh_token.reveal() == refresh
    assert other.refresh_token is None


def test_a_service_token_and_a_widget_are_looked_for_in_the_accounts_that_are_named() -> None:
    service = f"CF-Access-Client-Id: {tokens.access_id()}\nCF-Access-Client-Secret: {tokens.access_secret()}\n"
    report = scanned(a=service, b=f"TURNSTILE_SECRET_KEY={tokens.turnstile_secret()}\n", c=f"account_id={ACCOUNT}\n")
    assert {leak.kind: leak.account_ids for leak in leaks(report)} == {
        Kind.ACCESS_SERVICE_TOKEN: (ACCOUNT,),
        Kind.TURNSTILE_SECRET_KEY: (ACCOUNT,),
    }
