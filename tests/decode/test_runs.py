from __future__ import annotations

import pytest

from cf_secret_guard.decode.runs import Alphabet

LETTERS = Alphabet(b"abc", 4)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", []),
        (b"abc", []),
        (b"abca", [(0, 4)]),
        (b"x abcabc y aaaa", [(2, 8), (11, 15)]),
        (b"abc abc abc", []),
    ],
)
def test_runs_of_the_minimum_are_found(data: bytes, expected: list[tuple[int, int]]) -> None:
    assert list(LETTERS.runs(data)) == expected


@pytest.mark.parametrize(
    ("data", "lines"),
    [
        (b"aaaaa\nbbbbb\nccc\n", [["aaaaa", "bbbbb", "ccc"]]),
        (b"aaaaa\r\n  bbbbb\r\n  cc", [["aaaaa", "bbbbb", "cc"]]),
        (b"> aaaaa\n> bbbbb\n", [["aaaaa", "bbbbb"]]),
        (b"# aaaaa\n# bbbbb\n// ccccc", [["aaaaa", "bbbbb", "ccccc"]]),
        (b"k: aaaa\nbbbbbb\ncccccc\n", [["aaaa", "bbbbbb", "cccccc"]]),
        (b"aaaa\nbbbbbb\n", [["aaaa"], ["bbbbbb"]]),
        (b"aaaaa\nbbb\nccccc\n", [["aaaaa", "bbb"], ["ccccc"]]),
        (b"aaaaa\nbbbbb=\nccccc\n", [["aaaaa", "bbbbb"], ["ccccc"]]),
        (b"aaaaa\nbbbbb x\n", [["aaaaa"], ["bbbbb"]]),
        (b"k: aaaaa\nbbbbb\ncccccc\n", [["aaaaa", "bbbbb"], ["cccccc"]]),
        (b"aaaaa\n\nbbbbb\n", [["aaaaa"], ["bbbbb"]]),
    ],
)
def test_lines_of_one_width_are_a_block(data: bytes, lines: list[list[str]]) -> None:
    blocks = [[data[start:end].decode() for start, end in block] for block in LETTERS.blocks(data)]
    assert blocks == lines
