from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cf_secret_guard.config.gitignore import Rules, compile_pattern
from cf_secret_guard.errors import ConfigError

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo


def rules(*lines: str) -> Rules:
    compiled = (compile_pattern(line, f"ignore line {number}") for number, line in enumerate(lines, 1))
    return Rules([pattern for pattern in compiled if pattern])


HITS = [
    ("*.pem", "a/b/c.pem"),
    ("vendor/", "vendor/x"),
    ("vendor/", "a/vendor/x/y"),
    ("/vendor", "vendor/x"),
    ("a/b", "a/b"),
    ("a/**/z", "a/z"),
    ("a/**/z", "a/b/c/z"),
    ("**/z", "z"),
    ("**/y/z", "x/y/z"),
    ("a/**", "a/b/c"),
    ("**", "a"),
    ("a?c", "abc"),
    ("[a-c]x", "bx"),
    ("[!a-c]x", "dx"),
    ("[]]x", "]x"),
    ("[]-a]x", "^x"),
    ("[a-c-e]x", "-x"),
    ("[[:digit:]-f]x", "-x"),
    ("[[:digit:]]x", "1x"),
    ("[^[:space:][:upper:]z]x", "ax"),
    (r"[\]]x", "]x"),
    (r"[a\-c]x", "-x"),
    ("[a-]x", "-x"),
    ("[[:x]y", ":y"),
    (r"\#x", "#x"),
    (r"\!x", "!x"),
    (r"x\ ", "x "),
    ("x  ", "x"),
    ("x\r", "x"),
    ("*a*b*c", "xxaxxbxxc"),
    ("é", "é"),
    ("a***b", "aXb"),
]
NEAR_MISSES = [
    ("/vendor", "a/vendor/x"),
    ("a/b", "x/a/b"),
    ("vendor/", "vendor"),
    ("*.pem", "a.pem.txt"),
    ("a*c", "a/c"),
    ("a/*", "b/a/x"),
    ("a/**", "a"),
    ("a?c", "a/c"),
    ("[a-c]x", "dx"),
    ("A", "a"),
    ("a.b", "axb"),
    ("a[b-a]", "ab"),
    ("*a*b*c", "xxbxxaxxc"),
]


@pytest.mark.parametrize(("pattern", "path"), HITS)
def test_a_pattern_ignores(pattern: str, path: str) -> None:
    found = rules(pattern).deciding(path.encode())
    assert found is not None
    assert found.where == "ignore line 1"


@pytest.mark.parametrize(("pattern", "path"), NEAR_MISSES)
def test_a_pattern_does_not_ignore(pattern: str, path: str) -> None:
    assert rules(pattern).deciding(path.encode()) is None


@pytest.mark.parametrize(
    ("lines", "path", "ignored"),
    [
        (["*.env", "!keep.env"], b"keep.env", False),
        (["!keep.env", "*.env"], b"keep.env", True),
        (["dir/", "!dir/keep"], b"dir/keep", True),
        (["dir/*", "!dir/keep"], b"dir/keep", False),
        (["*.d", "!/k.d"], b"k.d/s.d/x", True),
        ([], b"x", False),
        (["*"], b"a\xff/\xfe", True),
    ],
)
def test_the_last_pattern_decides_but_not_below_an_ignored_directory(
    lines: list[str], path: bytes, *, ignored: bool
) -> None:
    assert (rules(*lines).deciding(path) is not None) is ignored


@pytest.mark.parametrize("line", ["", "   ", "# comment", "\r"])
def test_blank_lines_and_comments_are_no_patterns(line: str) -> None:
    assert compile_pattern(line, "x") is None


@pytest.mark.parametrize("line", ["./x", "../x", "a//b", "/", "!", "[/]", "[a", "[[:nope:]]", "a\\", "[a-\\"])
def test_a_pattern_that_can_never_match_is_an_error_that_names_its_place(line: str) -> None:
    with pytest.raises(ConfigError, match=r"^file line 3: ") as caught:
        compile_pattern(line, "file line 3")
    assert caught.value.next_step


def test_files_of_a_directory_that_was_seen_are_decided_like_its_first() -> None:
    some = rules("gen/", "*.pem")
    assert [bool(some.deciding(path)) for path in (b"gen/a/x", b"gen/a/y", b"src/x", b"src/d/y.pem")] == [
        True,
        True,
        False,
        True,
    ]


def test_a_hostile_pattern_takes_no_exponential_time() -> None:  # that would be years
    hostile = rules("*a" * 30 + "*b", "/" + "**/a*/" * 30 + "b")
    assert hostile.deciding(b"a" * 255) is None
    assert hostile.deciding(b"a/" * 2000 + b"c") is None


def test_a_very_deep_path_is_no_problem() -> None:
    assert rules("x").deciding(b"d/" * 5000 + b"x") is not None


def test_the_memory_of_directories_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cf_secret_guard.config.gitignore._MEMO_LIMIT", 10)
    some = rules("x")
    for number in range(50):
        assert some.deciding(b"d%d/y" % number) is None
    assert len(some._directories) <= 12


ATOMS = st.sampled_from(
    [
        "a",
        "b",
        "ab",
        "*",
        "a*",
        "*b",
        "?",
        "**",
        "[ab]",
        "[!a]",
        "[a-c-]",
        "[]a]b",
        "[[:alnum:].]*",
        "*.d",
        "k.d",
        "*k*d",
        "[[:alpha:]]",
    ]
)
NAMES = st.lists(st.sampled_from(["a", "b", "ab", "k.d", "s.d", "abb"]), min_size=1, max_size=4).map("/".join)


@st.composite
def pattern_lines(draw: st.DrawFn) -> str:
    body = "/".join(draw(st.lists(ATOMS, min_size=1, max_size=4)))
    return (
        draw(st.sampled_from(["", "", "!"]))
        + draw(st.sampled_from(["", "/"]))
        + body
        + draw(st.sampled_from(["", "/"]))
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=st.lists(pattern_lines(), min_size=1, max_size=4), paths=st.sets(NAMES, min_size=1, max_size=30))
def test_git_decides_the_same(repo: GitRepo, lines: list[str], paths: set[str]) -> None:
    (repo.path / ".gitignore").write_text("\n".join(lines) + "\n")
    asked = "\0".join(sorted(paths)).encode()
    done = subprocess.run(
        ["git", "check-ignore", "--no-index", "-z", "--stdin"], input=asked, capture_output=True, check=False
    )
    ignored = {path for path in done.stdout.decode().split("\0") if path}
    assert {path for path in paths if rules(*lines).deciding(path.encode())} == ignored
