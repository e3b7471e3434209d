from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.html.overview import outcome
from tests import tokens
from tests.report.html.reading import by_id, read, text
from tests.report.reports import finding, from_history, full, golden_cases, report

if TYPE_CHECKING:
    from cf_secret_guard.model import Report


def facts(report: Report) -> dict[str, str]:
    (found,) = [item for item in read(report).iter("dl") if item.get("class") == "facts"]
    return {text(item.find("dt")): text(item.find("dd")) for item in found}


def tiles(report: Report) -> dict[str, str]:
    found = [item for item in read(report).iter("div") if str(item.get("class")).startswith("tile ")]
    return {text(item.find("dt")): text(item.find("dd")) for item in found}


def counts(report: Report) -> dict[str, list[str]]:
    (found,) = [item for item in read(report).iter("div") if item.get("class") == "counts"]
    return {text(table.find("caption")): [text(row) for row in table.iter("tr")] for table in found}


def test_it_begins_with_the_outcome() -> None:
    section = by_id(read(full()), "overview")
    assert text(section.find("p")) == "3 credentials in 4 places found, and 2 items could not be scanned."
    assert "2 findings ignored, 1 item skipped." in text(section)
    assert "-v" not in text(section)


def test_a_commit_that_was_stopped_is_called_so() -> None:
    told = outcome(golden_cases()["staged"], Appearance(stopped=True, quiet=True))
    assert told[0] == ("red", "The commit was stopped: 1 Cloudflare credential found.")


def test_what_was_scanned_is_told_and_whether_it_was_all() -> None:
    assert facts(full()) == {
        "Mode": "worktree",
        "Files": "1,234",
        "Size": "34.2 MB",
        "Time": "0.25 s",
        "Complete": "no: 2 items missing",
    }
    assert facts(from_history()) == {
        "Mode": "history",
        "Range": "main",
        "git blobs": "115,000",
        "Size": "34.2 MB",
        "Time": "12.50 s",
        "Complete": "yes",
    }


def test_secrets_are_counted_by_standing_verdict_confidence_and_kind() -> None:
    assert tiles(from_history()) == {
        "secrets": "3",
        "places": "4",
        "live": "1",
        "not known to be dead": "1",
        "dead": "1",
    }
    assert counts(from_history()) == {
        "Verdict": ["live 1", "unknown 1", "disabled 1"],
        "Confidence": ["certain 3"],
        "Kind": ["Cloudflare account API token 1", "Cloudflare Global API Key 1", "Cloudflare user API token 1"],
    }
    assert counts(full())["Verdict"] == ["not checked 3"]


def test_of_very_many_kinds_the_most_frequent_are_named() -> None:
    found = [finding(tokens.user_token(str(number)), kind=f"kind-{number}", path="a") for number in range(20)]
    rows = counts(report(*found))["Kind"]
    assert (len(rows), rows[-1]) == (15, "others 6")


def test_where_nothing_was_found_there_is_nothing_to_count() -> None:
    assert tiles(report()) == {}
    assert text(by_id(read(report()), "overview").find("p")) == "No Cloudflare credentials found."
