from __future__ import annotations

from io import BytesIO

import pytest

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.objects import Blob
from cf_secret_guard.sources.blobs import scan_blob
from cf_secret_guard.sources.feeder import Feeder
from tests.sources.recorder import Everything, Recorder


def broken(_limit: int) -> bytes:
    raise GitError("git cannot read the object", "Run `git fsck`.")


def scanned(blob: Blob, max_size: int | None = None) -> Recorder:
    recorder = Recorder()
    scan_blob(blob, [b"a", b"b"], Feeder(Everything(), recorder), recorder, max_size)
    return recorder


@pytest.mark.parametrize("max_size", [None, 4])
def test_a_blob_is_looked_at_for_each_path_and_counted_once(max_size: int | None) -> None:
    found = scanned(Blob("1", 4, BytesIO(b"text").read), max_size)
    assert found.contents == {b"a": b"text", b"b": b"text"}
    assert (found.files, found.blobs, found.size, found.skipped) == (0, 1, 4, [])


@pytest.mark.parametrize(
    ("blob", "max_size", "reason"),
    [
        (Blob("1", None, broken, "the object is missing"), None, "the object is missing"),
        (Blob("1", 4, broken), None, "git cannot read the object"),
        (Blob("1", 4, BytesIO(b"text").read), 3, "larger than 3 bytes"),
    ],
)
def test_what_is_not_looked_at_is_noted_at_every_path(blob: Blob, max_size: int | None, reason: str) -> None:
    found = scanned(blob, max_size)
    assert found.reasons == {"a": (reason, True), "b": (reason, True)}
    assert all(skip.next_step for skip in found.skipped)
    assert (found.windows, found.blobs) == ([], 0)
