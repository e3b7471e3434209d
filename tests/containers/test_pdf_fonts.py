from __future__ import annotations

import io

from cf_secret_guard.containers.base import Allowance
from cf_secret_guard.containers.pdf_fonts import Fonts
from cf_secret_guard.containers.pdf_objects import Objects
from tests.containers.documents import pdf, shown


def fonts(*objects: bytes) -> tuple[Fonts, Objects]:
    found = Objects(io.BytesIO(pdf(*objects)), Allowance(1 << 20, lambda _count: None))
    return Fonts(found), found


def test_a_page_lends_its_fonts_to_what_it_shows() -> None:
    made, found = fonts(shown(b"x"), b"<</Contents [1 0 R]/Resources <</Font <</A 7 0 R /B#20 8 0 R>>>>>>")
    assert made.is_page(1)
    assert made.names(found.streams[0]) == {b"A": 7, b"B#20": 8}


def test_contents_may_be_listed_elsewhere() -> None:
    made, found = fonts(shown(b"x"), b"[1 0 R]", b"<</Contents 2 0 R/Resources <</Font <</A 7 0 R>>>>>>")
    assert made.names(found.streams[0]) == {b"A": 7}


def test_a_form_has_fonts_of_its_own() -> None:
    made, found = fonts(shown(b"x", b"/Subtype /Form/Resources <</Font <</A 7 0 R>>>>"))
    assert not made.is_page(1)
    assert made.names(found.streams[0]) == {b"A": 7}


def test_parents_that_are_their_own_parents_end() -> None:
    made, found = fonts(shown(b"x"), b"<</Contents 1 0 R/Parent 2 0 R>>")
    assert made.names(found.streams[0]) == {}


def test_a_font_without_a_table_is_read_as_it_is() -> None:
    made, _ = fonts(b"<</Type /Font/ToUnicode 99 0 R>>", b"<</Type /Font/ToUnicode 3 0 R>>", shown(b"no table"))
    assert [made.decoder(number)(b"ab") for number in (None, 1, 2, 50)] == ["ab"] * 4
