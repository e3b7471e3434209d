from __future__ import annotations

from typing import Any, cast

import pytest

from cf_secret_guard import __version__
from cf_secret_guard.catalog import CATALOG
from cf_secret_guard.model import Problem, Report, Skipped
from cf_secret_guard.report.sarif_run import invocation, tool
from cf_secret_guard.report.sweep import Sweeper
from tests import tokens
from tests.report.reports import finding, full, report

NOTHING = Sweeper([])
GAP = Skipped("a", "unreadable", incomplete=True, next_step="Make it readable.")
RULES = cast("Any", tool(["acme-key"])["rules"])


def run(given: Report, exit_code: int | None = None, left_out: int = 0) -> Any:  # noqa: ANN401 - JSON
    return invocation(given, exit_code, left_out, NOTHING)


def notifications(given: Report, left_out: int = 0) -> list[tuple[str, str, str]]:
    shown = run(given, left_out=left_out)["toolExecutionNotifications"]
    return [(item["descriptor"]["id"], item["level"], item["message"]["text"]) for item in shown]


def test_the_tool_has_a_rule_for_every_kind_found_or_not() -> None:
    assert [rule["id"] for rule in RULES] == [*CATALOG, "acme-key"]
    assert [rule["id"] for rule in cast("Any", tool([])["rules"])] == list(CATALOG)
    assert tool([])["semanticVersion"] == __version__


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: str(rule["id"]))
def test_a_rule_keeps_to_what_github_takes(rule: Any) -> None:  # noqa: ANN401 - JSON
    assert 0 < len(rule["name"]) <= 255
    assert 0 < len(rule["shortDescription"]["text"]) <= 1024
    assert 0 < len(rule["fullDescription"]["text"]) <= 1024
    assert len(rule["properties"]["tags"]) <= 10
    assert rule["properties"]["precision"] in {"very-high", "high", "medium", "low"}
    assert rule["properties"]["problem.severity"] == "error"
    assert 0 < float(rule["properties"]["security-severity"]) <= 10


@pytest.mark.parametrize("kind", CATALOG)
def test_the_help_of_a_rule_is_what_the_catalog_knows(kind: str) -> None:
    rule = next(rule for rule in RULES if rule["id"] == kind)
    known = CATALOG[kind]
    for text in (known.power, known.recognised, known.url, known.docs, *known.revoke, *known.also):
        assert text in rule["help"]["text"]
        assert text in rule["help"]["markdown"]
    assert "## How to revoke it\n\n1. " in rule["help"]["markdown"]
    assert "#" not in rule["help"]["text"].replace(known.docs, "")
    assert rule["helpUri"] == known.docs


def test_the_exit_code_is_told_if_it_is_known() -> None:
    assert run(report(), 1)["exitCode"] == 1
    assert "exitCode" not in run(report())


@pytest.mark.parametrize(
    ("given", "successful"),
    [
        (report(), True),
        (report(finding()), True),
        (report(finding(), skipped=(GAP,)), False),
        (report(errors=(Problem("a remark", "", incomplete=False),)), True),
    ],
)
def test_a_run_failed_if_something_was_not_done(given: Report, *, successful: bool) -> None:
    assert run(given)["executionSuccessful"] is successful


def test_gaps_remarks_and_what_was_set_aside_are_notifications() -> None:
    remark = Problem("the entry expired", "Revoke it.", "a", incomplete=False)
    given = full()._replace(errors=(*full().errors, remark))
    assert notifications(given) == [
        ("incomplete", "error", "git did not list the submodule. Run `git submodule update` and scan again."),
        ("incomplete", "error", "Permission denied. Make it readable."),
        ("remark", "note", "the entry expired. Revoke it."),
        ("set-aside", "note", "Findings set aside: 1 by inline, 1 by threshold."),
    ]


def test_every_notification_is_declared() -> None:
    declared = {item["id"] for item in cast("Any", tool([])["notifications"])}
    assert {name for name, _, _ in notifications(full(), left_out=1)} <= declared


def test_what_is_left_out_is_said() -> None:
    gaps = tuple(GAP._replace(path=str(number)) for number in range(103))
    shown = notifications(report(finding(), skipped=gaps), left_out=1234)
    assert len(shown) == 102
    text = "1,234 findings are left out, the least urgent ones, for GitHub shows no more. The JSON report has all."
    assert shown[0] == ("limit", "warning", text)
    assert shown[-1] == ("limit", "error", "3 more of these are left out. The JSON report has all.")


def test_no_notification_shows_a_secret() -> None:
    value = tokens.legacy_token()
    given = report(finding(value), errors=(Problem(value, value, value),))
    assert value not in str(invocation(given, None, 0, Sweeper.of(given)))
