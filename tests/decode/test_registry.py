from __future__ import annotations

import base64
import gzip

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.registry import DECODERS, Limits, decode_all
from tests import tokens

TOKEN = tokens.user_token("registry")


def nested(times: int) -> str:
    text = TOKEN
    for _ in range(times):
        text = base64.b64encode(text.encode()).decode()
    return text


def test_every_decoder_has_a_name_of_its_own() -> None:
    assert sorted(decoder.name for decoder in DECODERS) == [
        "base32",
        "base64",
        "base85",
        "charcodes",
        "concatenation",
        "continuation",
        "entities",
        "escapes",
        "hex",
        "join",
        "packed",
        "percent",
        "reversed",
        "rot13",
        "uuencode",
        "variables",
    ]


@pytest.mark.parametrize(("times", "found"), [(1, True), (4, True), (5, False)])
def test_encodings_inside_each_other_are_followed_to_the_depth(times: int, found: bool) -> None:  # noqa: FBT001 - a table
    notes: list[str] = []
    views = list(decode_all(View(nested(times)), note=notes.append))
    assert any(TOKEN in view.text for view in views) is found
    assert ["inside each other" in note for note in notes] == ([] if found else [True])


def test_plain_text_has_no_views() -> None:
    assert list(decode_all(View("An ordinary sentence, and another one.\n" * 50))) == []


def test_the_number_of_views_is_bounded_and_the_rest_is_noted() -> None:
    text = "\n".join(f"- {base64.b64encode(f'some ordinary text, number {n}'.encode()).decode()} x" for n in range(50))
    notes: list[str] = []
    assert len(list(decode_all(View(text), Limits(views=10), notes.append))) == 10
    assert notes == ["more than 10 encoded parts, the rest was not decoded"]


def test_the_decoded_characters_are_bounded_and_the_rest_is_noted() -> None:
    notes: list[str] = []
    views = list(decode_all(View(nested(3) + " x"), Limits(growth=1, allowance=0), notes.append))
    assert sum(len(view.text) for view in views) <= len(nested(3)) + 2
    assert notes == ["encoded parts grow beyond 1 times the text, the rest was not decoded"]


def test_nobody_needs_to_listen_to_notes() -> None:
    assert list(decode_all(View(nested(2)), Limits(views=0))) == []


def test_bytes_that_are_compressed_are_only_unpacked() -> None:
    packed = gzip.compress(f"{TOKEN} and more\n".encode(), mtime=0)
    views = list(decode_all(View(base64.b64encode(packed).decode())))
    assert [view.via for view in views] == [("base64",), ("base64", "gzip")]


def test_what_a_decoder_had_to_leave_out_is_noted() -> None:
    notes: list[str] = []
    bomb = gzip.compress(bytes(20_000_000), mtime=0)
    assert list(decode_all(View(base64.b64encode(bomb).decode()), note=notes.append))
    assert len(notes) == 1


def test_what_comes_from_a_guess_is_a_guess() -> None:
    encoded = nested(1)
    views = decode_all(View(f'["{encoded[:30]}", "{encoded[30:]}"]'))
    assert {view.proof_only for view in views if TOKEN in view.text} == {True}


def test_the_same_text_at_two_places_is_given_twice() -> None:
    views = decode_all(View(f"a: {nested(1)}\na: {nested(1)}\n"))
    assert len({view.to_bytes(0) for view in views if TOKEN in view.text}) == 2


def test_a_text_that_two_ways_lead_to_is_given_once() -> None:
    views = decode_all(View("x = &quot;a%5Fb&quot;"))
    texts = [view.text for view in views]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"x = \u0026#95;", "x = _"),
        (r"x = \u0025\u0035F", "x = _"),
        (r"x = &#92;u005f", "x = _"),
        ("x = %26%2395%3B", "x = _"),
        ("x = %5Cu005f", "x = _"),
        ("x = &#37;5F", "x = _"),
    ],
)
def test_escapes_that_other_escapes_hide_are_undone(text: str, value: str) -> None:
    assert value in {view.text for view in decode_all(View(text))}


def test_escapes_beside_each_other_do_not_multiply_the_text() -> None:
    text = '{"page": "<a href=\\"/?q=a%20b&amp;c\\">Tom &amp; Jerry</a>\\n"}\n' * 200
    assert sum(len(view.text) for view in decode_all(View(text))) < 4 * len(text)
