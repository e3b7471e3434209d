"""Encoded forms stand in what the real encoders make."""

from __future__ import annotations

import base64

import pytest

from cf_secret_guard.prefilter import forms

WORDS = [b"cfut_", b"cfk_", b"cloudflare", b"CF_API"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("before", range(7))
def test_base64_of_a_text_contains_a_form_whatever_stands_around(word: bytes, before: int) -> None:
    encoded = base64.b64encode(b"x" * before + word + b"\xff\xff")
    assert any(form in encoded for form in forms.base64_forms(word))


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("before", range(3))
@pytest.mark.parametrize("outer", range(3))
def test_base64_of_base64_contains_a_twice_encoded_form(word: bytes, before: int, outer: int) -> None:
    inner = base64.b64encode(b"x" * before + word + b"yy")
    encoded = base64.b64encode(b"=" * outer + inner + b"\n")
    assert any(form in encoded for form in forms.twice_base64_forms(word))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("word", WORDS)
def test_wide_texts_contain_a_wide_form(word: bytes, codec: str) -> None:
    encoded = ("ä " + word.decode() + "\n").encode(codec)
    assert any(form in encoded for form in forms.wide_forms(word))


@pytest.mark.parametrize("before", range(4))
def test_an_encoded_powershell_command_contains_a_form(before: int) -> None:
    encoded = base64.b64encode(("x" * before + "cfut_abc").encode("utf-16-le"))
    assert any(form in encoded for form in forms.wide_base64_forms(b"cfut_"))


@pytest.mark.parametrize("word", [b"cfut_", b"cfk_"])
@pytest.mark.parametrize("before", range(11))
def test_base32_contains_a_form_whatever_stands_around(word: bytes, before: int) -> None:
    encoded = base64.b32encode(b"x" * before + word + b"\xff\xff").lower()
    assert any(form in encoded for form in forms.base32_forms(word))


@pytest.mark.parametrize("word", [b"cfut_", b"cfat_", b"cfk_", b"cfast_"])
@pytest.mark.parametrize("rest", [b"0000", b"zzzz", b"Ab9x"])
def test_ascii85_and_base85_begin_with_a_form(word: bytes, rest: bytes) -> None:
    ascii85, base85 = forms.base85_forms(word)
    assert base64.a85encode(word + rest * 9).startswith(ascii85)
    assert base64.b85encode(word + rest * 9).startswith(base85)


@pytest.mark.parametrize("before", [b"", b"x"])
@pytest.mark.parametrize("step", [1, -1])
def test_a_dump_in_words_contains_a_form(before: bytes, step: int) -> None:
    data = before + b"cfut_abcdefghij"
    words = " ".join(data[at : at + 2][::step].hex() for at in range(0, len(data) - 1, 2))
    assert any(form.decode() in words for form in forms.dump_forms(b"cfut_"))


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_base64_in_a_wide_text_contains_a_form(codec: str) -> None:
    encoded = base64.b64encode(b"xcfut_abc").decode().encode(codec)
    assert any(form in encoded for form in forms.wide_forms_of_base64(forms.base64_forms(b"cfut_")))


def test_a_form_that_the_word_does_not_determine_is_left_out() -> None:
    assert forms.base64_forms(b"cf") == []
    assert all(len(form) >= 4 for word in WORDS for form in forms.base64_forms(word))


@pytest.mark.parametrize(
    "written",
    [rb"\x63\x66\x75", rb"\u0063\u0066\u0075", b"%63%66%75", b"&#99;&#102;&#117;", b"99, 102, 117",
     b"0x63, 0x66, 0x75", rb"\143\146\165", rb"\u{63}\u{66}\u{75}", b"63 66 75", b"63:66:75", b"143 146 165",
     b"0143, 0146, 0165", b"01100011 01100110 01110101", b"'c', 'f', 'u'", b'"c"+"f"+"u"', b"&#0099;&#0102;&#0117;",
     b"c   f   u", b"99,\n102,\n117"],
)  # fmt: skip
def test_every_usual_escape_is_a_form(written: bytes) -> None:
    assert written in forms.escape_forms(b"cfu")


@pytest.mark.parametrize("written", [b"636675", b"630066007500", b"011000110110011001110101"])
def test_digits_without_anything_between_are_forms(written: bytes) -> None:
    assert written in forms.digit_forms(b"cfu")
