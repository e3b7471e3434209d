from __future__ import annotations

from itertools import pairwise

import pytest

from cf_secret_guard.detectors.fragments import FragmentDetector
from cf_secret_guard.detectors.prefixed import KIND_OF_PREFIX
from cf_secret_guard.model import Checksum, Confidence, Kind
from tests import tokens
from tests.detectors.planting import found, matches
from tests.growth import grows_linearly

DETECTOR = FragmentDetector()
VALUE = tokens.user_token()
BODY = VALUE.removeprefix("cfut_")


def cut(*places: int) -> list[str]:
    edges = [0, *places, len(VALUE)]
    return [VALUE[start:end] for start, end in pairwise(edges)]


JOINED = {
    "a sum of literals": ("'{}' + '{}'", (20,)),
    "two variables": ('a = "{}"\nb = "{}"\n', (20,)),
    "three calls of append": ('s.append("{}"); s.append("{}"); s.append("{}")', (20, 33)),
    "strcat": ('strcpy(t, "{}");\nstrcat(t, "{}");\n', (41,)),
    "a list": ('["{}", "{}", "{}", "{}"]', (10, 20, 30)),
    "a cut inside of the checksum": ('"{}" . "{}"', (49,)),
    "a cut behind the prefix": ("'{}' || '{}'", (5,)),
    "a wrapped line": ("{}\n{}\n", (30,)),
    "kerning in a PDF": ("[({}) -20 ({}) 15 ({})] TJ", (12, 37)),
    "a hyphen at the end of a printed line": ("{}-\n    {}", (26,)),
    "string formatting": ('f"{}" "%s" % "{}"', (22,)),
}


@pytest.mark.parametrize(("template", "places"), JOINED.values(), ids=JOINED)
def test_a_token_is_put_together_from(template: str, places: tuple[int, ...]) -> None:
    content = template
    for piece in cut(*places):
        content = content.replace("{}", piece, 1)
    match, *again = matches(DETECTOR, content)
    assert (match.kind, match.confidence, match.checksum) == (Kind.USER_API_TOKEN, Confidence.CERTAIN, Checksum.VALID)
    assert {one.secret.reveal() for one in (match, *again)} == {VALUE}
    assert [kind for kind, _, _ in found(content)] == [Kind.USER_API_TOKEN]


@pytest.mark.parametrize("prefix", ["cfut", "cfat", "cfk"])
def test_a_prefix_that_stands_apart_gives_the_kind(prefix: str) -> None:
    value = tokens.prefixed(prefix)
    content = f"PREFIX = '{prefix}'\nrest = '{value.removeprefix(prefix + '_')}'\n"
    assert {match.secret.reveal() for match in matches(DETECTOR, content)} == {value}
    assert [hit[:2] for hit in found(content)] == [(KIND_OF_PREFIX[prefix], Confidence.CERTAIN)]


def test_a_body_without_any_prefix_is_a_token_of_unknown_owner() -> None:
    [(kind, confidence, span)] = found(f"t = '{BODY}'\n")
    assert (kind, confidence, span) == (Kind.API_TOKEN, Confidence.CERTAIN, BODY)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f'"{VALUE[:20]}"' + "\nline" * 700 + f'"{VALUE[20:]}"', id="far apart"),
        pytest.param(f'"{VALUE[20:]}" + "{VALUE[:20]}"', id="in the other order"),
        pytest.param(f'a="{VALUE[:44]}"' + " x1" * 900 + f"b='{VALUE[44:]}'", id="little more than the checksum"),
    ],
)
def test_both_pieces_of_a_token_are_its_places_wherever_they_stand(content: str) -> None:
    both = matches(DETECTOR, content)
    assert {match.secret.reveal() for match in both} == {VALUE}
    assert {match.confidence for match in both} == {Confidence.CERTAIN}
    pieces = {content[match.start : match.end] for match in both}
    assert len(pieces) == 2
    assert "".join(sorted(pieces, key=lambda piece: not piece.startswith("cfut_"))) == VALUE


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(f'"{VALUE[:20]}" + "{VALUE[30:]}" + "{VALUE[20:30]}"', id="three pieces in the wrong order"),
        pytest.param(f'"{VALUE[:20]}" + "{VALUE[21:]}"', id="a character that is missing"),
        pytest.param(f'"{VALUE[:9]}"' + 700 * " " + f'"{VALUE[9:]}"', id="a beginning that says little, far away"),
        pytest.param(tokens.prefixed("cfut", valid=False).replace("_", "_ "), id="a wrong checksum"),
        pytest.param("cfut cfat cfk cfut_ cfat_ cfk_", id="the prefixes alone"),
        pytest.param("begins with cfut_ and has 40 characters, then 8 digits of a checksum: " * 9, id="prose"),
    ],
)
def test_what_does_not_join_is_nothing(content: str) -> None:
    assert matches(DETECTOR, content) == []


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("cfut_a " + "b " * 10_000, id="very many short pieces"),
        pytest.param("cfut_ab cd " * 1_600, id="very many beginnings"),
        pytest.param("cfut_" + "a1 b2 c3d " * 2_000, id="pieces of many lengths"),
    ],
)
def test_the_search_is_bounded_on(content: str) -> None:
    assert matches(DETECTOR, content) == []
    assert grows_linearly(lambda size: matches(DETECTOR, content[:size]), len(content) // 8)
