from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.catalog import CATALOG
from cf_secret_guard.model import Kind
from cf_secret_guard.report.html.cases import in_order
from cf_secret_guard.report.html.steps import anchors
from cf_secret_guard.verify.base import Status
from tests import tokens
from tests.report.html.reading import by_id, read, text
from tests.report.reports import finding, from_history, golden_cases, report, verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

    from cf_secret_guard.model import Finding


def kinds(*findings: Finding) -> Iterator[Element]:
    return (item for item in read(report(*findings)).iter("details") if item.get("class") == "kind")


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_its_steps_and_links(kind: Kind) -> None:
    section = by_id(read(report(finding(kind=kind))), "kind-1")
    known = CATALOG[kind]
    assert [text(item) for item in section.findall("ol/li")] == [" ".join(step.split()) for step in known.revoke]
    assert [item.get("href") for item in section.iter("a")] == [known.url, known.docs]


def test_kinds_stand_once_the_most_frequent_first_and_without_those_that_are_dead() -> None:
    dead = finding(path="dead", verdict=verdict(Status.REVOKED))
    keys = [finding(tokens.global_key(str(number)), kind=Kind.GLOBAL_API_KEY, path=f"{number}") for number in range(2)]
    other = finding(tokens.account_token(), kind=Kind.ACCOUNT_API_TOKEN, path="0")
    cases = in_order([dead, other, *keys])
    assert anchors(cases) == {Kind.GLOBAL_API_KEY: "kind-1", Kind.ACCOUNT_API_TOKEN: "kind-2"}
    assert text(next(kinds(dead, other, *keys)).find("summary")) == "Cloudflare Global API Key 2 to revoke"


def test_the_advice_is_that_of_the_mode() -> None:
    assert "`git add` the file again" in text(by_id(read(golden_cases()["staged"]), "next"))
    assert text(by_id(read(from_history()), "next").find("p")).startswith("Revoke it first.")
    assert text(by_id(read(golden_cases()["given"]), "next")).startswith("What to do next Cloudflare user API token")


def test_many_kinds_are_closed_and_a_few_open() -> None:
    some = [finding(tokens.user_token(str(number)), kind=f"kind-{number}", path=f"{number}") for number in range(3)]
    assert [item.get("open") for item in kinds(*some[:2])] == ["", ""]
    assert [item.get("open") for item in kinds(*some)] == [None] * 3
