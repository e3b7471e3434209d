from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.html.cases import in_order
from cf_secret_guard.report.html.markup import Elements
from cf_secret_guard.report.html.timeline import timeline
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.html.reading import by_id, name, read, text
from tests.report.reports import finding, from_history, report, responded, verdict

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cf_secret_guard.model import Report

DAY = 86_400
START = 1_768_000_000


def rows(report: Report) -> list[Element]:
    return [row for table in by_id(read(report), "timeline").iter("ol") for row in table]


def marks(row: Element) -> list[tuple[str, str]]:
    (picture,) = [item for item in row if name(item) == "svg"]
    return [(name(mark), mark.get("class", "")) for mark in picture]


def test_each_secret_is_told_in_words_the_oldest_first() -> None:
    assert [text(row) for row in rows(from_history())] == [
        (
            "Cloudflare account API token live infra/terraform/prod.tfvars:3:22 and 1 more place "
            "came in 2026-01-09 still at HEAD asked 2026-11-21"
        ),
        (
            "Cloudflare user API token disabled config/prod.env:3:22 "
            "came in 2026-04-09 no longer at HEAD asked 2026-11-21 dead since 2026-11-21 at the latest"
        ),
        "Cloudflare Global API Key unknown scripts/purge.sh:3:22 came in 2026-07-28 still at HEAD asked 2026-11-21",
    ]


def test_each_secret_is_drawn_from_its_coming_to_its_end() -> None:
    assert [marks(row) for row in rows(from_history())] == [
        [("line", "span"), ("circle", ""), ("line", "asked")],
        [("line", "span gone"), ("circle", ""), ("svg", "")],
        [("line", "span"), ("circle", ""), ("line", "asked")],
    ]


def test_a_bar_that_has_no_end_reaches_the_edge_and_one_that_has_does_not() -> None:
    live, dead, _ = (
        [item for item in row.iter() if item.get("class", "").startswith("span")] for row in rows(from_history())
    )
    assert live[0].get("x2") == "100%"
    assert float(str(dead[0].get("x2")).rstrip("%")) < 100


def test_every_row_leads_to_its_card() -> None:
    tree = read(from_history())
    for row in by_id(tree, "timeline").iter("a"):
        assert text(by_id(tree, f"{str(row.get('href'))[1:]}-title")) == text(row)


def test_without_dates_of_commits_there_is_no_timeline() -> None:
    for plain in (report(finding()), responded(), report()):
        assert timeline(Elements(plain), in_order(plain.findings)) == ""


def test_beside_others_a_secret_of_no_known_commit_shows_its_end() -> None:
    dead = finding(verdict=verdict(Status.REVOKED))
    assert [("svg", "")] in [marks(row) for row in rows(report(*from_history().findings[:2], dead))]


def test_the_ticks_of_the_axis_are_different_days() -> None:
    section = by_id(read(report(finding(commit_time=START))), "timeline")
    labels = [text(item) for item in section.iter() if name(item) == "text"]
    assert labels == ["2026-01-07", "2026-01-08", "2026-01-09", "2026-01-10", "2026-01-11"]


def test_a_clock_that_is_wrong_by_decades_does_not_squeeze_the_others() -> None:
    broken = finding(tokens.user_token("1970"), path="old", commit_time=0)
    fine = finding(commit_time=START)
    first, second = rows(report(broken, fine))
    assert "came in 1970-01-01" in text(first)
    x = [float(str(item.get("x1")).rstrip("%")) for row in (first, second) for item in row.iter() if item.get("x1")]
    assert 0 <= x[0] < x[1] <= 100


def test_many_rows_can_be_opened_and_the_most_urgent_are_chosen() -> None:
    found = [
        finding(tokens.user_token(str(number)), path=f"{number:03}", commit_time=START + number * DAY)
        for number in range(100)
    ]
    section = by_id(read(report(*found)), "timeline")
    assert len(rows(report(*found))) == 60
    assert "45 more" in text(section)
    assert "The 60 most urgent" in text(section)
    long = found[0]._replace(path="x", commit_time=START - 2000 * DAY, secret=found[1].secret)
    labels = [text(item) for item in by_id(read(report(found[2], long)), "timeline").iter() if name(item) == "text"]
    assert all(len(label) == 7 for label in labels)
