from __future__ import annotations

import binascii
import gzip

import pytest

from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.uuencode import Uuencode
from tests import tokens
from tests.decode.finding import search, ways

TOKEN = tokens.user_token("uuencode")
ENV = f"NODE_ENV=production\nCLOUDFLARE_API_TOKEN={TOKEN}\nPORT=8080\n".encode()


def uu(data: bytes, *, backtick: bool = False) -> str:
    lines = [
        binascii.b2a_uu(data[at : at + 45], backtick=backtick).decode().rstrip("\n") for at in range(0, len(data), 45)
    ]
    return "\n".join(["begin 644 .env", *lines, "`", "end", ""])


@pytest.mark.parametrize("backtick", [False, True])
def test_a_file_is_decoded_line_by_line(backtick: bool) -> None:  # noqa: FBT001 - a table
    content = "see below\n" + uu(ENV, backtick=backtick)
    (place,) = search(content, TOKEN)
    assert place.via == ("uuencode",)
    # It begins in the 41st byte, on the first line, and goes on to the third.
    assert content.count("\n", 0, place.start) == 2
    assert place.source.count(b"\n") == 1 + (41 + len(TOKEN)) // 45 - 1


def test_compressed_files_are_unpacked() -> None:
    assert ("uuencode", "gzip") in ways(uu(gzip.compress(ENV, mtime=0)), TOKEN)


@pytest.mark.parametrize(
    "content", ["begin 644 x\nend\n", "we begin 644 things\n\n", "begin 644 x\n" + "~" * 40, "begin 644 x\n`\nend\n"]
)
def test_what_is_no_file_gives_no_view(content: str) -> None:
    assert list(Uuencode().views(View(content))) == []
