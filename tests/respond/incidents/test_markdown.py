from __future__ import annotations

import pytest

from cf_secret_guard.respond.incidents.markdown import moment, sentence


@pytest.mark.parametrize(("text", "shown"), [("a", "a."), ("a.", "a."), ("a!", "a!"), ("", "")])
def test_a_sentence_ends_with_a_full_stop(text: str, shown: str) -> None:
    assert sentence(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2026-11-21T10:30:15Z", "2026-11-21 10:30 UTC"), ("", ""), ("*now*", "\\*now\\*"), ("x" * 10, "x" * 10)],
)
def test_a_time_is_written_for_people(text: str, shown: str) -> None:
    assert moment(text) == shown
