"""The document as a whole: its structure under any content, its policy, its colours, its size."""

from __future__ import annotations

import base64
import hashlib
import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cf_secret_guard.model import Ignored, Problem, Report, Skipped
from cf_secret_guard.report.base import Appearance
from cf_secret_guard.report.html.page import policy, render, style
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.verify.base import Status, Verdict
from tests import tokens
from tests.report.html.reading import name, outline, parse, read, text
from tests.report.reports import AT, finding, golden_cases, report, secrets

EVIL = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror='alert(1)'>",
    "</code></li></style></title><!--",
    "]]><svg onload=alert(1)>",
    "javascript:alert(1)//\u2028",
    "&lt;b&gt;&#60;&nbsp",
    "\u202egnp.exe\u2066\u200b\ufeff",
    "\x1b[31m\0\x08\r\n\t",
    "{{constructor}}${7*7}`",
    "*/ } * { display: none } /*",
    "אב/גד",
    "\udcff\ud800",
]
# Something is left of it when it is shown: an empty field would not be there at all.
hostile = st.sampled_from(EVIL) | st.text(min_size=1) | st.lists(st.sampled_from(EVIL), min_size=1).map("".join)
each_report = pytest.mark.parametrize("case", golden_cases())


def everything(word: str) -> Report:
    """A report in which every text that may come from outside is ``word``."""
    found = finding(
        kind=f"x{word}",
        path=f"a/{word}x",
        member="",
        evidence=(f"{word}.",),
        decoded_via=(word,),
        commit=f"x{word}",
        commit_time=1_768_000_000,
        at_head=True,
        paths=(f"a/{word}x", f"b{word}"),
        companions=((f"n{word}", word),),
        verdict=Verdict(Status.LIVE, f"r{word}", f"i{word}", f"a{word}", expires_on=f"e{word}", checked_at=AT),
        capability=f"Can {word}",
        severity=f"high: {word}",
        actions=(ActionRecord(Verb.DISABLE, f"t{word}", ActionStatus.FAILED, f"r{word}", word),),
        incident=f"i{word}",
    )
    packed = finding(tokens.user_token("b"), path=f"b{word}.zip!{word}y", member=f"{word}y")
    return report(
        found,
        packed,
        errors=(Problem(f"m{word}", word, f"p{word}"), Problem(f"m{word}", word, None, incomplete=False)),
        skipped=(
            Skipped(word, f"r{word}", incomplete=False, next_step=word),
            Skipped(f"z{word}", "r", incomplete=True),
        ),
        ignored=(Ignored(packed, word, f"r{word}"),),
        stale_baseline=(word,),
        range=word,
        mode=f"m{word}",
    )


HARMLESS = list(outline(read(everything("word"))))


@settings(deadline=None)
@given(hostile)
def test_the_elements_are_the_same_whatever_the_strings_are(word: str) -> None:
    assert list(outline(read(everything(word)))) == HARMLESS


@pytest.mark.parametrize("word", EVIL)
def test_hostile_strings_are_shown_and_do_nothing(word: str) -> None:
    shown = text(read(everything(word)))
    assert " ".join(neutral(f"r{word}").split()) in shown
    assert not re.search(
        "[\u202a-\u202e\u2066-\u2069\u200b\ufeff\x00-\x08\x1b]", render(everything(word), Appearance())
    )


@each_report
def test_nothing_can_run_or_be_loaded(case: str) -> None:
    tree = read(golden_cases()[case])
    tags = {name(item) for item in tree.iter()}
    assert not tags & {"script", "img", "iframe", "link", "object", "embed", "form", "base", "use", "image", "audio"}
    attributes = {key for item in tree.iter() for key in item.attrib}
    assert not {key for key in attributes if key.startswith("on") or key in {"style", "src", "srcdoc", "action"}}
    assert not re.search(r"url\(|@import|expression|</", style())


@each_report
def test_the_policy_allows_our_style_sheet_and_nothing_else(case: str) -> None:
    tree = read(golden_cases()[case])
    (sheet,) = [str(item.text) for item in tree.iter("style")]
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    (given_policy,) = [item.get("content") for item in tree.iter("meta") if item.get("http-equiv")]
    assert given_policy == policy(style())
    assert given_policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    before = [name(item) for item in tree.iter()]
    assert before.index("style") > before.index("meta")


@each_report
def test_every_link_leads_somewhere_safe(case: str) -> None:
    tree = read(golden_cases()[case])
    ids = [item.get("id") for item in tree.iter() if item.get("id")]
    assert len(ids) == len(set(ids))
    for link in tree.iter("a"):
        target = str(link.get("href"))
        assert target.startswith(("https://", "./")) or target[1:] in ids
        assert not target.startswith("https://") or link.get("rel") == "noreferrer"
    named = [item.get("aria-labelledby") for item in tree.iter() if item.get("aria-labelledby")]
    assert set(named) <= set(ids)


@each_report
def test_it_can_be_read_by_headings_landmarks_and_keyboard(case: str) -> None:
    tree = read(golden_cases()[case])
    assert (tree.get("lang"), len(list(tree.iter("main"))), len(list(tree.iter("h1")))) == ("en", 1, 1)
    levels = [int(name(item)[1]) for item in tree.iter() if re.fullmatch("h[1-6]", name(item))]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))
    assert [item.get("tabindex") for item in tree.iter() if item.get("tabindex")] == ["-1"]
    assert next(tree.iter("a")).attrib == {"href": "#report", "class": "skip"}
    assert all(name(item[0]) == "summary" for item in tree.iter("details"))
    for picture in (item for item in tree.iter() if name(item) == "svg" and item.get("overflow") is None):
        assert picture.get("aria-hidden") == "true"


@each_report
def test_it_is_the_same_every_time_and_holds_no_secret(case: str) -> None:
    document = render(golden_cases()[case], Appearance())
    assert document == render(golden_cases()[case], Appearance(quiet=True, color=True))
    assert not [secret for secret in secrets(golden_cases()[case]) if secret in document]


def test_a_commit_that_was_stopped_is_called_so_in_the_title_too() -> None:
    tree = parse(render(golden_cases()["staged"], Appearance(stopped=True)))
    assert text(tree.find("head/title")) == "The commit was stopped: 1 Cloudflare credential found. cf-secret-guard"


def test_sections_that_have_nothing_to_say_are_left_out() -> None:
    assert [text(item) for item in read(report()).iter("h2")] == ["Overview"]
    assert [text(item) for item in read(golden_cases()["history"]).iter("h2")] == [
        "Overview",
        "Timeline of exposure",
        "Secrets",
        "What to do next",
    ]


@pytest.mark.parametrize("width", [20, 900])
def test_ten_thousand_secrets_stay_below_five_megabytes(width: int) -> None:
    tail, start = '"' * width, 1_500_000_000
    found = [
        finding(tokens.user_token(str(number)), path=f"{number}/{tail}", commit_time=start + number * 9999)
        for number in range(10_000)
    ]
    gaps = tuple(Skipped(f"{number}{tail}", "too large", incomplete=number % 2 == 0) for number in range(10_000))
    document = render(report(*found, skipped=gaps), Appearance())
    assert len(document.encode()) < 5_000_000
    assert "10,000 Cloudflare credentials found" in document
    assert "left out here" in document


def colours(scheme: str) -> dict[str, str]:
    """The custom properties of the style sheet, as a screen in this scheme or paper has them."""
    plain, dark = re.findall(r":root \{(.*?)\}", style(), re.DOTALL)[:2]
    paper = re.findall(r":root \{(.*?)\}", style(), re.DOTALL)[2]
    text = {"light": plain, "dark": plain + dark, "print": plain + paper, "print of dark": plain + dark + paper}[scheme]
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))


def luminance(colour: str) -> float:
    """Relative luminance: https://www.w3.org/TR/WCAG22/#dfn-relative-luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "muted", "link") for ground in ("page", "card")),
    *((tone, f"{tone}-soft") for tone in ("danger", "warn", "ok", "plain")),
]
MARKS = [(mark, ground) for mark in ("danger-mark", "warn-mark", "ok-mark", "muted") for ground in ("page", "card")]


def test_contrast_is_computed_as_wcag_says() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "print", "print of dark"])
@pytest.mark.parametrize(
    ("ink", "ground", "least"), [*((*pair, 4.5) for pair in TEXT), *((*pair, 3) for pair in MARKS)]
)
def test_colours_have_the_contrast_of_wcag_aa(scheme: str, ink: str, ground: str, least: float) -> None:
    known = colours(scheme)
    assert contrast(known[ink], known[ground]) >= least


def test_every_colour_of_the_style_sheet_is_one_of_those() -> None:
    rules = re.sub(r":root \{.*?\}", "", style(), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b(?=[^{}]*;)|rgba?\(|hsla?\(", rules)
    used = set(re.findall(r"var\(--([a-z-]+)\)", style())) - {"tone", "soft", "mark"}
    assert used | {f"{tone}{part}" for tone in ("danger", "warn", "ok", "plain") for part in ("", "-soft")} == set(
        colours("light")
    )


def test_paper_gets_no_dark_grounds() -> None:
    known = colours("print of dark")
    assert {known[ground] for ground in known if ground.endswith("-soft") or ground in {"page", "card"}} == {"#ffffff"}
