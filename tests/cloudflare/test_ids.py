from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.cloudflare.ids import HEX32, MOMENT, SITE_KEY, UUID, checked, segment
from tests import tokens

if TYPE_CHECKING:
    import re


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (HEX32, "0" * 32),
        (UUID, tokens.uuid()),
        (SITE_KEY, "0x4AAAAAAAB" + "c" * 13),
        (MOMENT, "2026-11-21"),
        (MOMENT, "2026-11-21T10:20:30Z"),
        (MOMENT, "2026-11-21T10:20:30.123456+01:00"),
    ],
)
def test_what_has_the_form_passes(pattern: re.Pattern[str], text: str) -> None:
    assert checked(pattern, text) == text
    assert segment(pattern, text) == text


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (HEX32, "0" * 31),
        (HEX32, "A" * 32),
        (HEX32, "0" * 32 + "\n"),
        (HEX32, "../../user/tokens"),
        (UUID, "0" * 36),
        (SITE_KEY, tokens.turnstile_secret()),
        (MOMENT, "yesterday"),
        (MOMENT, "2026-11-21T10:20:30Z&actor_token_id="),
    ],
)
def test_what_has_not_is_dropped(pattern: re.Pattern[str], text: str) -> None:
    assert checked(pattern, text) is None
    assert segment(pattern, text) == ""


def test_no_id_is_no_id() -> None:
    assert checked(HEX32, None) is None
