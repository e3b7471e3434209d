from __future__ import annotations

import pytest
from hypothesis import given, settings

from cf_secret_guard.model import Confidence, Finding, Problem, Report, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.github import MOST_SHOWN, render
from tests import tokens
from tests.report.hostile import TEXT
from tests.report.reports import finding, history, report, verdict
from tests.report.runner import Command, parse


def commands(given: Report) -> list[Command]:
    """What a runner makes of the report."""
    return [command for line in render(given, Appearance()).split("\n") if (command := parse(line)) is not None]


def many(count: int, **changes: object) -> list[Finding]:
    return [finding(tokens.user_token(str(number)), line=number + 1, **changes) for number in range(count)]


def test_a_finding_is_an_annotation_of_its_place() -> None:
    (command,) = commands(report(finding(path="a, b: 100%.env")))
    assert command.name == "error"
    assert command.properties == {
        "file": "a, b: 100%.env",
        "line": "3",
        "endLine": "3",
        "col": "22",
        "endColumn": "75",
        "title": "Cloudflare user API token",
    }
    assert command.data.splitlines()[0] == "Cloudflare user API token cfut_********."


def test_the_escapes_are_those_of_the_toolkit() -> None:
    line = render(report(finding(path="a%:,b", evidence=("100%: a, b",))), Appearance()).splitlines()[0]
    assert line.startswith("::error file=a%25%3A%2Cb,line=3,")
    assert "(100%25: a, b).%0AIt stands at a%25:,b:3:22.%0A" in line


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (finding(confidence=Confidence.HIGH), "error"),
        (finding(confidence=Confidence.MEDIUM), "warning"),
        (finding(confidence=Confidence.LOW), "notice"),
        (finding(confidence=Confidence.LOW, verdict=verdict()), "error"),
    ],
)
def test_the_level_is_the_command(given: Finding, name: str) -> None:
    assert [command.name for command in commands(report(given))] == [name]


def test_a_line_is_named_only_where_it_is_a_line_of_the_file() -> None:
    found = {command.properties.get("file"): command.properties for command in commands(history())}
    assert set(found) == {None, "config/prod.env", "dist/site.zip"}
    assert not [name for properties in found.values() for name in properties if name not in {"file", "title"}]


def test_a_clean_report_annotates_nothing() -> None:
    assert commands(report()) == []
    assert render(report(), Appearance()).startswith("No Cloudflare credentials found.\n")


def test_what_could_not_be_scanned_is_one_error() -> None:
    skipped = tuple(
        Skipped(f"{number}.env", "Permission denied", incomplete=True, next_step="Fix.") for number in range(9)
    )
    (command,) = commands(report(skipped=skipped, errors=(Problem("git failed", "Run again."),)))
    assert (command.name, command.properties["title"]) == ("error", "Not everything was scanned")
    told = command.data.splitlines()
    assert told[:2] == ["git failed. Run again.", "0.env: Permission denied. Fix."]
    assert told[-1] == "and 5 more"
    assert len(told) == 6


def test_remarks_are_lines_of_the_log() -> None:
    remark = Problem("the entry expired", "Revoke it.", "a", incomplete=False)
    assert render(report(errors=(remark,)), Appearance()).startswith("Remark: a: the entry expired. Revoke it.\n")


def test_what_github_will_not_show_is_counted_first() -> None:
    found = [
        *many(12),
        *many(11, confidence=Confidence.MEDIUM, path="b"),
        *many(3, confidence=Confidence.LOW, path="c"),
    ]
    shown = commands(report(*found))
    assert shown[0].name == "notice"
    assert shown[0].data.startswith("3 places more than GitHub annotates in one step.")
    assert len(shown) == 1 + len(found)
    gap = Skipped("x", "unreadable", incomplete=True)
    assert commands(report(*found, skipped=(gap,)))[1].data.startswith("4 places")


@pytest.mark.parametrize(("level", "room"), [(Confidence.HIGH, MOST_SHOWN), (Confidence.LOW, MOST_SHOWN - 1)])
def test_nothing_is_counted_as_long_as_there_is_room(level: Confidence, room: int) -> None:
    assert len(commands(report(*many(room, confidence=level)))) == room


def test_the_most_urgent_comes_first() -> None:
    dull = many(3)
    live = finding(tokens.user_token("live"), path="z", verdict=verdict())
    assert commands(report(*dull, live))[0].properties["file"] == "z"


@settings(deadline=None)
@given(TEXT, TEXT)
def test_no_text_from_outside_is_a_command_or_ends_one(path: str, evidence: str) -> None:
    problem = Problem(evidence, path, path)
    skipped = Skipped(path, evidence, incomplete=True, next_step=path)
    remark = problem._replace(incomplete=False)
    given = report(finding(path=path, evidence=(evidence,)), errors=(problem, remark), skipped=(skipped,))
    text = render(given, Appearance())
    assert len(text.splitlines()) == text.count("\n") == 5
    assert "##" not in text
    found = commands(given)
    assert [command.name for command in found] == ["error", "error"]
    assert set(found[0].properties) == {"title"}
    assert set(found[1].properties) <= {"file", "line", "endLine", "col", "endColumn", "title"}
    assert found[1].properties["title"] == "Cloudflare user API token"
