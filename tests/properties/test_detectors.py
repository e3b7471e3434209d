"""What must hold of the detectors and the scanner for any text around a credential."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from cf_secret_guard.detectors.registry import DETECTORS
from cf_secret_guard.hits import Hit, settle
from cf_secret_guard.model import Confidence, Finding, Kind
from cf_secret_guard.scanner import Scanner
from cf_secret_guard.sources.base import Window
from tests import tokens
from tests.detectors.planting import SCANNER, matches

if TYPE_CHECKING:
    from cf_secret_guard.detectors.base import Detector

PIECE = 16
IDS = [detector.id for detector in DETECTORS]
BUILDERS = (
    tokens.user_token,
    tokens.account_token,
    tokens.global_key,
    tokens.legacy_token,
    tokens.legacy_key,
    tokens.origin_ca_key,
    tokens.tunnel_token,
    tokens.turnstile_secret,
    tokens.oauth_token,
    tokens.access_secret,
    tokens.access_id,
    tokens.uuid,
)
WORDS = (
    "CLOUDFLARE_API_TOKEN=", "CF_API_KEY: ", "X-Auth-Key: ", "X-Auth-Email: a@b.example\n", "R2_SECRET_ACCESS_KEY=",
    "CF_ACCESS_CLIENT_SECRET=", "TURNSTILE_SECRET_KEY=", "TunnelSecret", '{"a":"', '"t":', "[cloudflare]\n", "Bearer ",
    "cloudflare {\n  ", "https://api.cloudflare.com/client/v4/", "deploy_hooks/", "-----BEGIN ARGO TUNNEL TOKEN-----\n",
    "-----END ARGO TUNNEL TOKEN-----", "cfut_", "cfast_", "cfoat_", "eyJ", "v1.0-", "0x4", "| a | b |\n|---|---|\n| ",
    "name: ", "value: ", '"', "'", "\\", "\n", "\r\n", "\t", "=", ": ", ",", "{", "}", "(", ")", "<key>", "</key>",
    "令牌",
)  # fmt: skip
CREDENTIAL = st.builds(lambda build, seed: build(str(seed)), st.sampled_from(BUILDERS), st.integers(0, 50))
MESS = st.lists(st.one_of(st.sampled_from(WORDS), CREDENTIAL, st.text(max_size=20)), max_size=12).map("".join)
CERTAIN = st.builds(lambda build, seed: build(str(seed)), st.sampled_from(BUILDERS[:3]), st.integers(0, 1000))
PRINTABLE = st.text(alphabet=[chr(code) for code in range(32, 127)], max_size=60)
# A single line of any characters that every encoding below can write; tokens never touch an encoding's own marks.
LATIN = st.text(alphabet=[chr(code) for code in (*range(32, 127), *range(0xA1, 0x100))], max_size=30)
WIDE = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufeff"), max_size=30
)


def valued(findings: tuple[Finding, ...], value: str) -> list[Finding]:
    return [finding for finding in findings if finding.secret.reveal() == value]


def window(data: bytes, *, offset: int = 0, line: int = 1, line_start: int = 0) -> Window:
    return Window(b"a/b.txt", None, data, offset, line, line_start)


@pytest.mark.parametrize("detector", DETECTORS, ids=IDS)
@settings(max_examples=60, deadline=None)
@given(text=MESS)
def test_no_detector_raises_and_every_match_lies_in_the_text(detector: Detector, text: str) -> None:
    size = len(text.encode())
    for match in matches(detector, text):
        assert 0 <= match.start < match.end <= size
        assert match.kind in detector.kinds
        assert match.evidence


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_the_scanner_takes_any_bytes(data: bytes) -> None:
    outcome = SCANNER.inspect(window(data))
    assert all(finding.line >= 1 and finding.column >= 1 for finding in outcome.findings)


@settings(max_examples=300, deadline=None)
@given(
    before=st.one_of(PRINTABLE, st.text(max_size=60)), value=CERTAIN, after=st.one_of(PRINTABLE, st.text(max_size=60))
)
def test_a_valid_token_is_certain_whatever_surrounds_it(before: str, value: str, after: str) -> None:
    data = (before + value + after).encode("utf-8", "surrogatepass")
    [finding] = valued(SCANNER.inspect(window(data)).findings, value)[:1]
    assert finding.confidence is Confidence.CERTAIN


def pieces(value: str) -> set[str]:
    """Every part of a secret that is long enough to help somebody guess the rest."""
    return {value[at : at + PIECE] for at in range(len(value) - PIECE + 1)}


@settings(max_examples=150, deadline=None)
@given(text=MESS)
@example(text=f"cloudflare api token rotated from {tokens.legacy_token('1')} to: {tokens.legacy_token('2')}\n")
@example(text=f"{tokens.legacy_key('1')}CLOUDFLARE_API_TOKEN={tokens.legacy_key('1')}\n")
def test_no_evidence_and_no_shown_form_holds_any_piece_of_a_secret(text: str) -> None:
    findings = SCANNER.inspect(window(text.encode("utf-8", "surrogatepass"))).findings
    secret = set().union(*(pieces(finding.secret.reveal()) for finding in findings))
    for finding in findings:
        companions = (value for _, value in finding.companions)
        shown = [*finding.evidence, *companions, repr(finding.secret), finding.fingerprint]
        assert not [part for part in shown if pieces(part) & secret]


@settings(max_examples=150, deadline=None)
@given(
    lines=st.lists(WIDE, max_size=5), before=WIDE, value=CERTAIN, after=WIDE, end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-16-le", "utf-16-be", "utf-16", "utf-32"]),
)  # fmt: skip
@example(lines=[], before="Â\xa0", value=tokens.user_token(), after="", end="\n", encoding="utf-16-le")
def test_line_and_column_are_right_in_every_unicode_encoding(
    lines: list[str], before: str, value: str, after: str, end: str, encoding: str
) -> None:
    text = end.join([*lines, f"{before} {value} {after}", "the end is in ascii", ""])
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    [finding] = valued(SCANNER.inspect(window(bom + text.encode(encoding))).findings, value)
    place = (finding.line, finding.column, finding.end_column)
    assert place == (len(lines) + 1, len(before) + 2, len(before) + 2 + len(value))


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(LATIN, max_size=5), before=LATIN, value=CERTAIN, after=LATIN)
def test_line_and_column_are_right_in_latin_1(lines: list[str], before: str, value: str, after: str) -> None:
    # An accent before a space is never UTF-8, so the line is counted a byte a character.
    text = "\n".join([*lines, f"é {before} {value} {after}", ""])
    [finding] = valued(SCANNER.inspect(window(text.encode("latin-1"))).findings, value)
    assert (finding.line, finding.column) == (len(lines) + 1, len(before) + 4)


@settings(max_examples=100, deadline=None)
@given(lines=st.lists(LATIN, min_size=1, max_size=8), value=CERTAIN, cut=st.integers(0, 400))
def test_a_window_gives_the_place_that_the_whole_gives(lines: list[str], value: str, cut: int) -> None:
    text = "\n".join([*lines, f"x {value}", "end"]).encode()
    at = min(cut, text.index(value.encode()))
    [whole] = valued(SCANNER.inspect(window(text)).findings, value)
    line_start = text.rfind(b"\n", 0, at) + 1
    moved = window(text[at:], offset=at, line=1 + text.count(b"\n", 0, at), line_start=line_start)
    [part] = valued(SCANNER.inspect(moved).findings, value)
    assert (part.line, part.column, part.end_column) == (whole.line, whole.column, whole.end_column)


@settings(max_examples=60, deadline=None)
@given(text=MESS, seed=st.integers(0, 2**32))
def test_neither_the_order_of_hits_nor_of_equal_detectors_changes_what_is_kept(text: str, seed: int) -> None:
    data = text.encode("utf-8", "surrogatepass")
    hits = SCANNER.hits(data, "a.txt")
    shuffled = hits.copy()
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - a seeded order
    assert sorted(map(place, settle(shuffled))) == sorted(map(place, settle(hits)))
    assert [place(hit) for hit in Scanner(DETECTORS).hits(data, "a.txt")] == [place(hit) for hit in hits]


def place(hit: Hit) -> tuple[int, int, str, int, str]:
    return hit.start, hit.end, hit.match.kind, hit.match.confidence, hit.match.secret.fingerprint


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(CERTAIN, min_size=1, max_size=6, unique=True), gap=st.sampled_from(["\n", " ", ", ", '","', ";"])
)
def test_every_one_of_several_tokens_is_found(values: list[str], gap: str) -> None:
    findings = SCANNER.inspect(window(gap.join(values).encode())).findings
    assert [finding.secret.reveal() for finding in findings] == values
    assert {finding.kind for finding in findings} <= {
        Kind.USER_API_TOKEN,
        Kind.ACCOUNT_API_TOKEN,
        Kind.GLOBAL_API_KEY,
    }


@settings(max_examples=60, deadline=None)
@given(text=MESS)
def test_what_is_kept_does_not_overlap_in_one_view(text: str) -> None:
    hits = SCANNER.hits(text.encode("utf-8", "surrogatepass"), "a.txt")
    for view in {id(hit.view): hit.view for hit in hits}.values():
        spans = sorted((hit.match.start, hit.match.end) for hit in hits if hit.view is view)
        assert all(end <= start for (_, end), (start, _) in pairwise(spans))
