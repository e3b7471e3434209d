from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from cf_secret_guard.model import Confidence, Problem, Report, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.gitlab import render
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.gitlab_schema import SCHEMA
from tests.report.hostile import TEXT
from tests.report.reports import finding, full, golden_cases, history, report, responded, secrets, verdict

GAP = Skipped("a", "unreadable", incomplete=True, next_step="Make it readable.")


def document(given: Report) -> Any:  # noqa: ANN401 - JSON
    return json.loads(render(given, Appearance()))


def vulnerabilities(given: Report) -> dict[str, Any]:
    return {item["location"]["file"]: item for item in document(given)["vulnerabilities"]}


@pytest.mark.parametrize("case", golden_cases())
def test_every_report_follows_gitlabs_schema(case: str) -> None:
    jsonschema.Draft7Validator(SCHEMA).validate(document(golden_cases()[case]))


@settings(deadline=None)
@given(TEXT, TEXT)
def test_so_does_a_report_of_hostile_names(path: str, evidence: str) -> None:
    hostile = report(
        finding(path=path, evidence=(evidence,), decoded_via=(evidence,), paths=(path, evidence)),
        errors=(Problem(evidence, path, path),),
        skipped=(Skipped(path, evidence, incomplete=True),),
    )
    jsonschema.Draft7Validator(SCHEMA).validate(document(hostile))


def test_a_finding_is_a_vulnerability() -> None:
    shown = vulnerabilities(report(finding()))["config/prod.env"]
    assert shown["name"] == "Cloudflare user API token"
    assert shown["severity"] == "High"
    assert shown["identifiers"][0]["value"] == "cloudflare-user-api-token"
    assert shown["location"] == {
        "file": "config/prod.env",
        "commit": {"sha": "0000000"},
        "start_line": 3,
        "end_line": 3,
    }
    assert shown["details"]["confidence"]["value"] == "certain"
    assert "raw_source_code_extract" not in shown


def test_the_commit_of_a_history_is_told_and_a_member_has_no_lines() -> None:
    shown = vulnerabilities(history())
    commit = {"sha": "34" * 20, "date": "2025-11-21T04:40:00Z"}
    assert shown["dist/site.zip"]["location"] == {"file": "dist/site.zip", "commit": commit}
    assert shown["dist/site.zip"]["details"]["place"]["value"].startswith("dist/site.zip!inner/.env:3:22, in zip, ")
    assert shown["config/prod.env"]["details"]["elsewhere"]["items"][0]["value"] == "old/prod.env"
    assert shown["<unreachable 787878787878>"]["location"]["commit"] == {"sha": "0000000"}


def test_a_commit_without_a_date_of_this_calendar_has_none() -> None:
    (shown,) = vulnerabilities(report(finding(commit="ab" * 20, blob="cd" * 20, commit_time=2**62))).values()
    assert shown["location"]["commit"] == {"sha": "ab" * 20}


@pytest.mark.parametrize(
    ("status", "severity"),
    [(Status.LIVE, "Low"), (Status.UNKNOWN, "Low"), (Status.REVOKED, "Info"), (Status.DISABLED, "Info")],
)
def test_the_severity_is_what_it_can_do_as_long_as_it_can(status: Status, severity: str) -> None:
    given = finding(verdict=verdict(status), severity="low: only reads settings")
    assert vulnerabilities(report(given))["config/prod.env"]["severity"] == severity


def test_verdicts_and_actions_are_details() -> None:
    details = vulnerabilities(responded())["config/prod.env"]["details"]
    assert details["verdict"]["items"][0]["value"] == "disabled (asked at 2026-11-21 12:00:00 UTC)"
    assert details["actions"]["value"].startswith("disable user token ")
    assert details["capability"]["value"].startswith("Can edit DNS")


def test_what_is_hardly_a_credential_is_flagged() -> None:
    low = finding(confidence=Confidence.LOW)
    assert vulnerabilities(report(low))["config/prod.env"]["flags"][0]["type"] == "flagged-as-likely-false-positive"
    assert "flags" not in vulnerabilities(report(low._replace(verdict=verdict())))["config/prod.env"]


def test_an_id_names_a_place_of_a_secret_whatever_its_line() -> None:
    def ids(given: Report) -> list[str]:
        return [item["id"] for item in document(given)["vulnerabilities"]]

    before = ids(report(finding(line=3), finding(line=9), finding(path="b\udcff")))
    assert ids(report(finding(line=30), finding(line=90), finding(path="b\udcff", line=1))) == before
    assert len(set(before)) == 3


@pytest.mark.parametrize(
    ("given", "status"),
    [
        (report(), "success"),
        (report(finding()), "success"),
        (report(skipped=(GAP,)), "failure"),
        (report(finding(), skipped=(GAP,)), "success"),
    ],
)
def test_the_status_is_that_of_the_exit_code(given: Report, status: str) -> None:
    assert document(given)["scan"]["status"] == status


def test_what_could_not_be_scanned_is_a_message() -> None:
    assert document(report(skipped=(GAP,)))["scan"]["messages"] == [
        {"level": "warn", "value": "a: unreadable. Make it readable."}
    ]


def test_the_times_are_those_of_the_scan() -> None:
    scan = document(report(started=1_763_700_000, duration=1.5))["scan"]
    assert (scan["start_time"], scan["end_time"]) == ("2025-11-21T04:40:00", "2025-11-21T04:40:02")


def test_the_order_does_not_depend_on_who_was_first() -> None:
    for mixed in (full(), history()):
        assert render(mixed, Appearance()) == render(mixed._replace(findings=mixed.findings[::-1]), Appearance())


def test_no_string_of_the_document_shows_a_secret() -> None:
    value = tokens.legacy_token()
    hostile = report(
        finding(value, path=f"{value}/a", evidence=(value,), decoded_via=(value,), paths=(value,)),
        errors=(Problem(value, value, value),),
    )
    text = render(hostile, Appearance())
    assert not [secret for secret in secrets(hostile) if secret in text]
    assert "ada@example.com" not in render(responded(), Appearance())
