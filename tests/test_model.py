from __future__ import annotations

import pytest

from cf_secret_guard.model import Checksum, Confidence, ExitCode, Finding, Kind
from cf_secret_guard.secret import Secret
from tests import tokens

KINDS = (
    "cloudflare-user-api-token",
    "cloudflare-account-api-token",
    "cloudflare-api-token",
    "cloudflare-global-api-key",
    "cloudflare-origin-ca-key",
    "cloudflare-access-service-token",
    "cloudflare-oauth-token",
    "cloudflare-tunnel-token",
    "cloudflare-tunnel-credentials",
    "cloudflare-origin-cert",
    "cloudflare-r2-secret-access-key",
    "cloudflare-turnstile-secret-key",
    "cloudflare-deploy-hook",
)


def test_the_kinds_are_those_of_the_contract() -> None:
    assert tuple(Kind) == KINDS


def test_the_exit_codes_are_those_of_the_contract() -> None:
    assert {code.name: code.value for code in ExitCode} == {
        "CLEAN": 0,
        "FINDINGS": 1,
        "USAGE": 2,
        "INCOMPLETE": 3,
        "INTERNAL": 4,
    }


def test_confidence_is_ordered() -> None:
    assert Confidence.LOW < Confidence.MEDIUM < Confidence.HIGH < Confidence.CERTAIN


@pytest.mark.parametrize(("confidence", "label"), [*zip(Confidence, ("low", "medium", "high", "certain"), strict=True)])
def test_confidence_is_called_by_the_contracts_word(confidence: Confidence, label: str) -> None:
    assert confidence.label == label


def test_the_checksum_words_are_those_of_the_contract() -> None:
    assert tuple(Checksum) == ("valid", "invalid", "none")


def test_a_finding_has_its_secrets_fingerprint_and_does_not_show_the_secret() -> None:
    secret = Secret(tokens.user_token())
    finding = Finding(
        kind=Kind.USER_API_TOKEN,
        path="a.env",
        line=1,
        column=7,
        end_column=60,
        confidence=Confidence.CERTAIN,
        checksum=Checksum.VALID,
        evidence=("valid CRC-32 checksum",),
        secret=secret,
    )
    assert finding.fingerprint == secret.fingerprint
    assert secret.reveal() not in repr(finding)
