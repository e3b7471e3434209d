from __future__ import annotations

import pytest

from cf_secret_guard.git import base


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (b"fatal: not a git repository\n", "not a git repository"),
        (b"error: one\nfatal: two\n", "one fatal: two"),
        (b"fatal: bad \x1b]0;title\x07 name", "bad ?]0;title? name"),
        (b"fatal: caf\xc3\xa9", "caf??"),
        (b"", ""),
    ],
)
def test_words_of_git_are_safe_to_show_on_a_terminal(words: bytes, shown: str) -> None:
    assert base.printable(words) == shown


def test_a_silent_git_is_reported_with_its_limit_and_a_next_step() -> None:
    error = base.silent()
    assert "120 seconds" in error.message
    assert error.next_step
