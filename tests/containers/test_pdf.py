from __future__ import annotations

import base64
import zlib

import pytest

from cf_secret_guard.containers.base import Limits
from tests.containers.documents import pdf, plainly, shown
from tests.containers.opening import open_all, zipped

PAGE = b"<</Type /Page/Resources <</Font <</F1 3 0 R>>>>/Contents 2 0 R>>"
TEXT = b"BT /F1 9 Tf 72 700 Td (TOKEN=1) Tj 0 -12 Td (next) Tj ET"


def test_the_text_of_a_page_comes_out_in_lines_under_the_number_of_its_object() -> None:
    opened = open_all(pdf(PAGE, shown(TEXT), b"<</Type /Font>>"), b"a.pdf")
    assert opened.files == [(b"object 2", b"TOKEN=1\nnext")]
    assert opened.places == {b"object 2": ("pdf",)}
    assert not opened.skipped


def test_subset_fonts_are_read_by_their_table() -> None:
    table = b"2 beginbfchar <0001> <0054> <0002> <004F> endbfchar 1 beginbfrange <0003> <0005> <004B> endbfrange"
    text = b"BT /F1 9 Tf [<0001> 20 <00020003>] TJ <0005> Tj ET"
    opened = open_all(pdf(PAGE, shown(text), b"<</Type /Font/ToUnicode 4 0 R>>", shown(table)))
    assert opened.files[0] == (b"object 2", b"TOKM")


def test_fonts_in_object_streams_and_inherited_resources_are_found() -> None:
    packed = [b"<</Type /Page/Parent 6 0 R/Contents [2 0 R]>>", b"<</Font 7 0 R>>", b"<</F1 8 0 R>>"]
    packed[1] = b"<</Resources <</Font 7 0 R>>>>"
    packed.append(b"<</Type /Font/ToUnicode 3 0 R>>")
    offsets = [sum(map(len, packed[:count])) + count for count in range(4)]
    head = b" ".join(b"%d %d" % (number, at) for number, at in zip((5, 6, 7, 8), offsets, strict=True)) + b" "
    objects = shown(head + b" ".join(packed), b"/Type /ObjStm/N 4/First %d" % len(head))
    table = shown(b"1 beginbfchar <01> <0041> endbfchar")
    opened = open_all(pdf(objects, shown(b"BT /F1 1 Tf <0101> Tj ET"), table))
    assert opened.files[0] == (b"object 2", b"AA")


@pytest.mark.parametrize(
    ("filters", "pack"),
    [
        (b"/FlateDecode", zlib.compress),
        (b"[/ASCII85Decode /FlateDecode]", lambda data: base64.a85encode(zlib.compress(data)) + b"~>"),
        (b"/ASCIIHexDecode", lambda data: data.hex().encode() + b">"),
        (b"[/A85 /Fl]", lambda data: base64.a85encode(zlib.compress(data)) + b"~>"),
    ],
)
def test_streams_are_unpacked_step_by_step(filters: bytes, pack: object) -> None:
    assert callable(pack)
    data = pack(TEXT)
    stream = b"<</Filter %s/Length %d>>\nstream\n%s\nendstream" % (filters, len(data), data)
    assert open_all(pdf(PAGE, stream)).files == [(b"object 2", b"TOKEN=1\nnext")]


def test_a_stream_that_is_not_packed_and_does_not_tell_its_length_is_read() -> None:
    ((name, content),) = open_all(pdf(PAGE, plainly(TEXT))).files
    assert name == b"object 2"
    assert content.startswith(b"TOKEN=1\nnext")


def test_an_attached_archive_is_opened() -> None:
    attached = shown(zipped({"a.env": b"TOKEN=1\n"}), b"/Type /EmbeddedFile")
    assert open_all(pdf(attached)).files == [(b"object 1!a.env", b"TOKEN=1\n")]


def test_pictures_and_fonts_are_passed_over_and_what_is_not_supported_is_named() -> None:
    picture = b"<</Subtype /Image/Length 3>>stream\nabc\nendstream"
    jpeg = b"<</Filter /DCTDecode/Length 3>>stream\nabc\nendstream"
    lzw = b"<</Filter /LZWDecode/Length 3>>stream\nabc\nendstream"
    opened = open_all(pdf(picture, jpeg, lzw))
    assert not opened.order
    assert opened.skipped == [(b"object 3", "it is packed with LZWDecode, which is not supported")]


def test_an_encrypted_document_is_named() -> None:
    opened = open_all(pdf(PAGE, shown(TEXT)) + b"trailer <</Encrypt 9 0 R>>")
    assert (opened.order, opened.skipped) == ([], [(b"", "it is encrypted")])


def test_a_cut_document_gives_what_is_left() -> None:
    data = pdf(PAGE, shown(TEXT), shown(TEXT * 300))
    opened = open_all(data[:-60])
    assert opened.files[0] == (b"object 2", b"TOKEN=1\nnext")
    assert opened.skipped == [(b"object 3", "it ends in the middle")]


def test_what_shows_nothing_is_counted_all_the_same() -> None:
    opened = open_all(pdf(PAGE, shown(b" Tj" + b" " * 30_000_000)), limits=Limits(ratio_from=1 << 20))
    assert opened.skipped == [
        (
            b"object 2",
            "more than 200 times as large unpacked as the file is, and nothing behind it in the file was scanned",
        )
    ]


def test_without_any_stream_it_is_none() -> None:
    opened = open_all(b"%PDF-1.4\nwords about 1 0 obj")
    assert (opened.order, opened.skipped) == ([], [])
