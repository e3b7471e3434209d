from __future__ import annotations

import io
import tarfile
from typing import Literal

import pytest

from tests.containers.opening import open_all, tarred

Form = Literal[0, 1, 2]
LONG = "directory/" * 20 + "file"
FORMS = [tarfile.PAX_FORMAT, tarfile.GNU_FORMAT, tarfile.USTAR_FORMAT]


def header(name: str, kind: bytes = tarfile.REGTYPE, size: int = 0, link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.size, info.linkname = kind, size, link
    return info


def block(info: tarfile.TarInfo, form: Form = 1) -> bytearray:
    return bytearray(info.tobuf(form))


def signed(data: bytearray) -> bytearray:
    """Give a header its right checksum."""
    data[148:156] = b" " * 8
    data[148:156] = b"%06o\0 " % sum(data[:512])
    return data


@pytest.mark.parametrize("form", FORMS)
def test_members_of_every_dialect_come_out_in_order(form: int) -> None:
    files = {"a.env": b"one\n", "empty": b"", "exact": b"x" * 512, "large": b"y" * 100_000}
    files |= {} if form == tarfile.USTAR_FORMAT else {LONG: b"long"}
    opened = open_all(tarred(files, form))
    assert opened.files == [(name.encode(), content) for name, content in files.items()]
    assert set(opened.places.values()) == {("tar",)}
    assert not opened.skipped


def test_a_split_name_of_ustar_is_put_together() -> None:
    name = "d" * 60 + "/" + "f" * 90
    assert open_all(tarred({name: b"x"}, tarfile.USTAR_FORMAT)).files == [(name.encode(), b"x")]


def test_a_header_from_before_posix_is_read_if_the_name_says_tar() -> None:
    old = block(header("a", size=2))
    old[257:512] = bytes(255)
    data = bytes(signed(old)) + b"hi".ljust(512, b"\0") + bytes(1024)
    assert open_all(data, b"old.tar").files == [(b"a", b"hi")]
    assert open_all(data, b"old.bin").order == []


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
@pytest.mark.parametrize("form", FORMS)
def test_the_target_of_a_link_is_its_content(kind: bytes, form: Form) -> None:
    data = header("link", kind, link="../../etc/passwd").tobuf(form) + bytes(1024)
    assert open_all(data).files == [(b"link", b"../../etc/passwd")]


@pytest.mark.parametrize(
    "kind", [tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE], ids=["char", "block", "dir", "fifo"]
)
def test_devices_directories_and_fifos_hold_nothing_and_hide_nothing(kind: bytes) -> None:
    data = header("/dev/zero", kind).tobuf() + tarred({"a": b"x"})
    assert open_all(data).files == [(b"a", b"x")]


@pytest.mark.parametrize("name", ["../../x", "/etc/passwd", "a\nb", "\x1b[31mred", "C:\\x", "a" * 200])
def test_names_are_just_names(name: str) -> None:
    assert open_all(tarred({name: b"x"})).files == [(name.encode(), b"x")]


def test_names_that_are_no_text_are_kept_as_they_are() -> None:
    data = block(header("xxx", size=1))
    data[:3] = b"\xff\x80\x01"
    assert open_all(bytes(signed(data)) + b"x".ljust(512, b"\0")).files == [(b"\xff\x80\x01", b"x")]


def test_a_size_beyond_eight_gigabytes_is_read_and_the_end_named() -> None:
    data = block(header("big", size=20 << 30)) + b"x" * 5000
    opened = open_all(bytes(data))
    assert opened.files == [(b"big", b"x" * 5000)]
    assert opened.skipped == [(b"big", "it ends in the middle")]


@pytest.mark.parametrize("size", [b"\xff" * 12, b"-0000000001\0", b"hello world\0"])
def test_a_size_that_is_none_is_damage(size: bytes) -> None:
    bad = block(header("bad", size=1))
    bad[124:136] = size
    opened = open_all(tarred({"a": b"x"})[:1024] + bytes(signed(bad)))
    assert opened.files == [(b"a", b"x")]
    assert opened.skipped == [(b"", "it is damaged")]


def test_a_wrong_checksum_is_damage_and_what_stood_before_counts() -> None:
    bad = block(header("bad"))
    bad[0] ^= 1
    opened = open_all(tarred({"a": b"x"})[:1024] + bytes(bad))
    assert (opened.files, opened.skipped) == ([(b"a", b"x")], [(b"", "it is damaged")])


def test_a_checksum_of_signed_bytes_is_one_too() -> None:
    data = block(header("xxx", size=1))
    data[:1] = b"\xff"
    signed(data)
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + sum(data[156:]) + 8 * 32 - 256)
    assert open_all(bytes(data) + b"x").files == [(b"\xffxx", b"x")]


def test_an_extended_header_of_any_size_is_not_held() -> None:
    opened = open_all(bytes(block(header("pax", b"x", size=8 << 30))) + b"1" * 3_000_000)
    assert opened.skipped == [(b"", "it is damaged")]


@pytest.mark.parametrize(
    "records", [b"9" * 100_000, b"12 path", b"1 path=x\n", b"0 path=x\n", b"99999999 path=x\n", b"\0" * 99]
)
def test_a_senseless_extended_header_says_nothing(records: bytes) -> None:
    extended = bytes(block(header("pax", b"x", size=len(records)))) + records + bytes(-len(records) % 512)
    opened = open_all(extended + tarred({"a": b"x"}, tarfile.USTAR_FORMAT))
    assert [content for _, content in opened.files] == [b"x"]


def test_an_extended_header_may_give_the_size() -> None:
    records = b"9 size=3\n"
    extended = bytes(block(header("pax", b"x", size=len(records)))) + records.ljust(512, b"\0")
    assert open_all(extended + bytes(block(header("a"))) + b"abc".ljust(512, b"\0")).files == [(b"a", b"abc")]


def test_of_a_sparse_file_counts_what_is_stored() -> None:
    sparse = block(header("holes", b"S", size=4))
    sparse[482] = 1
    more = bytearray(512)
    opened = open_all(bytes(signed(sparse)) + bytes(more) + b"data".ljust(512, b"\0") + tarred({"a": b"x"}))
    assert opened.files == [(b"holes", b"data"), (b"a", b"x")]


def test_zeros_are_no_archive() -> None:
    assert open_all(bytes(2048), b"a.tar").order == []


def test_what_stands_behind_the_end_is_nobodys_member() -> None:
    made = io.BytesIO(tarred({"a": b"x"}) + tarred({"b": b"y"})).getvalue()
    assert open_all(made).files == [(b"a", b"x")]  # the bytes of the archive are scanned as they are, too
