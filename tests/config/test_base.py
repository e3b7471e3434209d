from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.config.base import Config, DetectorSpec

if TYPE_CHECKING:
    from cf_secret_guard.prefilter.base import Literals


def literals(*keywords: str) -> Literals:
    found = Config(detectors=(DetectorSpec("one", "a", keywords), DetectorSpec("two", "b", ("acme_",)))).literals()
    assert found is not None
    return found


def test_keywords_of_custom_detectors_are_literals_for_the_prefilter() -> None:
    assert {b"acme_", b"bar ", b"foo"} <= set(literals("ACME_", "foo", "Bar ").caseless)


@pytest.mark.parametrize("codec", ["ascii", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("text", ["xx Widget_1", "x WIDGET_1 x"])
def test_a_keyword_is_seen_in_any_case_and_in_wide_text(codec: str, text: str) -> None:
    data = text.encode(codec)
    assert any(form in data.lower() for form in literals("Widget_").caseless)


@pytest.mark.parametrize("before", ["", "x", "xy"])
def test_a_keyword_as_written_is_seen_behind_base64_unless_it_is_short(before: str) -> None:
    data = b64encode(f"{before}Widget_1".encode())
    assert any(form in data for form in literals("Widget_").exact)
    assert not any(form in b64encode(f"{before}Widg1".encode()) for form in literals("Widg").exact)


def test_without_custom_detectors_there_are_no_literals() -> None:
    assert Config().literals() is None
