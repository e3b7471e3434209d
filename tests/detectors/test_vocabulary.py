from __future__ import annotations

import pytest

from cf_secret_guard.detectors import vocabulary as words

LISTS = {
    "vendor": words.VENDOR,
    "roles": words.ROLES,
    "not a secret": words.NOT_A_SECRET,
    "generic": words.GENERIC,
    "carriers": words.CARRIERS,
    "foreign": words.FOREIGN,
}
# Whose a value is and what it is must not hang on the order in which the lists are asked; a word that is generic as
# well says nothing more.
DISJOINT = [(one, other) for one in ("vendor", "roles") for other in LISTS if other not in {one, "carriers", "generic"}]


@pytest.mark.parametrize("name", LISTS)
def test_a_list_holds_lowercase_words(name: str) -> None:
    assert all(word == word.lower() and word.strip() == word and word for word in LISTS[name])


@pytest.mark.parametrize(("one", "other"), DISJOINT)
def test_no_word_says_two_things(one: str, other: str) -> None:
    assert LISTS[one] & LISTS[other] == frozenset()


def test_the_abbreviations_are_names_of_the_vendor() -> None:
    assert {"cf", "cfl", "cfd", "cloudflare"} <= words.VENDOR


def test_other_scripts_mean_the_vendor_or_a_role() -> None:
    assert set(words.OTHER_SCRIPTS.values()) <= {"cloudflare"} | words.ROLES


def test_a_lookalike_vendor_is_not_the_vendor() -> None:
    assert not set(words.LOOKALIKE_VENDORS) & words.VENDOR
    assert all(vendor == vendor.lower() for vendor in words.LOOKALIKE_VENDORS)
