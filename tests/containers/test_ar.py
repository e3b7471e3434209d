from __future__ import annotations

import gzip

import pytest

from tests.containers.opening import open_all, tarred


def ar(*members: tuple[bytes, bytes]) -> bytes:
    parts = [b"!<arch>\n"]
    for name, content in members:
        parts += [name.ljust(16), b"0".ljust(12), b"0".ljust(6) * 2, b"644".ljust(8), b"%-10d`\n" % len(content)]
        parts += [content, b"\n" * (len(content) % 2)]
    return b"".join(parts)


def test_a_debian_package_gives_the_files_in_its_tars() -> None:
    data = gzip.compress(tarred({"./etc/app.env": b"x"}))
    opened = open_all(ar((b"debian-binary", b"2.0\n"), (b"data.tar.gz/", data), (b"odd", b"123")))
    assert opened.places == {
        b"debian-binary": ("ar",),
        b"data.tar.gz!./etc/app.env": ("ar", "gzip", "tar"),
        b"odd": ("ar",),
    }
    assert not opened.skipped


@pytest.mark.parametrize("rest", [b"", b"no header", b"x" * 60])
def test_what_begins_like_one_and_is_none_is_no_error(rest: bytes) -> None:
    opened = open_all(b"!<arch>\n" + rest)
    assert (opened.order, opened.skipped) == ([], [])


def test_a_broken_header_and_a_cut_member_are_named() -> None:
    whole = ar((b"a", b"one1"))
    assert open_all(whole + b"y" * 60).skipped == [(b"", "it is damaged")]
    opened = open_all(whole[:-2])
    assert (opened.files, opened.skipped) == ([(b"a", b"on")], [(b"a", "it ends in the middle")])
