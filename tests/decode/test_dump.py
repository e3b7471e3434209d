from __future__ import annotations

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.dump import dump_views
from tests import tokens
from tests.decode.finding import search

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


@pytest.mark.parametrize("content", ["00000000", "000000  zz", "0000000 01 02 03 04 80 81", "", "000000: ffffffff | x"])
def test_other_zeros_give_no_view(content: str) -> None:
    assert list(dump_views(View(content), "hex")) == []
