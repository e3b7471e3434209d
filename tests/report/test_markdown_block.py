from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.report.markdown_block import Links, block, escaped, row
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.reports import finding, verdict

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding

NOTHING = Sweeper([])
LINKS = Links("https://github.com/acme/shop/", "main")


def lines(*group: Finding) -> list[str]:
    return list(block(1, group, None, NOTHING))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (finding(), "https://github.com/acme/shop/blob/main/config/prod.env#L3"),
        (finding(path="a (b)#.env"), "https://github.com/acme/shop/blob/main/a%20%28b%29%23.env#L3"),
        (finding(path="a.zip!b", member="b"), "https://github.com/acme/shop/blob/main/a.zip"),
        (
            finding(commit="ab" * 20, blob="cd" * 20),
            f"https://github.com/acme/shop/blob/{'ab' * 20}/config/prod.env#L3",
        ),
        (finding(path="<message>", commit="ab" * 20), f"https://github.com/acme/shop/commit/{'ab' * 20}"),
        (finding(path="<stdin>"), ""),
    ],
)
def test_a_link_goes_to_the_line_or_to_the_commit(given: Finding, expected: str) -> None:
    assert LINKS.to(given, NOTHING) == expected


def test_a_link_shows_no_secret() -> None:
    value = tokens.user_token()
    assert value not in LINKS.to(finding(path=value), Sweeper([Secret(value)]))


def test_text_from_outside_is_swept_before_it_is_escaped() -> None:
    value = "a_secret*value*that|is long enough"
    assert escaped(f"see {value}", Sweeper([Secret(value)])) == "see \\*\\*\\*\\*\\*\\*\\*\\*"
    assert escaped(value, Sweeper([Secret(value)]), as_code=True) == "`********`"


def test_the_overview_has_a_line_for_each_secret() -> None:
    group = [finding(verdict=verdict()), finding(path="b", verdict=verdict())]
    assert row(3, group) == "| 3 | Cloudflare user API token | certain | live | 2 |"


def test_a_block_has_all_places_and_each_reason_once() -> None:
    shown = lines(finding(), finding(path="b"))
    assert [line for line in shown if line.startswith("- **Where:**")] == [
        "- **Where:** `config/prod.env:3:22`",
        "- **Where:** `b:3:22`",
    ]
    assert "- **Why:** its CRC-32 is right; assigned to CLOUDFLARE_API_TOKEN" in shown


def test_very_many_places_are_counted() -> None:
    shown = lines(*(finding(path=str(number)) for number in range(25)))
    assert "- and in 5 more places" in shown
    many = finding(paths=tuple(f"{number}.env" for number in range(25)))
    assert "`19.env` and more)" in lines(many)[2]


def test_what_was_handed_in_has_no_place() -> None:
    assert not [line for line in lines(finding(path="<given>")) if "Where" in line]


def test_what_it_belongs_to_is_shown_without_addresses_of_persons() -> None:
    given = finding(companions=(("account_id", "0" * 32), ("email", "ada@example.com")))
    assert f"- **Belongs to:** account\\_id `{'0' * 32}`" not in lines(given)
    assert f"- **Belongs to:** account_id `{'0' * 32}`" in lines(given)
    assert "ada" not in "".join(lines(given))


def test_the_steps_by_hand_are_folded_and_gone_when_it_is_dead() -> None:
    text = "\n".join(lines(finding()))
    assert "<details><summary>What it can do, and how to revoke it by hand</summary>\n\nAct on the API" in text
    assert "\n1. Open My Profile > API Tokens.\n" in text
    dead = "\n".join(lines(finding(verdict=verdict(Status.REVOKED))))
    assert "<details>" not in dead
    assert "**Revoke:**" not in dead


def test_a_custom_kind_has_no_dashboard() -> None:
    text = "\n".join(lines(finding("some custom secret", kind="acme-key")))
    assert "### 1. acme-key" in text
    assert "[Dashboard]" not in text
