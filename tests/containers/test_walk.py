from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os

import pytest

from cf_secret_guard.containers.base import Limits
from cf_secret_guard.containers.remainder import PIECE_BYTES
from cf_secret_guard.containers.walk import unpacked_name
from tests.containers.opening import open_all, tarred, zipped

TEXT = b"TOKEN=1\n"


def image() -> bytes:
    """What `docker save` writes: a tar with the layers as tars, one of them compressed as in an OCI layout."""
    layer = tarred({"etc/app.env": TEXT, "app/lib.jar": zipped({"config.properties": TEXT})})
    return tarred(
        {
            "manifest.json": b'[{"Layers": ["a1/layer.tar"]}]',
            "a1/layer.tar": layer,
            "blobs/sha256/b2": gzip.compress(layer),
            "oci-layout": b"{}",
        }
    )


def test_the_layers_of_an_image_are_opened_with_what_is_in_them() -> None:
    opened = open_all(image(), b"image.tar")
    assert opened.places == {
        b"manifest.json": ("tar",),
        b"a1/layer.tar!etc/app.env": ("tar", "tar"),
        b"a1/layer.tar!app/lib.jar!config.properties": ("tar", "tar", "zip"),
        b"blobs/sha256/b2!etc/app.env": ("tar", "gzip", "tar"),
        b"blobs/sha256/b2!app/lib.jar!config.properties": ("tar", "gzip", "tar", "zip"),
        b"oci-layout": ("tar",),
    }
    assert not opened.skipped


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_a_compressed_tar_adds_no_place_of_its_own(pack: object) -> None:
    assert callable(pack)
    opened = open_all(zipped({"x.tar.gz": pack(tarred({"a": TEXT}))}))
    assert list(opened.places) == [b"x.tar.gz!a"]


def test_the_bytes_of_containers_are_given_too_and_marked() -> None:
    inner = zipped({"a": TEXT})
    opened = open_all(tarred({"in.zip": inner}))
    assert [(name, is_opened, bytes(taken.data)) for name, _, is_opened, taken in opened.order] == [
        (b"in.zip", True, inner),
        (b"in.zip!a", False, TEXT),
    ]


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (b"d/a.tar.gz", b"a.tar"),
        (b"a.TGZ", b"a.tar"),
        (b"a.svgz", b"a.svg"),
        (b"blob", b"blob"),
        (b"d.gz/blob", b"blob"),
        (b".gz", b".gz"),
        (b"a.txt", b"a.txt"),
    ],
)
def test_a_compressed_file_names_what_is_in_it(path: bytes, name: bytes) -> None:
    assert unpacked_name(path) == name


def test_what_only_looks_like_a_container_is_no_error() -> None:
    files = {"a": b"\x1f\x8b\x08 nothing", "b": b"PK\3\4 nothing", "c": b"%PDF-", "d": b"7z\xbc\xaf\x27\x1c", "e": TEXT}
    opened = open_all(tarred(files))
    assert not opened.skipped
    assert [bytes(taken.data) for *_, taken in opened.order] == list(files.values())


def test_containers_inside_each_other_are_followed_to_a_depth_and_the_rest_is_named() -> None:
    data = TEXT
    for level in range(10):
        data = zipped({f"{level}.zip": data})
    opened = open_all(data)
    ((name, reason),) = opened.skipped
    assert (name.count(b"!"), reason) == (7, "more than 8 containers inside each other")
    assert opened.order[-1][0] == name


def test_a_quine_ends_at_the_depth() -> None:
    # A real one is not at hand; one that is deeper than the limit goes the same way.
    data = gzip.compress(TEXT)
    for _ in range(30):
        data = gzip.compress(data)
    opened = open_all(data, b"r.gz", Limits(depth=5))
    assert [reason for _, reason in opened.skipped] == ["more than 5 containers inside each other"]
    assert len(opened.order) == 5


def test_too_many_members_of_one_container_end_it_and_not_the_next() -> None:
    many = tarred({str(number): b"" for number in range(20)})
    opened = open_all(tarred({"many.tar": many, "a": TEXT}), limits=Limits(members=10))
    assert opened.skipped == [(b"many.tar", "it has more than 10 members")]
    assert opened.files[-1] == (b"a", TEXT)


def test_too_many_members_of_all_end_everything() -> None:
    opened = open_all(tarred({"a.zip": zipped({"b": TEXT, "c": TEXT}), "d": TEXT}), limits=Limits(all_members=2))
    ((name, reason),) = opened.skipped
    assert name == b"a.zip!c"
    assert reason == "there are more than 2 members in the file, and nothing behind it in the file was scanned"
    assert opened.files == [(b"a.zip!b", TEXT)]


def test_a_damaged_member_leaves_the_others_alone_and_gives_what_stood_before() -> None:
    bad = gzip.compress(os.urandom(3 * PIECE_BYTES))[: 2 * PIECE_BYTES]
    opened = open_all(zipped({"bad.gz": bad, "short.gz": gzip.compress(TEXT)[:-4], "good": TEXT}, 0))
    assert opened.skipped == [
        (b"bad.gz!bad", "it ends in the middle"),
        (b"short.gz!short", "it ends in the middle"),
    ]
    assert opened.files[-2:] == [(b"short.gz!short", TEXT), (b"good", TEXT)]


def test_a_damaged_container_in_a_damaged_one_is_opened_as_far_as_it_came() -> None:
    inner = zipped({"a": TEXT, "b": os.urandom(100_000)}, 0)
    outer = gzip.compress(tarred({"in.zip": inner}))
    opened = open_all(outer[: len(outer) // 2])
    assert (b"in.zip!a", TEXT) in opened.files
    assert {name for name, _ in opened.skipped} >= {b"in.zip"}


def test_a_name_of_any_length_is_cut() -> None:
    opened = open_all(tarred({"n" * 5000: TEXT}))
    assert opened.files == [(b"n" * 1024 + b"...", TEXT)]


def test_all_is_the_same_however_little_the_source_gives_at_once() -> None:
    class Slow(io.BytesIO):
        def read(self, count: int | None = -1, /) -> bytes:
            return super().read(min(count or 0, 700))

    from cf_secret_guard.containers.walk import walk
    from tests.containers.opening import Opened

    data, slow = image(), Opened()
    walk(Slow(data), len(data), b"image.tar", slow)
    assert slow.files == open_all(data, b"image.tar").files
