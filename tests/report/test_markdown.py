from __future__ import annotations

import re

import pytest
from hypothesis import given, settings

from cf_secret_guard.model import Confidence, Ignored, Problem, Report, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.markdown import COMMENT, JOB_SUMMARY, compose, render
from cf_secret_guard.report.markdown_block import Links
from tests import tokens
from tests.report.hostile import TEXT
from tests.report.rendered import spans, structure, words
from tests.report.reports import finding, full, golden_cases, history, report, responded, secrets, verdict

GAP = Skipped("a", "unreadable", incomplete=True, next_step="Make it readable.")
VERBOSE = Appearance(verbosity=1)
# https://docs.github.com/en/get-started/writing-on-github, autolinked references; GitLab's are here too.
REFERENCE = re.compile(r"(?<!\w)@\w|[#!%~$&](?=[\w\"])(?!\w*;)|\b(?i:gh-)\d|:[a-z_+-]+:")


def hostile(path: str, words_of_it: str) -> Report:
    """A report that shows two texts in every place where text from outside is shown."""
    shown = finding(
        path=path,
        evidence=(words_of_it,),
        decoded_via=(words_of_it,),
        paths=(path, words_of_it),
        companions=(("account_id", path),),
        capability=f"Can {words_of_it}",
        severity=f"high: {words_of_it}",
        incident=path,
        verdict=verdict(reason=words_of_it),
    )
    return report(
        shown,
        errors=(Problem(f"x {words_of_it}", words_of_it, path), Problem("x", words_of_it, path, incomplete=False)),
        skipped=(Skipped(f"y{path}", f"x {words_of_it}", incomplete=False),),
        ignored=(Ignored(shown, "inline", f"x {words_of_it}"),),
    )


def test_a_report_has_an_overview_and_a_block_for_each_secret() -> None:
    text = render(full(), Appearance())
    assert "| 1 | Cloudflare user API token | certain |  | 2 |\n" in text
    assert text.count("\n### ") == 4
    assert "- **Where:** `k8s/secret.yaml:7:10` (in base64)\n" in text
    assert "### Not everything was scanned\n\n- `vendor/lib`: git did not list the submodule. Run" in text


def test_the_most_urgent_comes_first() -> None:
    dull = finding(tokens.user_token("a"), path="a", confidence=Confidence.MEDIUM)
    live = finding(tokens.user_token("z"), path="z", confidence=Confidence.MEDIUM, verdict=verdict())
    assert "| 1 | Cloudflare user API token | medium | live | 1 |" in render(report(dull, live), Appearance())


def test_a_clean_report_says_so() -> None:
    text = render(report(), Appearance())
    assert text.startswith("## Cloudflare credentials\n\n**No Cloudflare credentials found.**\n")
    assert "|" not in text


def test_there_are_links_only_if_somebody_says_where_the_repository_is() -> None:
    assert "](https://github.com" not in render(history(), Appearance())
    links = Links("https://github.com/acme/shop", "ef" * 20)
    text = compose(history(), Appearance(), links=links)
    assert f"[`config/prod.env:3:22`](https://github.com/acme/shop/blob/{'cd' * 20}/config/prod.env#L3)" in text
    assert f"[`<commit message>:1:5`](https://github.com/acme/shop/commit/{'56' * 20})" in text


def test_what_was_set_aside_is_listed_for_those_who_ask() -> None:
    assert "<details><summary>2 findings ignored, 1 item skipped</summary>" in render(full(), VERBOSE)
    assert "documented sample" not in render(full(), Appearance())
    text = render(
        report(skipped=tuple(GAP._replace(path=str(number), incomplete=False) for number in range(22))), VERBOSE
    )
    assert "- and 2 more\n" in text


def test_remarks_and_gaps_are_listed_up_to_a_bound() -> None:
    remark = Problem("the entry expired", "Revoke it.", "a", incomplete=False)
    gaps = tuple(GAP._replace(path=str(number)) for number in range(25))
    text = render(report(finding(), errors=(remark,), skipped=gaps), Appearance())
    assert "### Remarks\n\n- `a`: the entry expired. Revoke it.\n" in text
    assert "- and 5 more\n" in text
    named = remark._replace(message="a: the entry expired")
    assert "### Remarks\n\n- a: the entry" in render(report(errors=(named,)), Appearance())


def test_personal_data_stays_out() -> None:
    assert "ada@example.com" not in render(responded(), VERBOSE)


@pytest.mark.parametrize("limit", [COMMENT, JOB_SUMMARY])
def test_a_report_that_is_too_long_is_cut_between_secrets_and_says_so(limit: int) -> None:
    found = [finding(tokens.user_token(str(number)), path=f"文/{number}.env") for number in range(2_000)]
    text = compose(report(*found, skipped=(GAP,)), Appearance(), limit=limit)
    assert limit - 5_000 < len(text.encode()) <= limit
    shown = text.count("\n### ") - 1
    assert f"**And {2_000 - shown:,} more credentials**, left out for lack of room.\n" in text
    assert text.count("| Cloudflare user API token |") == shown
    assert text.count("<details>") == text.count("</details>") == shown
    assert "### Not everything was scanned" in text


def test_a_report_that_fits_is_whole() -> None:
    whole = render(full(), Appearance())
    assert compose(full(), Appearance(), limit=COMMENT) == whole
    assert "left out" in compose(full(), Appearance(), limit=len(whole.encode()) - 1)


def test_by_default_a_report_fits_into_a_job_summary() -> None:
    found = [finding(tokens.user_token(str(number)), path=f"{number}.env") for number in range(2_000)]
    assert len(render(report(*found), Appearance()).encode()) <= JOB_SUMMARY


def test_with_hardly_any_room_only_the_counts_are_left() -> None:
    text = compose(report(finding()), Appearance(), limit=600)
    assert "**And 1 more credential**, left out for lack of room." in text
    assert "| # |" not in text


@settings(deadline=None, max_examples=100)
@given(TEXT, TEXT)
def test_no_text_from_outside_adds_anything_to_the_document_but_words(path: str, evidence: str) -> None:
    links = Links("https://github.com/acme/shop", "main")
    plain = structure(compose(hostile("a/b.c", "b"), VERBOSE))
    given_ = hostile(f"a/b.c{path}", f"b{evidence}")  # no message may name the path by chance: it is told once
    assert structure(compose(given_, VERBOSE)) == plain
    linked = structure(compose(given_, VERBOSE, links=links))
    assert [kind for kind, _, _ in linked if "link" in kind] == ["link_open", "link_close"] * 3
    text = compose(given_, VERBOSE)
    assert REFERENCE.findall(words(text)) == []
    assert text.replace("\n", "").isprintable()


def test_a_code_span_shows_what_it_was_given() -> None:
    assert "a`b|c\\:3:22" in spans(render(report(finding(path="a`b|c\\")), Appearance()))


@pytest.mark.parametrize("case", golden_cases())
def test_every_report_closes_what_it_opens(case: str) -> None:
    text = render(golden_cases()[case], VERBOSE)
    assert text.count("<details>") == text.count("</details>")
    html = [meaning for kind, _, meaning in structure(text) if kind.startswith("html")]
    assert all(re.fullmatch(r"<details><summary>[\w ,'-]+</summary>\n|</details>\n", item) for item in html)


def test_the_order_does_not_depend_on_who_was_first() -> None:
    for mixed in (full(), history(), responded()):
        assert render(mixed, VERBOSE) == render(mixed._replace(findings=mixed.findings[::-1]), VERBOSE)


def test_no_part_of_the_document_shows_a_secret() -> None:
    value = tokens.legacy_token()
    shown = hostile(f"{value}/a", value)
    given_ = shown._replace(findings=tuple(item._replace(secret=finding(value).secret) for item in shown.findings))
    text = compose(given_, VERBOSE, links=Links("https://github.com/acme/shop", "main"))
    assert not [secret for secret in secrets(given_) if secret in text]
