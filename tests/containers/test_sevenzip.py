from __future__ import annotations

import io
from typing import Any

import py7zr
import pytest

from cf_secret_guard.containers.base import Limits
from cf_secret_guard.containers.streams import CHECKSUM
from tests.containers.opening import open_all

FILES = {"a/b.env": b"TOKEN=1\n", "empty": b"", "large": b"0123456789" * 50_000, "ü": b"x"}
ALL = [(name.encode(), content) for name, content in FILES.items() if content]
PASSWORD = "open sesame"  # noqa: S105 - of an archive that is made here
CHAINS: dict[str, list[dict[str, Any]]] = {
    "lzma2": [{"id": py7zr.FILTER_LZMA2, "preset": 6}],
    "lzma": [{"id": py7zr.FILTER_LZMA, "preset": 6}],
    "delta": [{"id": py7zr.FILTER_DELTA}, {"id": py7zr.FILTER_LZMA2, "preset": 6}],
    "x86": [{"id": py7zr.FILTER_X86}, {"id": py7zr.FILTER_LZMA2, "preset": 6}],
    "arm": [{"id": py7zr.FILTER_ARM}, {"id": py7zr.FILTER_LZMA, "preset": 6}],
    "bzip2": [{"id": py7zr.FILTER_BZIP2}],
    "deflate": [{"id": py7zr.FILTER_DEFLATE}],
    "zstd": [{"id": py7zr.FILTER_ZSTD, "level": 3}],
    "copy": [{"id": py7zr.FILTER_COPY}],
}


def packed(chain: list[dict[str, Any]] | None = None, **options: object) -> bytes:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", filters=chain, **options) as archive:  # type: ignore[arg-type]  # by name
        for name, content in FILES.items():
            archive.writestr(content, name)
    return made.getvalue()


@pytest.mark.parametrize("name", CHAINS)
def test_members_come_out_whatever_they_are_packed_with(name: str) -> None:
    opened = open_all(packed(CHAINS[name]))
    assert sorted(file for file in opened.files if file[1]) == sorted(ALL)
    assert set(opened.places.values()) == {("7z",)}
    assert not opened.skipped


def test_members_that_are_packed_in_a_rare_way_are_named() -> None:
    opened = open_all(packed([{"id": py7zr.FILTER_PPMD, "order": 6, "mem": 24}]))
    assert opened.skipped == [(name.encode(), "it is packed with PPMd, which is not supported") for name in FILES]


def test_encrypted_members_are_named() -> None:
    opened = open_all(packed(password=PASSWORD))
    assert opened.skipped == [(name.encode(), "it is encrypted") for name in FILES]


def test_an_encrypted_list_of_members_is_named() -> None:
    opened = open_all(packed(password=PASSWORD, header_encryption=True))
    assert opened.skipped == [(b"", "its list of members is encrypted")]


def test_damage_is_named_and_what_stood_before_it_counts() -> None:
    data = bytearray(packed(CHAINS["copy"]))
    opened = open_all(bytes(data))
    assert not opened.skipped
    data = bytearray(packed(CHAINS["lzma2"]))
    data[60] ^= 0xFF
    assert open_all(bytes(data)).skipped


@pytest.mark.parametrize("names", [["large"], list(FILES)])
def test_a_wrong_checksum_is_named_and_what_came_out_counts(names: list[str]) -> None:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w", filters=CHAINS["copy"]) as archive:
        for name in names:
            archive.writestr(FILES[name], name)
    data = bytearray(made.getvalue())
    assert not open_all(bytes(data)).skipped
    data[data.find(b"0123456789")] ^= 1
    opened = open_all(bytes(data))
    assert opened.skipped == [(b"large", CHECKSUM)]
    assert (b"large", b"1" + FILES["large"][1:]) in opened.files


@pytest.mark.parametrize("cut", [10, 31])
def test_what_ends_in_its_first_bytes_is_none(cut: int) -> None:
    opened = open_all(packed()[:cut])
    assert (opened.order, opened.skipped) == ([], [])


def test_a_truncated_archive_has_lost_its_list_of_members() -> None:
    assert open_all(packed()[:-20]).skipped == [(b"", "it is damaged")]


def test_a_window_beyond_what_is_allowed_is_named() -> None:
    opened = open_all(packed(CHAINS["lzma2"]), limits=Limits(memory=1 << 16))
    assert {reason for _, reason in opened.skipped} == {
        f"it is packed with a window of {sum(map(len, FILES.values()))} bytes, more than is allowed"
    }


def test_an_archive_without_members_is_one() -> None:
    made = io.BytesIO()
    with py7zr.SevenZipFile(made, "w"):
        pass
    opened = open_all(made.getvalue())
    assert (opened.order, opened.skipped) == ([], [])


def test_an_archive_that_only_seems_to_have_no_members_is_damaged() -> None:
    data = bytearray(packed())
    data[20:28] = bytes(8)
    assert open_all(bytes(data)).skipped == [(b"", "it is damaged")]
