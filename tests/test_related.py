from __future__ import annotations

import pytest

from cf_secret_guard.model import Checksum, Confidence, Finding, Kind
from cf_secret_guard.related import relate
from cf_secret_guard.secret import Secret
from tests import tokens

TOKEN = tokens.user_token()


def finding(kind: Kind, value: str, confidence: Confidence = Confidence.MEDIUM) -> Finding:
    return Finding(
        kind=kind,
        path="a",
        line=1,
        column=1,
        end_column=2,
        confidence=confidence,
        checksum=Checksum.NONE,
        evidence=("seen",),
        secret=Secret(value),
    )


R2 = finding(Kind.R2_SECRET_ACCESS_KEY, tokens.r2_secret(TOKEN), Confidence.LOW)


@pytest.mark.parametrize(
    "kind", [Kind.USER_API_TOKEN, Kind.ACCOUNT_API_TOKEN, Kind.API_TOKEN, Kind.ORIGIN_CERT], ids=lambda kind: kind.value
)
@pytest.mark.parametrize("confidence", [Confidence.LOW, Confidence.CERTAIN])
def test_an_r2_secret_is_tied_to_its_token(kind: Kind, confidence: Confidence) -> None:
    token = finding(kind, TOKEN, confidence)
    tied, same = relate([R2, token])
    assert same == token
    assert tied.confidence is Confidence.CERTAIN
    assert tied.companions == (("parent_fingerprint", token.fingerprint),)
    assert tied.evidence == (
        "seen",
        f"the SHA-256 of the API token with fingerprint {token.fingerprint}, found in the same scan",
    )


def test_neither_value_stands_in_what_is_said() -> None:
    [tied, _] = relate([R2, finding(Kind.USER_API_TOKEN, TOKEN)])
    said = " ".join((*tied.evidence, *(value for _, value in tied.companions)))
    assert TOKEN not in said
    assert tokens.r2_secret(TOKEN) not in said


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(finding(Kind.USER_API_TOKEN, tokens.user_token("another")), id="another token"),
        pytest.param(finding(Kind.TURNSTILE_SECRET_KEY, TOKEN), id="another kind"),
        pytest.param(finding(Kind.ACCESS_SERVICE_TOKEN, tokens.r2_secret(TOKEN)), id="the same value as another kind"),
    ],
)
def test_nothing_is_tied_to(other: Finding) -> None:
    assert relate([other, R2]) == [other, R2]


def test_without_an_r2_secret_all_stays_as_it_is() -> None:
    findings = (finding(Kind.USER_API_TOKEN, TOKEN), finding(Kind.GLOBAL_API_KEY, tokens.legacy_key()))
    assert relate(findings) == list(findings)
    assert relate([]) == []


def test_every_place_of_the_secret_is_tied_and_the_order_stays() -> None:
    token = finding(Kind.API_TOKEN, TOKEN)
    tied = relate([R2, token, R2._replace(line=9)])
    assert [one.confidence for one in tied] == [Confidence.CERTAIN, token.confidence, Confidence.CERTAIN]
    assert [one.line for one in tied] == [1, 1, 9]
