from __future__ import annotations

import pytest

from cf_secret_guard.config.gitignore import compile_pattern
from cf_secret_guard.triage.paths import PathRules


def rules(*lines: str) -> PathRules:
    compiled = [compile_pattern(line, f".cf-secret-guard.yaml line {number}") for number, line in enumerate(lines, 1)]
    return PathRules([pattern for pattern in compiled if pattern])


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        (b"vendor/a/b.js", "ignored by .cf-secret-guard.yaml line 1: vendor/"),
        (b"a/x.pem", "ignored by .cf-secret-guard.yaml line 2: *.pem"),
        (b"a/\xff.pem", "ignored by .cf-secret-guard.yaml line 2: *.pem"),
        (b"keep.pem", None),
        (b"src/a.py", None),
    ],
)
def test_an_ignored_path_has_the_line_that_ignores_it_as_its_reason(path: bytes, reason: str | None) -> None:
    assert rules("vendor/", "*.pem", "!keep.pem").reason(path) == reason


def test_without_patterns_nothing_is_ignored() -> None:
    assert not rules()
    assert rules("x")
    assert rules().reason(b"x") is None
