from __future__ import annotations

import pytest

from cf_secret_guard.decode.runs import Alphabet, joined_breaks

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


def test_long_lines_that_only_a_space_parts_are_a_block() -> None:
    line, short = b"a" * 40, b"b" * 9
    assert [len(block) for block in LETTERS.blocks(line + b" " + line + b" " + short)] == [3]
    assert [len(block) for block in LETTERS.blocks(line[:20] + b" " + line[:20])] == [1, 1]
    assert [len(block) for block in LETTERS.blocks(line + b"  " + line)] == [1, 1]


@pytest.mark.parametrize(("digits", "units"), [(4, 3), (8, 3), (2, 1), (4, 1), (8, 5)])
@pytest.mark.parametrize("shift", [0, 1, 3])
def test_breaks_point_at_the_digit_that_a_character_begins_in(digits: int, units: int, shift: int) -> None:
    block = [(10, 71), (75, 136), (140, 150)]
    source = [at for start, end in block for at in range(start, end)][shift:]
    breaks = joined_breaks(block, shift, digits, units)
    assert breaks[0] == (0, 10 + shift)
    assert breaks == sorted(breaks)
    for character, at in breaks:
        assert source[character * digits // units] == at
