from __future__ import annotations

import pytest

from cf_secret_guard.decode.charset import root_views
from tests import tokens

TOKEN = tokens.user_token("charset")
TEXT = f"# settings\r\nCLOUDFLARE_API_TOKEN={TOKEN}\r\n"


def test_plain_text_has_one_view_with_the_offsets_of_its_bytes() -> None:
    data = "naïve 雲 €".encode()
    (view,) = root_views(data)
    assert view.text.encode("latin-1") == data
    assert view.via == ()


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("announced", [True, False])
def test_wide_text_is_decoded_by_name_by_mark_or_by_its_nul_bytes(codec: str, mark: bool, announced: bool) -> None:  # noqa: FBT001 - a table
    data = ("\ufeff" if mark else "").encode(codec) + TEXT.encode(codec)
    view = root_views(data, codec if announced else None)[0]
    at = view.text.index(TOKEN)
    start, end = view.extent(at, at + len(TOKEN))
    assert data[start:end] == TOKEN.encode(codec)
    assert view.via == (codec,)


def test_characters_of_two_units_do_not_shift_what_follows() -> None:
    data = f"\ufeff🔑🔑 {TOKEN} 🔒".encode("utf-16-le")
    view = root_views(data)[0]
    at = view.text.index(TOKEN)
    start, end = view.extent(at, at + len(TOKEN))
    assert data[start:end].decode("utf-16-le") == TOKEN


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("lead", [b"\x01\x02\xfe\xff\x80", b"MZ\x90\x80\x03\x99\x81\xfe"])
def test_wide_strings_inside_binary_data_are_found_at_either_parity(codec: str, lead: bytes) -> None:
    data = lead * 40 + b"\xff" + TOKEN.encode(codec) + b"\xff\xfe\x80\x01" * 40
    first, *others = root_views(data)
    assert first.via == ()
    (view,) = [view for view in others if TOKEN in view.text]
    at = view.text.index(TOKEN)
    assert data[view.to_bytes(at) :].startswith(TOKEN[:1].encode("latin-1"))


def test_plain_text_behind_wide_text_is_not_lost() -> None:
    data = b"\xff\xfe" + "first line\r\n".encode("utf-16-le") + TEXT.encode()
    assert any(TOKEN in view.text for view in root_views(data))


def test_wide_text_behind_plain_text_is_not_lost() -> None:
    data = b"plain line\r\n" * 30 + TEXT.encode("utf-16-le")
    assert any(TOKEN in view.text and view.via == ("utf-16-le",) for view in root_views(data))


@pytest.mark.parametrize("data", [b"", b"\0", b"\xff\xfe", b"\xff\xfea", b"\0" * 999, b"a\0" * 3, b"\xff\xfe\0\0\1"])
def test_scraps_are_read_without_an_error(data: bytes) -> None:
    for view in root_views(data):
        assert view.to_bytes(len(view.text)) <= len(data)
