from __future__ import annotations

import pytest

from cf_secret_guard.respond.incidents.cleaning import Cleaner, everywhere
from cf_secret_guard.respond.incidents.values import PlaceRow
from cf_secret_guard.secret import Secret
from tests.tokens import legacy_token, r2_secret, user_token

VALUE = legacy_token()


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("mail ann.lee+x@example.co.uk now", "mail [e-mail] now"),
        ("from 203.0.113.7.", "from [address]."),
        ("only 203.0.113.0/24", "only [address]"),
        ("from 2001:db8::7, twice", "from [address], twice"),
        ("at 12:34:56 on 2026-11-21T10:00:00Z", "at 12:34:56 on 2026-11-21T10:00:00Z"),
        ("version 1.2.3, 14 zones, abcdef12", "version 1.2.3, 14 zones, abcdef12"),
        ("std::string and a@b", "std::string and a@b"),
    ],
)
def test_personal_data_is_masked_in_phrases(text: str, clean: str) -> None:
    assert Cleaner(()).words(text) == clean


def test_personal_data_stays_if_it_was_asked_for() -> None:
    text = "ann@example.com from 203.0.113.7"
    assert Cleaner((), personal=True).words(text) == text


def test_a_path_keeps_what_looks_like_an_address() -> None:
    assert Cleaner(()).name("keys/ann@example.com/10.0.0.1.txt") == "keys/ann@example.com/10.0.0.1.txt"


def test_where_no_name_may_keep_one_an_e_mail_address_is_masked_in_it_and_not_in_what_people_wrote() -> None:
    clean = Cleaner((), names=False)
    assert clean.name("keys/ann@example.com/10.0.0.1.txt") == "[e-mail]/10.0.0.1.txt"
    assert clean.written("ask ann@example.com") == "ask ann@example.com"


@pytest.mark.parametrize("form", [VALUE, VALUE[::-1], VALUE.encode().hex(), r2_secret(VALUE)])
def test_a_secret_is_masked_in_each_form_wherever_it_stands(form: str) -> None:
    clean = Cleaner((Secret(VALUE),), personal=True)
    assert form not in clean.name(f"a/{form}/b")
    assert form not in clean.words(f"because {form}")


def test_a_token_that_proves_itself_is_masked_though_nobody_knew_it() -> None:
    assert user_token() not in Cleaner(()).words(f"see {user_token()}")


def test_a_surrogate_is_escaped_so_that_it_can_be_written() -> None:
    assert Cleaner(()).name("a\udcff") == "a\\xff"


def test_phrases_are_told_once() -> None:
    assert Cleaner(()).all_words(("a", "b", "a")) == ("a", "b")


def test_cleaning_reaches_every_string_and_nothing_else() -> None:
    row = PlaceRow("f", "p", 3, decoded_via=("x",))
    value = (row, {"k": ("v", 1, None)}, True)
    assert everywhere(value, str.upper) == (PlaceRow("F", "P", 3, decoded_via=("X",)), {"k": ("V", 1, None)}, True)
