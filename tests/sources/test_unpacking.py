"""Containers on their way through the feeder: where what is in them stands, counted once, for every path."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING

from cf_secret_guard.collector import Collector
from cf_secret_guard.containers.base import Limits
from cf_secret_guard.sources import windows as cutting
from cf_secret_guard.sources.feeder import Feeder
from cf_secret_guard.sources.unpacking import Unpacking
from tests import tokens
from tests.containers.opening import tarred, zipped
from tests.sources.recorder import Containing, Everything, Recorder

if TYPE_CHECKING:
    import pytest

VALUE = tokens.user_token()
TEXT = f"A=1\nCLOUDFLARE_API_TOKEN={VALUE}\n".encode()


def found(data: bytes, path: bytes = b"a.zip", *, archives: bool = True) -> list[str]:
    collector = Collector((), decode=True, archives=archives, progress=None)
    Feeder(Everything(), collector).feed(io.BytesIO(data).read, (path,))
    return [f"{one.path}:{one.line}:{one.column} {' '.join(one.decoded_via)}" for one in collector.findings]


def test_a_finding_says_where_in_the_container_it_stands_and_how_it_was_reached() -> None:
    data = zipped({"layers/x.tar.gz": gzip.compress(tarred({"etc/.env": TEXT}))})
    assert found(data) == ["a.zip!layers/x.tar.gz!etc/.env:2:22 zip gzip tar"]


def test_decoders_come_behind_containers() -> None:
    import base64

    data = zipped({"a.txt": b"data: " + base64.b64encode(TEXT) + b"\n"})
    assert found(data) == ["a.zip!a.txt:1:40 zip base64"]


def test_what_is_stored_and_found_in_the_raw_bytes_too_counts_once_in_the_member() -> None:
    assert found(zipped({"x.env": TEXT}, 0)) == ["a.zip!x.env:2:22 zip"]
    assert found(tarred({"x.env": TEXT, "in.tar": tarred({"y.env": TEXT})})) == [
        "a.zip!in.tar!y.env:2:22 tar tar",
        "a.zip!x.env:2:22 tar",
    ]


def test_what_stands_only_in_the_bytes_around_the_members_is_found_there() -> None:
    data = zipped({"x": b"nothing"}) + b"\n" + TEXT
    assert [place.split(":")[0] for place in found(data)] == ["a.zip"]


def test_the_name_of_a_member_may_be_the_secret() -> None:
    places = found(tarred({f"keys/{VALUE}.txt": b"nothing"}))
    assert places == [f"a.zip!keys/{VALUE}.txt:1:1 tar"]


def test_closed_containers_are_scanned_as_they_are() -> None:
    assert found(zipped({"x.env": TEXT}), archives=False) == []
    assert [place.split(":")[0] for place in found(zipped({"x.env": TEXT}, 0), archives=False)] == ["a.zip"]


def test_a_member_may_be_excluded_by_its_place() -> None:
    collector = Collector(
        (),
        decode=True,
        progress=None,
        excluded=lambda place: "ignored" if place == b"a.zip!no.env" else None,
    )
    data = zipped({"no.env": TEXT, "yes.env": TEXT})
    Feeder(Everything(), collector).feed(io.BytesIO(data).read, (b"a.zip",))
    assert [one.path for one in collector.findings] == ["a.zip!yes.env"]
    assert [(one.path, one.incomplete) for one in collector.skipped] == [("a.zip!no.env", False)]


def test_every_path_of_a_blob_gets_its_members_and_its_notes() -> None:
    recorder = Recorder()
    data = zipped({"a": b"needle", "b.gz": gzip.compress(b"needle" * 99)[:-3]}, 0)
    Feeder(Containing(b"needle"), recorder).feed(io.BytesIO(data).read, (b"x", b"y"), "12")
    members = [window for window in recorder.windows if window.member]
    assert [(window.name, window.blob) for window in members] == [
        (b"x!a", "12"),
        (b"y!a", "12"),
        (b"x!b.gz!b", "12"),
        (b"y!b.gz!b", "12"),
    ]
    assert [skipped.path for skipped in recorder.skipped] == ["x!b.gz!b", "y!b.gz!b"]
    assert all(skipped.incomplete and skipped.next_step for skipped in recorder.skipped)


def test_lines_count_on_over_the_windows_of_a_member(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cutting, "WINDOW_BYTES", 4096)
    monkeypatch.setattr(cutting, "OVERLAP_BYTES", 512)
    assert found(gzip.compress(b"line\n" * 100_000 + TEXT), b"big.log.gz") == ["big.log.gz!big.log:100002:22 gzip"]


def test_what_can_be_read_again_is_not_copied() -> None:
    recorder, data = Recorder(), zipped({"a": TEXT})
    size = Feeder(Everything(), recorder).feed(io.BytesIO(data).read, (b"a.zip",), again=io.BytesIO(data))
    assert size == len(data)
    assert [window.member for window in recorder.windows] == [b"a", b""]
    assert [window.opened for window in recorder.windows] == [False, True]


def test_a_copy_that_finds_no_room_is_named_and_the_bytes_are_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cf_secret_guard.containers.spool.MEMORY_BYTES", 4000)
    monkeypatch.setattr("tempfile.tempdir", "/nowhere/at/all")
    inner = zipped({"a": TEXT, "b": bytes(9000)}, 0)
    for data, name in ((inner, "a.zip"), (gzip.compress(inner, 0), "a.zip!a.zip")):
        recorder = Recorder()
        Feeder(Everything(), recorder).feed(
            io.BytesIO(data).read, (b"a.zip",), again=None if data is inner else io.BytesIO(data)
        )
        (skipped,) = recorder.skipped
        assert skipped.path == name
        assert skipped.reason.startswith("no room for a temporary copy")
        assert inner in [window.data for window in recorder.windows]


def test_limits_are_handed_on() -> None:
    recorder = Recorder()
    made = Unpacking(lambda _window, _paths: None, recorder, (b"p",), None, None)
    data = tarred({"a": b"", "b": b""})
    made.keep(data)
    made.run(len(data), Limits(members=1))
    made.close()
    assert [skipped.reason for skipped in recorder.skipped] == ["it has more than 1 members"]
