from __future__ import annotations

import json
from typing import Any

import pytest

from cf_secret_guard.model import Checksum, Confidence, Problem, Report, Skipped
from cf_secret_guard.report.base import SCHEMA_ID, Appearance
from cf_secret_guard.report.json_report import render
from tests import tokens
from tests.report.reports import AT, ID, finding, full, report, responded, secrets


def document(given: Report) -> Any:  # noqa: ANN401 - JSON has no narrower type
    return json.loads(render(given, Appearance()))


def test_the_document_has_the_keys_of_the_contract_and_no_others() -> None:
    shown = document(full())
    assert list(shown) == ["schema", "findings", "scan", "errors"]
    assert shown["schema"] == SCHEMA_ID == "cf-secret-guard/report/1"
    always = {"kind", "path", "line", "column", "end_column", "confidence", "checksum", "evidence", "redacted"}
    always |= {"fingerprint", "decoded_via"}
    assert {frozenset(item) for item in shown["findings"]} == {
        frozenset(always),
        frozenset(always | {"blob", "commit"}),
    }


def test_verdicts_and_actions_have_the_keys_of_the_contract() -> None:
    shown = {item["path"]: item for item in document(responded())["findings"]}
    assert shown["config/prod.env"]["verdict"] == {"status": "disabled", "token_id": ID, "checked_at": AT}
    assert shown["config/prod.env"]["actions"] == [
        {
            "action": "disable",
            "target": f"user token {ID}",
            "status": "confirmed",
            "reason": "asked again with the leaked value: disabled",
            "at": AT,
        }
    ]
    assert shown["ci.yaml"]["verdict"] == {
        "status": "restricted",
        "reason": "only from 192.0.2.0/24",
        "token_id": ID,
        "account_id": "2" * 32,
        "expires_on": "2027-01-01T00:00:00Z",
        "checked_at": AT,
    }
    assert "actions" not in shown["ci.yaml"]
    assert "verdict" not in document(full())["findings"][0]


def test_personal_data_stays_out() -> None:
    assert "ada@example.com" not in render(responded(), Appearance())


@pytest.mark.parametrize("level", Confidence)
@pytest.mark.parametrize("checksum", Checksum)
def test_levels_and_checksums_are_the_words_of_the_contract(level: Confidence, checksum: Checksum) -> None:
    (shown,) = document(report(finding(confidence=level, checksum=checksum)))["findings"]
    assert (shown["confidence"], shown["checksum"]) == (level.label, checksum.value)


def test_the_order_does_not_depend_on_who_was_first() -> None:
    mixed = full()
    assert render(mixed, Appearance()) == render(mixed._replace(findings=mixed.findings[::-1]), Appearance())


def test_names_come_through_whatever_characters_they_have() -> None:
    path = 'a"b\\c\n\x1b[31m\u202e文\udcff'
    text = render(report(finding(path=path)), Appearance())
    assert text.isascii()
    assert json.loads(text)["findings"][0]["path"] == path[:-1] + "\\xff"


def test_no_string_of_the_document_shows_a_secret() -> None:
    value = tokens.legacy_token()
    hostile = report(
        finding(value, path=f"{value}/a", evidence=(value,)),
        errors=(Problem(value, value, value),),
        skipped=(Skipped(tokens.account_token(), value, incomplete=False, next_step=value),),
    )
    text = render(hostile, Appearance())
    assert not [secret for secret in (*secrets(hostile), tokens.account_token()) if secret in text]
    json.loads(text)


def test_a_secret_that_is_a_word_of_ours_spoils_no_key() -> None:
    assert "fingerprint" in document(report(finding("fingerprint")))["findings"][0]
