from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given, settings

from cf_secret_guard.model import Confidence, Problem, Report, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.sarif import MOST_RESULTS, render
from tests import tokens
from tests.report.hostile import TEXT
from tests.report.reports import finding, full, golden_cases, history, report, responded, secrets

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = Path(__file__).parents[3] / "shared" / "schemas" / "sarif-schema-2.1.0.json"
published = pytest.mark.skipif(not SCHEMA.exists(), reason="the SARIF schema is in ../shared, which is not here")


def run(given: Report, appearance: Appearance = Appearance()) -> Any:  # noqa: ANN401, B008 - JSON; an immutable value
    (only,) = json.loads(render(given, appearance))["runs"]
    return only


def results(given: Report) -> dict[str, Any]:
    """The results of a report, by the place that they name."""
    return {item["properties"]["path"]: item for item in run(given)["results"]}


def place(result: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = result["locations"][0]["physicalLocation"]
    return shown


def keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        yield from value
        for item in value.values():
            yield from keys(item)
    elif isinstance(value, list):
        for item in value:
            yield from keys(item)


@published
@pytest.mark.parametrize("case", golden_cases())
def test_every_report_follows_the_published_schema(case: str) -> None:
    schema = json.loads(SCHEMA.read_bytes())
    jsonschema.Draft7Validator(schema).validate(json.loads(render(golden_cases()[case], Appearance(exit_code=1))))


@published
@settings(deadline=None, max_examples=20)
@given(TEXT, TEXT)
def test_so_does_a_report_of_hostile_names(path: str, evidence: str) -> None:
    hostile = report(
        finding(path=path, evidence=(evidence,), decoded_via=(evidence,)),
        errors=(Problem(evidence, path, path),),
        skipped=(Skipped(path, evidence, incomplete=True),),
    )
    document = json.loads(render(hostile, Appearance()))
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_bytes())).validate(document)


def test_sarif_tools_reads_every_report(tmp_path: Path) -> None:
    for case, given_ in golden_cases().items():
        (tmp_path / f"{case}.sarif").write_text(render(given_, Appearance(exit_code=1)), encoding="utf-8")
    command = [sys.executable, "-m", "sarif", "summary", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    errors = sum(item["level"] == "error" for given_ in golden_cases().values() for item in run(given_)["results"])
    assert f"error: {errors}\n" in done.stdout


def test_a_finding_is_a_result_at_its_place() -> None:
    shown = results(full())["config/prod.env:3:22"]
    assert (shown["ruleId"], shown["level"]) == ("cloudflare-user-api-token", "error")
    assert shown["message"]["text"].startswith("Cloudflare user API token cfut_********. Confidence: certain (")
    assert place(shown) == {
        "artifactLocation": {"uri": "config/prod.env", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 22, "endLine": 3, "endColumn": 75},
    }


def test_a_member_of_an_archive_is_a_logical_location_of_the_archive() -> None:
    shown = results(history())["dist/site.zip!inner/.env:3:22"]
    assert place(shown)["artifactLocation"]["uri"] == "dist/site.zip"
    assert place(shown)["region"] == {"startLine": 1}
    assert shown["locations"][0]["logicalLocations"][0] == {"name": "inner/.env:3:22", "kind": "member"}


@pytest.mark.parametrize(
    ("path", "uri", "logical"),
    [
        ("<commit message>:1:5", "%3Ccommit%20message%3E", {"name": "56" * 20, "kind": "commit"}),
        ("<unreachable 787878787878>:3:22", "%3Cunreachable%20787878787878%3E", {"name": "78" * 20, "kind": "blob"}),
    ],
)
def test_what_stands_in_no_file_has_a_location_nevertheless(path: str, uri: str, logical: dict[str, str]) -> None:
    shown = results(history())[path]
    assert place(shown)["artifactLocation"] == {"uri": uri}
    assert shown["locations"][0]["logicalLocations"] == [logical]


@pytest.mark.parametrize("case", golden_cases())
def test_every_result_has_what_github_requires(case: str) -> None:
    document = run(golden_cases()[case])
    rules = {rule["id"] for rule in document["tool"]["driver"]["rules"]}
    for shown in document["results"]:
        assert shown["ruleId"] in rules
        assert shown["message"]["text"]
        assert place(shown)["artifactLocation"]["uri"]
        assert place(shown)["region"]["startLine"] >= 1
        assert shown["partialFingerprints"]["primaryLocationLineHash"]
        assert len(shown.get("relatedLocations", ())) <= 20


def test_other_places_of_a_secret_are_related_locations_that_the_message_links_to() -> None:
    found = [finding(path=f"{number:02}.env") for number in range(30)]
    shown = results(report(*found))["00.env:3:22"]
    related = [item["physicalLocation"]["artifactLocation"]["uri"] for item in shown["relatedLocations"]]
    assert related == [f"{number:02}.env" for number in range(1, 21)]
    assert [item["id"] for item in shown["relatedLocations"]] == list(range(1, 21))
    assert "It also stands at: [1](1), [2](2)," in shown["message"]["text"]


def test_other_names_of_the_same_content_are_related_locations() -> None:
    related = results(history())["config/prod.env:3:22"]["relatedLocations"]
    uris = [item["physicalLocation"]["artifactLocation"]["uri"] for item in related]
    assert uris == ["old/prod.env", "%3Ccommit%20message%3E"]


def hashes(given: Report) -> list[str]:
    return [item["partialFingerprints"]["primaryLocationLineHash"] for item in run(given)["results"]]


def test_a_moved_line_is_the_same_alert() -> None:
    before = report(finding(line=3), finding(line=9), finding(path="other"))
    after = report(finding(line=30, column=1), finding(line=90), finding(path="other", line=7))
    assert hashes(before) == hashes(after)


def test_each_place_in_a_file_is_an_alert_of_its_own_and_so_is_each_secret() -> None:
    first, second = hashes(report(finding(line=3), finding(line=9)))
    other = hashes(report(finding(tokens.user_token("b"))))[0]
    assert len({first, second, other}) == 3


def test_what_was_set_aside_is_counted_and_not_listed() -> None:
    assert len(run(full())["results"]) == len(full().findings)
    assert "suppressions" not in set(keys(run(full())))


@pytest.mark.parametrize("case", golden_cases())
def test_there_is_no_snippet_no_time_no_path_of_this_machine_and_no_address_of_a_person(case: str) -> None:
    text = render(golden_cases()[case], Appearance())
    names = set(keys(json.loads(text)))
    unwanted = {"snippet", "contextRegion", "startTimeUtc", "endTimeUtc", "commandLine", "machine", "account"}
    assert not names & {*unwanted, "workingDirectory", "environmentVariables", "versionControlProvenance"}
    assert "ada@example.com" not in text
    assert "file:" not in text


def test_the_exit_code_comes_from_whoever_knows_it() -> None:
    assert run(report(), Appearance(exit_code=0))["invocations"][0]["exitCode"] == 0
    assert "exitCode" not in run(responded())["invocations"][0]


def test_past_the_limit_the_most_urgent_are_kept_and_keep_their_names() -> None:
    dull = [
        finding(tokens.user_token(str(number)), path="a", confidence=Confidence.MEDIUM)
        for number in range(MOST_RESULTS)
    ]
    worst = [finding(path="z", line=1, confidence=Confidence.MEDIUM), finding(path="z", line=2)]
    document = run(report(*dull, *worst))
    assert len(document["results"]) == MOST_RESULTS
    assert document["results"][-1]["partialFingerprints"]["primaryLocationLineHash"].endswith(":2")
    assert document["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].startswith("2 findings")


def test_the_largest_report_is_well_below_what_github_takes() -> None:
    values = [tokens.user_token(str(number)) for number in range(1_000)]
    found = [finding(value, path=f"a/rather/long/directory/of/a/project/{value[5:20]}.env") for value in values]
    text = render(report(*found), Appearance())
    assert len(gzip.compress(text.encode())) * MOST_RESULTS / len(found) < 2_000_000  # of 10 MB


def test_the_order_does_not_depend_on_who_was_first() -> None:
    for mixed in (full(), history()):
        assert render(mixed, Appearance()) == render(mixed._replace(findings=mixed.findings[::-1]), Appearance())


def test_no_string_of_the_document_shows_a_secret() -> None:
    value = tokens.legacy_token()
    hostile = report(
        finding(value, path=f"{value}/a%{value}", evidence=(value,), decoded_via=(value,), paths=(value,)),
        errors=(Problem(value, value, value),),
        skipped=(Skipped(tokens.account_token(), value, incomplete=True, next_step=value),),
    )
    text = render(hostile, Appearance())
    assert not [secret for secret in (*secrets(hostile), tokens.account_token()) if secret in text]
