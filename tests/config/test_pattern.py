from __future__ import annotations

import pytest

from cf_secret_guard.config.pattern import PatternError, compile_pattern, expanded


@pytest.mark.parametrize(
    ("pattern", "group"),
    [
        (r"acme_[0-9a-f]{32}", 0),
        (r"acme_([0-9a-f]{32})", 1),
        (r"acme_(?P<key>\w{20,40}+)", "key"),
        (r"(?>a+)b", 0),
        (r"(?<=x)[]a]{3}\{9}", 0),
        (r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", 0),
        (r"[A-Za-z0-9]{200}\.[A-Za-z0-9]{1000}", 0),
    ],
)
def test_a_useful_pattern_compiles(pattern: str, group: int | str) -> None:
    assert compile_pattern(pattern, group).pattern == pattern


@pytest.mark.parametrize(
    ("pattern", "group", "words"),
    [
        ("(a", 0, "compile"),
        ("a{2,1}", 0, "compile"),
        ("a*", 0, "empty"),
        ("(?:a*|b*|c*){30}(?<=[xy])", 0, "more than a second"),
        ("a", 1, "0 groups"),
        ("a", "x", "named"),
        ("((a{1000}){1000}){1000}", 0, "repetitions"),
        ("(?:(?:a{100}){100}){100}", 0, "repetitions"),
        ("a{999999999999999999999}", 0, "repetitions"),
        ("a{,99999}", 0, "repetitions"),
    ],
)
def test_a_pattern_that_cannot_be_used_is_refused_at_once(pattern: str, group: int | str, words: str) -> None:
    with pytest.raises(PatternError, match=words):
        compile_pattern(pattern, group)


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("abc", 3),
        ("a{4}", 4),
        ("(ab){3}", 6),
        ("(a{2}b){3}", 9),
        (r"\{9}", 3),
        ("[a{9}]{2}", 2),
        ("a{2,5}", 5),
        ("a{2,}", 2),
        ("a)b", 2),
    ],
)
def test_repetitions_count_as_often_as_they_may_be_written_out(pattern: str, length: int) -> None:
    assert expanded(pattern) == length
