from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.html.markup import Elements, Markup
from cf_secret_guard.report.html.places import left_out, where
from tests import tokens
from tests.report.html.reading import parse, text
from tests.report.reports import finding, from_history, report

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding


def shown(*places: Finding) -> Markup:
    return where(Elements(report(*places)), places)


def words(markup: Markup) -> str:
    return text(parse(f"<!DOCTYPE html><title></title><body>{markup}"))


def test_places_of_one_directory_or_archive_stand_together() -> None:
    names = ["a/b/x.env", "a/b/y.env", "top.env", "lib/z.zip!in/x.env", "lib/z.zip!y.env", "we!rd/x"]
    members = {"lib/z.zip!in/x.env": "in/x.env", "lib/z.zip!y.env": "y.env"}
    made = shown(*(finding(path=name, member=members.get(name, "")) for name in names))
    assert words(made) == (
        "a/b/ x.env:3:22 y.env:3:22 top.env:3:22 in lib/z.zip in/x.env:3:22 y.env:3:22 we!rd/ x:3:22"
    )


def test_a_place_tells_how_it_was_reached_its_commit_and_if_head_has_it() -> None:
    live = [item for item in from_history().findings if "release" in item.path or "infra" in item.path]
    assert words(shown(*live)) == (
        "in release/backup.zip inner/.env:1:22 in zip commit 2b2b2b2b2b2b of 2026-02-18 no longer at HEAD "
        "infra/terraform/ prod.tfvars:3:22 commit 1a1a1a1a1a1a of 2026-01-09 at HEAD "
        "also at 1 other path terraform/prod.tfvars"
    )


def test_a_commit_without_a_date_that_exists_is_shown_without_it() -> None:
    assert words(shown(finding(commit="ab" * 20, commit_time=10**18))).endswith("commit abababababab")


def test_a_secret_that_goes_across_a_slash_of_a_path_is_masked() -> None:
    name = tokens.user_token("in a path")
    made = shown(finding(path=f"dir/{name}/x.env"), finding(name, path="else"))
    assert "dir/cfut_********/x.env" in made
    assert name not in made


def test_many_places_can_be_opened_and_very_many_are_left_out_with_their_number() -> None:
    some = shown(*(finding(path=f"{number}.env") for number in range(12)))
    assert "4 more places" in some
    assert "left out" not in some
    many = shown(*(finding(path=f"{number}.env") for number in range(5000)))
    assert "4,800 more places are left out here" in many


def test_long_paths_make_fewer_places_and_never_a_long_card() -> None:
    made = shown(*(finding(path=f"{number}" + '"' * 900) for number in range(200)))
    assert "left out here" in made
    assert len(made) < 100_000


def test_of_very_many_other_paths_some_are_named() -> None:
    paths = tuple(f"copy-{number}.env" for number in range(30))
    made = shown(finding(path="copy-0.env", paths=paths))
    assert "also at 29 other paths" in made
    assert "and 9 more" in made


def test_what_is_left_out_has_its_number_and_place() -> None:
    assert words(left_out(Elements(report()), 1234, "secrets")) == (
        "1,234 more secrets are left out here; the JSON report (-f json) has all."
    )
