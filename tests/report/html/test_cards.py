from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.html.cards import badge, section, status_badge
from cf_secret_guard.report.html.cases import Case, in_order
from cf_secret_guard.report.html.markup import Elements
from cf_secret_guard.report.html.page import render
from cf_secret_guard.respond.base import ActionStatus
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.html.reading import fields, read, text
from tests.report.reports import AT, ID, action, finding, from_history, full, report, responded, verdict

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from cf_secret_guard.model import Report


def card(report: Report, number: int = 1) -> Element:
    (found,) = [
        item for item in read(report).iter("article") if item.find(f"details/dl[@id='secret-{number}']") is not None
    ]
    return found


def test_a_card_tells_all_that_is_known() -> None:
    assert fields(card(from_history())) == {
        "Verdict": f"live (asked at 2026-11-21 12:00:00 UTC) id {ID}, account {'2' * 32}",
        "It can": "edit Workers Scripts and D1 of the account Acme, no IP restriction, last used today.",
        "Severity": "critical: Account API Tokens Write makes new tokens",
        "Where": "infra/terraform/ prod.tfvars:3:22 commit 1a1a1a1a1a1a of 2026-01-09 at HEAD also at 1 other path "
        "terraform/prod.tfvars in release/backup.zip inner/.env:1:22 in zip commit 2b2b2b2b2b2b of 2026-02-18 "
        "no longer at HEAD",
        "Since": "2026-01-09, by the date that its commit claims HEAD still has it.",
        "Why (certain)": "its CRC-32 is right assigned to CLOUDFLARE_API_TOKEN",
        "Secret": "cfat_******** fingerprint 5ff99343d56def28d87fd1140970328f",
        "Belongs to": f"account_id {'2' * 32}",
        "Done": f"failed disable user token {ID} HTTP 403: the administrator token may not edit account tokens, "
        "2026-11-21 12:00:00 UTC",
        "Next": "Roll or delete it under Manage Account > Account API Tokens. Open the dashboard All steps",
    }


def test_the_head_of_a_card_is_the_card_in_one_line() -> None:
    head = card(from_history()).find("details/summary")
    assert text(head) == (
        "live Cloudflare account API token severity critical infra/terraform/prod.tfvars:3:22 and 1 more place "
        "5ff99343d56d"
    )


def test_what_is_dead_asks_for_no_revoking_and_links_its_note() -> None:
    told = fields(card(from_history(), 3))
    assert told["Next"] == "It is dead: take it out of the files, and put a new one where it was in use."
    assert told["Done"].startswith(f"confirmed disable user token {ID} asked again with the leaked value: disabled")
    assert told["Since"].endswith("HEAD no longer has it; the history does.")
    (note,) = card(from_history(), 3).iter("a")
    assert note.attrib == {"href": "./incidents/2026-11-21-058e99ae4a74.md"}


def test_what_nobody_knows_to_be_real_may_be_marked_as_no_secret() -> None:
    assert "ignore[cloudflare-user-api-token] REASON" in fields(card(full()))["Next"]
    assert "ignore" not in fields(card(report(finding(), mode="commit-message")))["Next"]
    assert "ignore" not in fields(card(report(finding(verdict=verdict()))))["Next"]


def test_personal_data_is_not_shown() -> None:
    document = render(responded(), Appearance())
    assert "ada@example.com" not in document
    assert "email" not in document


def test_steps_by_hand_are_not_said_twice() -> None:
    record = action(ActionStatus.REFUSED, "Cloudflare has no API for it. By hand: Log in. Change it.")
    told = fields(card(report(finding(actions=(record._replace(at=""),)))))["Done"]
    assert told == f"refused disable user token {ID} Cloudflare has no API for it"


def test_a_credential_that_was_handed_in_stands_nowhere() -> None:
    told = fields(card(report(finding(path="<given>", verdict=verdict()), mode="given")))
    assert told["Where"] == "It was handed in."


@pytest.mark.parametrize(
    ("path", "href"),
    [
        ("notes/a b.md", "./notes/a%20b.md"),
        ("/srv/a.md", "/srv/a.md"),
        ("//evil.example/a.md", "/evil.example/a.md"),
        ("javascript:alert(1)", "./javascript%3Aalert%281%29"),
        ("\udcff.md", "./%FF.md"),
        ("\ud800.md", "./%ED%A0%80.md"),
        ("C:\\a.md", "./C%3A%5Ca.md"),
    ],
)
def test_the_link_to_a_note_is_the_address_of_a_file_whatever_it_is_called(path: str, href: str) -> None:
    (link,) = card(report(finding(incident=path, verdict=verdict(Status.REVOKED)))).iter("a")
    assert link.get("href") == href


def test_evidence_is_told_once_and_of_very_much_the_first() -> None:
    many = finding(evidence=tuple(f"reason {number}" for number in range(20)))
    told = fields(card(report(many, many._replace(line=4))))["Why (certain)"]
    assert told.endswith("reason 11 and 8 more")


def test_the_first_cards_are_open_and_the_others_closed() -> None:
    some = report(*(finding(tokens.user_token(str(number)), path=f"{number}") for number in range(8)))
    is_open = [item.find("details[@open]") is not None for item in read(some).iter("article")]
    assert is_open == [True] * 6 + [False] * 2


def test_cards_can_be_hidden_by_standing_where_there_are_many_of_several() -> None:
    alike = [finding(tokens.user_token(str(number)), path=f"{number}") for number in range(5)]
    other = finding(tokens.user_token("live"), path="live", verdict=verdict())
    assert read(report(*alike, alike[0]._replace(line=9))).find(".//fieldset") is None
    filters = read(report(*alike, other)).find(".//fieldset")
    assert text(filters) == "Show live (1) not checked (5)"


def test_what_has_no_room_as_a_card_is_a_row_and_what_has_none_there_is_counted() -> None:
    found = [finding(tokens.user_token(str(number)), path=f"{number}" * 150) for number in range(4000)]
    made = section(Elements(report(*found)), in_order(found), "worktree", {})
    rows = made.count("<tr ")
    rest = 4000 - made.count("<article ") - rows
    assert rows > 100
    assert rest > 100
    assert f"<h3>{rows:,} more, in short</h3>" in made
    assert f"{rest:,} more secrets are left out here" in made


def test_the_badge_of_a_case_is_its_verdict() -> None:
    h = Elements(report())
    assert status_badge(h, Case(1, (finding(),))) == badge(h, "not checked", "warn")
    asked = finding(verdict=verdict(Status.RESTRICTED, checked_at=AT))
    assert status_badge(h, Case(1, (asked,))) == badge(h, "restricted", "danger")
