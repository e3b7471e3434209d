from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.dump import dump_views
from tests import tokens
from tests.decode.finding import search

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = tokens.user_token("dump")
DATA = f"export CF={TOKEN}\n".encode()
ROWS = [(at, DATA[at : at + 16]) for at in range(0, len(DATA), 16)]


def shown(row: bytes) -> str:
    return "".join(chr(byte) if 32 <= byte < 127 else "." for byte in row)


def hexdump() -> str:
    lines = [f"{at:08x}  {row[:8].hex(' '):<23}  {row[8:].hex(' '):<23}  |{shown(row)}|" for at, row in ROWS]
    return "\n".join([*lines, f"{len(DATA):08x}"])


def xxd() -> str:
    return "\n".join(f"{at:08x}: {row.hex(' ', -2):<39}  {shown(row)}" for at, row in ROWS)


def od() -> str:
    return "\n".join(f"{at:07o} {row.hex(' ')}" for at, row in ROWS)


@pytest.mark.parametrize("dump", [hexdump, xxd, od])
def test_the_token_in_a_dump_is_found_where_its_bytes_stand(dump: object) -> None:
    assert callable(dump)
    content = f"$ dump\n{dump()}\n$ \n"
    place = search(content, TOKEN)[0]
    assert place.via == ("hex",)
    assert place.source.startswith(TOKEN[:1].encode().hex().encode())


def od_characters() -> str:
    lines = (f"{at:07o}" + "".join(f"{chr(byte):>4}" for byte in row) for at, row in ROWS)
    return "\n".join(lines).replace("   \n", "  \\n")


def od_octal() -> str:
    return "\n".join(f"{at:07o} " + " ".join(f"{byte:03o}" for byte in row) for at, row in ROWS)


def content_ends(source: bytes) -> bool:
    """The last byte is there, to a column."""
    return source.rstrip().endswith((TOKEN[-1:].encode(), f"{ord(TOKEN[-1]):03o}"[:2].encode()))


@pytest.mark.parametrize("dump", [od_characters, od_octal])
def test_what_od_prints_in_other_forms_is_read_exactly(dump: Callable[[], str]) -> None:
    place = search(f"$ od\n{dump()}\n", TOKEN)[0]
    assert place.via == ("hex",)
    assert place.source.startswith((b"c ", b"143 "))
    assert content_ends(place.source)


@pytest.mark.parametrize("before", ["", "x"])
def test_words_of_two_bytes_are_read_in_both_orders_one_as_a_guess(before: str) -> None:
    data = f"{before}{TOKEN}\n".encode().ljust(64, b"\n")
    lines = [data[at : at + 16] for at in range(0, len(data), 16)]
    words = [" ".join(row[at : at + 2][::-1].hex() for at in range(0, 16, 2)) for row in lines]
    content = "\n".join(f"{16 * at:07x} {line}" for at, line in enumerate(words))
    (place,) = search(content, TOKEN)
    assert place.via == ("hex",)
    assert place.view.proof_only


@pytest.mark.parametrize("content", ["00000000", "000000  zz", "0000000 01 02 03 04 80 81", "", "000000: ffffffff | x"])
def test_other_zeros_give_no_view(content: str) -> None:
    assert list(dump_views(View(content), "hex")) == []
