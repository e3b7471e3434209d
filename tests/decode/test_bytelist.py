from __future__ import annotations

import re

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.bytelist import MIN_NUMBERS, list_views

NUMBER = re.compile("([0-9a-fx]+)")


def test_numbers_become_text_and_each_maps_to_its_number() -> None:
    content = " ".join(str(ord(c)) for c in "a readable little text")
    (view,) = list_views(View(content), "codes", [(0, len(content))], NUMBER, 10)
    assert view.text == "a readable little text"
    assert content[view.to_bytes(2) :].startswith(str(ord("r")))


def test_short_lists_noise_and_large_numbers_are_left_out() -> None:
    short = " ".join(["65"] * (MIN_NUMBERS - 1))
    noise = " ".join(str(number) for number in range(128, 160))
    large = " ".join(["999"] * 20)
    for content in (short, noise, large):
        assert list(list_views(View(content), "codes", [(0, len(content))], NUMBER, 10)) == []


def test_zero_x_is_hexadecimal_in_either_base() -> None:
    content = " ".join(["0x41"] * MIN_NUMBERS)
    for base in (10, 16):
        (view,) = list_views(View(content), "codes", [(0, len(content))], NUMBER, base)
        assert view.text == "A" * MIN_NUMBERS
