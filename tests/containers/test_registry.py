from __future__ import annotations

import pytest

from cf_secret_guard.containers.registry import FORMATS, load


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_can_be_loaded_and_says_what_it_is(name: str) -> None:
    opener = load(name)
    assert opener.via == name
    assert isinstance(opener.seeks, bool)
    assert isinstance(opener.is_hungry, bool)
