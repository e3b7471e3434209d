from __future__ import annotations

import base64
import bz2
import gzip
import io
import lzma
import zipfile
import zlib
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.decode import packed
from cf_secret_guard.decode.base import View
from cf_secret_guard.decode.packed import Packed, begins, hidden, is_inflated_at
from cf_secret_guard.decode.registry import Limits, decode_all
from tests import tokens
from tests.decode.finding import ways

if TYPE_CHECKING:
    from collections.abc import Callable

TOKEN = tokens.user_token("packed")
ENV = f"NODE_ENV=production\nCLOUDFLARE_API_TOKEN={TOKEN}\nPORT=8080\n".encode()


def deflated(data: bytes) -> bytes:
    engine = zlib.compressobj(wbits=-15)
    return engine.compress(data) + engine.flush()


def zipped(data: bytes, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("first.txt", "nothing to see\n")
        archive.writestr("inner/.env", data)
    return file.getvalue()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, mtime=0),
    "zlib": zlib.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": zipped,
}


@pytest.mark.parametrize("kind", PACKERS)
@pytest.mark.parametrize(
    ("write", "via"),
    [
        pytest.param(lambda data: f"blob: {b64(data)}\n", "base64", id="base64"),
        pytest.param(lambda data: f"x'{data.hex()}'", "hex", id="hex"),
        pytest.param(lambda data: "{" + ", ".join(f"0x{byte:02x}" for byte in data) + "}", "hex", id="byte list"),
        pytest.param(lambda data: '"' + "".join(f"\\x{byte:02x}" for byte in data) + '"', "escapes", id="escapes"),
        pytest.param(lambda data: f"release: {b64(b64(data).encode())}\n", "base64", id="base64 twice"),
    ],
)
def test_a_token_in_compressed_data_is_found_however_the_bytes_are_written(
    kind: str, write: Callable[[bytes], str], via: str
) -> None:
    found = ways(write(PACKERS[kind](ENV)), TOKEN)
    assert any(way[0] == via and way[-1] == kind for way in found), found


def test_gzip_in_decimal_bytes_is_unpacked() -> None:
    content = "[" + ", ".join(map(str, PACKERS["gzip"](ENV))) + "]"
    assert ways(content, TOKEN) == [("charcodes", "gzip")]


@pytest.mark.parametrize(
    "call",
    [
        "gzinflate(base64_decode('{}'))",
        "pako.inflateRaw(atob('{}'))",
        "zlib.inflateRawSync(Buffer.from('{}', 'base64'))",
    ],
)
def test_deflate_has_no_head_so_the_call_that_undoes_it_must_stand_in_front(call: str) -> None:
    assert ways(call.format(b64(deflated(ENV))), TOKEN)[0] == ("base64", "deflate")
    assert ways(f"x = '{b64(deflated(ENV))}'", TOKEN) == []
    assert is_inflated_at(call, call.index("{"))


def test_stored_members_and_wide_text_are_read_too() -> None:
    assert any(way[:1] == ("base64",) for way in ways(b64(zipped(ENV, zipfile.ZIP_STORED)), TOKEN))
    wide = gzip.compress(ENV.decode().encode("utf-16-le"), mtime=0)
    assert ("base64", "gzip", "utf-16-le") in ways(b64(wide), TOKEN)


def test_what_stands_in_front_of_damage_is_kept() -> None:
    noise = bytes.fromhex(tokens.hexadecimal("noise", 128_000))
    whole = gzip.compress(ENV + noise, mtime=0)
    assert ("base64", "gzip") in ways(b64(whole[:60_000]), TOKEN)
    assert ("base64", "gzip") in ways(b64(whole[:40_000] + bytes(200) + whole[40_200:]), TOKEN)


def test_the_place_lies_in_the_compressed_value() -> None:
    blob = b64(PACKERS["gzip"](ENV))
    content = f"a: 1\nblob: {blob}\nb: 2\n"
    (view,) = (view for view in decode_all(View(content)) if view.via[-1] == "gzip")
    at = view.text.index(TOKEN)
    start, end = view.extent(at, at + len(TOKEN))
    assert content.index(blob) <= start < end <= content.index(blob) + len(blob)


def test_files_that_are_compressed_as_a_whole_are_no_text_with_compressed_data() -> None:
    assert list(Packed().views(View(PACKERS["gzip"](ENV).decode("latin-1")))) == []


@pytest.mark.parametrize(
    "payload",
    [b"\x1f\x8b\x08" + b"\xff" * 60, b"\x78\x9c" + b"\xff" * 60, b"BZh91AY&SY" + b"\xff" * 60,
     b"PK\x03\x04" + b"\0" * 9, b"\xfd7zXZ\0" + b"\xff" * 60, b"PK\x03\x04" + b"\xff" * 60],
)  # fmt: skip
def test_what_only_begins_like_compressed_data_gives_no_view(payload: bytes) -> None:
    assert begins(payload)
    assert hidden(payload) is not None
    root = View("x" * 200)
    assert list(Packed().views(View(payload.decode("latin-1"), via=("hex",), parent=root))) == []


@pytest.mark.parametrize("payload", [b"", b"text", b"x", b"PK", b"BZh", bytes(20)])
def test_other_bytes_do_not_begin_like_compressed_data(payload: bytes) -> None:
    assert not begins(payload)
    assert hidden(payload) is None


@pytest.mark.parametrize("kind", PACKERS)
def test_a_bomb_is_unpacked_up_to_the_cap_and_that_is_noted(kind: str) -> None:
    notes: list[str] = []
    bomb = b64(PACKERS[kind](b"a" * 30_000_000))
    views = list(decode_all(View(f"x: {bomb}\n"), note=notes.append))
    assert max(len(view.text) for view in views) <= packed.MOST_BYTES
    (note,) = notes
    assert "unpacks to more than" in note
    assert kind in note


def test_the_cap_is_a_multiple_of_the_packed_size_for_more_than_a_megabyte() -> None:
    assert packed.ALWAYS < packed.MOST_BYTES
    bomb = gzip.compress(b"a" * 3_000_000, mtime=0)
    sizes = [len(view.text) for view in decode_all(View(b64(bomb))) if view.via[-1] == "gzip"]
    assert sizes == [packed.ALWAYS]
    dense = gzip.compress(bytes.fromhex(tokens.hexadecimal("dense", 3_000_000)), compresslevel=1, mtime=0)
    notes: list[str] = []
    assert list(decode_all(View(b64(dense)), Limits(), notes.append))
    assert notes == []


def test_many_streams_behind_each_other_are_bounded_and_the_rest_is_noted() -> None:
    notes: list[str] = []
    streams = b"".join(gzip.compress(b"number %d" % n, mtime=0) for n in range(packed.MOST_STREAMS + 5))
    views = list(decode_all(View(b64(streams)), note=notes.append))
    assert sum(view.via[-1] == "gzip" for view in views) == packed.MOST_STREAMS
    assert notes == [f"more than {packed.MOST_STREAMS} compressed streams behind each other, the rest was not unpacked"]
