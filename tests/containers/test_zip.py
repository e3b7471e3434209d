from __future__ import annotations

import bz2
import io
import lzma
import struct
import warnings
import zipfile
import zlib

import pytest
import zstandard

from cf_secret_guard.containers.base import Limits
from cf_secret_guard.containers.streams import CHECKSUM
from tests.containers.opening import open_all, zipped

FILES = {"a/b.env": b"TOKEN=1\n", "empty": b"", "large": b"0123456789" * 50_000}
ALL = [(name.encode(), content) for name, content in FILES.items()]
METHODS = [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]


def lone(method: int, packed: bytes, content: bytes = b"") -> bytes:
    """A zip of one member ``m``, of a method that zipfile does not write."""
    crc = zlib.crc32(content)
    begin = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, method, 0, 0, crc, len(packed), 99, 1, 0) + b"m" + packed
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, method, 0, 0, crc, len(packed), 99, 1, 0, 0, 0, 0, 0, 0)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1, 1, len(entry) + 1, len(begin), 0)
    return begin + entry + b"m" + end


@pytest.mark.parametrize("method", METHODS)
def test_members_come_out_whatever_their_method(method: int) -> None:
    opened = open_all(zipped(FILES, method))
    assert opened.files == ALL
    assert set(opened.places.values()) == {("zip",)}
    assert not opened.skipped


@pytest.mark.parametrize(("method", "pack"), [(93, zstandard.compress), (95, lzma.compress), (12, bz2.compress)])
def test_newer_methods_are_read_too(method: int, pack: object) -> None:
    assert callable(pack)
    opened = open_all(lone(method, pack(b"content"), b"content"))
    assert (opened.files, opened.skipped) == ([(b"m", b"content")], [])


@pytest.mark.parametrize(("method", "name"), [(9, "Deflate64"), (98, "PPMd"), (77, "method 77")])
def test_a_method_that_is_not_supported_is_named(method: int, name: str) -> None:
    opened = open_all(lone(method, b"whatever"))
    assert opened.skipped == [(b"m", f"it is packed with {name}, which is not supported")]


def test_an_encrypted_member_is_named_and_the_others_are_read() -> None:
    data = bytearray(zipped({"a": b"one", "b": b"two"}))
    data[data.find(b"PK\1\2") + 8] |= 1
    opened = open_all(bytes(data))
    assert (opened.files, opened.skipped) == ([(b"b", b"two")], [(b"a", "it is encrypted")])


def piped() -> bytes:
    """A zip as it is written into a pipe: sizes and checksums stand behind the members."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

    made = Pipe()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in FILES.items():
            archive.writestr(name, content)
    return made.getvalue()


def test_a_wrong_checksum_is_named_and_what_came_out_counts() -> None:
    data = bytearray(zipped({"a": b"one", "b": b"two"}, zipfile.ZIP_STORED))
    data[data.find(b"one")] ^= 1
    opened = open_all(bytes(data))
    assert (opened.files, opened.skipped) == ([(b"a", b"nne"), (b"b", b"two")], [(b"a", CHECKSUM)])
    without_directory = open_all(bytes(data[: data.find(b"PK\1\2")]))
    assert without_directory.skipped == [(b"a", CHECKSUM), (b"", "its directory is missing")]


def test_the_checksum_behind_a_member_counts_where_no_directory_gives_it() -> None:
    whole = piped()
    data = bytearray(whole[: whole.find(b"PK\1\2")])
    data[data.find(b"PK\7\x08") + 4] ^= 1
    opened = open_all(bytes(data))
    assert opened.files == ALL
    assert opened.skipped == [(b"a/b.env", CHECKSUM), (b"", "its directory is missing")]


def test_sizes_that_follow_the_member_are_no_trouble() -> None:
    whole = piped()
    assert open_all(whole).files == ALL
    opened = open_all(whole[: whole.find(b"PK\1\2")])
    assert opened.files == ALL
    assert [reason for _, reason in opened.skipped] == ["its directory is missing"]


def test_zip64_is_read() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, archive.open("a", "w", force_zip64=True) as member:
        member.write(b"content")
    assert open_all(made.getvalue()).files == [(b"a", b"content")]


@pytest.mark.parametrize("prefix", [b"MZ" + b"\x90" * 5000, b"#!/usr/bin/env python3\n"])
@pytest.mark.parametrize("comment", [b"", b"a comment " * 500])
def test_a_zip_behind_a_program_or_script_is_found(prefix: bytes, comment: bytes) -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("a", b"content")
        archive.comment = comment
    assert open_all(prefix + made.getvalue()).files == [(b"a", b"content")]


def test_a_program_without_a_zip_is_no_container() -> None:
    opened = open_all(b"MZ" + bytes(100_000))
    assert (opened.order, opened.skipped) == ([], [])


def test_a_truncated_archive_gives_what_is_left() -> None:
    data = zipped(FILES)
    opened = open_all(data[: data.find(b"large") + 200])
    assert opened.files[:2] == ALL[:2]
    assert {reason for _, reason in opened.skipped} == {"its directory is missing", "it ends in the middle"}


def test_members_that_the_directory_hides_are_found() -> None:
    shown, hidden = zipped({"shown": b"s" * 99}), zipped({"hidden": b"h" * 99})
    end = shown.find(b"PK\1\2")
    body = hidden[: hidden.find(b"PK\1\2")]
    tail = bytearray(shown[end:])
    at = tail.rfind(b"PK\5\6") + 16
    tail[at : at + 4] = struct.pack("<I", end + len(body))
    opened = open_all(shown[:end] + body + bytes(tail))
    assert opened.files == [(b"shown", b"s" * 99), (b"hidden", b"h" * 99)]
    assert not opened.skipped


def test_two_members_of_one_name_both_come_out() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("a", b"one")
        archive.writestr("a", b"two")
    assert open_all(made.getvalue()).files == [(b"a", b"one"), (b"a", b"two")]


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a\nb", "\x1b[2J", "C:\\a"])
def test_names_are_just_names(name: str) -> None:
    assert open_all(zipped({name: b"x"})).files == [(name.encode(), b"x")]


def test_an_entry_that_points_nowhere_is_named_and_the_others_are_read() -> None:
    data = bytearray(zipped({"a": b"one", "b": b"two"}))
    at = data.find(b"PK\1\2") + 42
    data[at : at + 4] = b"\xff\xff\xff\x7f"
    opened = open_all(bytes(data))
    assert opened.skipped == [(b"a", "it is damaged")]
    assert sorted(opened.files) == [(b"a", b"one"), (b"b", b"two")]  # its header is found where it stands


def test_a_broken_directory_is_named_and_the_members_are_read_without_it() -> None:
    data = bytearray(zipped({"a": b"one", "b": b"two"}))
    at = data.find(b"PK\1\2")
    data[at] ^= 1
    opened = open_all(bytes(data))
    assert (opened.files, opened.skipped) == ([(b"a", b"one"), (b"b", b"two")], [(b"", "it is damaged")])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA])
def test_a_bomb_is_stopped_and_named(method: int) -> None:
    opened = open_all(zipped({"a": bytes(20 << 20)}, method), limits=Limits(ratio_from=1 << 20))
    assert opened.size <= 5 << 20
    assert opened.skipped == [
        (b"a", "more than 200 times as large unpacked as the file is, and nothing behind it in the file was scanned")
    ]


def test_members_that_overlap_count_each_time() -> None:
    data = zipped({"a": bytes(1 << 20)})
    at, end = data.find(b"PK\1\2"), data.rfind(b"PK\5\6")
    entries = data[at:end] * 1000
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 1000, 1000, len(entries), at, 0)
    opened = open_all(data[:at] + entries + tail, limits=Limits(ratio_from=1 << 20))
    assert opened.size < 30 << 20
    assert opened.skipped == [
        (b"a", "more than 200 times as large unpacked as the file is, and nothing behind it in the file was scanned")
    ]
