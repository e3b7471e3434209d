from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

import cf_secret_guard.git.base as git_base
import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError
from cf_secret_guard.git.objects import Blob, read_blobs
from tests.gitrepo import GitRepo

if TYPE_CHECKING:
    from pathlib import Path


def store(repo: GitRepo, data: bytes) -> str:
    return repo.git("hash-object", "-w", "--stdin", data=data).decode().strip()


def content(blob: Blob, limit: int = 1_000_000) -> bytes:
    return b"".join(iter(lambda: blob.read(limit), b""))


@pytest.mark.parametrize("form", ["sha1", "sha256"])
def test_contents_come_in_the_order_asked_for(tmp_path: Path, form: str) -> None:
    repo = GitRepo(tmp_path / "repo", (f"--object-format={form}",))
    contents = [b"", b"\n", b"one", b"two\n", b"\0" * 300_000, b"x missing\n"]
    contents += [str(number).encode() * number for number in range(1, 200)]
    oids = [store(repo, data) for data in contents]
    blobs = read_blobs(oids, directory=str(repo.path))
    assert [(blob.oid, blob.size, content(blob)) for blob in blobs] == [
        (oid, len(data), data) for oid, data in zip(oids, contents, strict=True)
    ]


def test_nothing_asked_for_starts_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert list(read_blobs([])) == []


@pytest.mark.parametrize("limit", [1, 7, 65536, 10_000_000])
def test_a_read_gives_no_more_than_asked_for(repo: GitRepo, limit: int) -> None:
    data = bytes(range(256)) * (4 if limit < 10 else 4000)
    oid = store(repo, data)
    for blob in read_blobs([oid, oid]):
        pieces = list(iter(lambda blob=blob: blob.read(limit), b""))  # type: ignore[misc]
        assert max(map(len, pieces)) <= limit
        assert b"".join(pieces) == data
        assert blob.read(10) == b""


def test_what_is_not_read_is_passed_over(repo: GitRepo) -> None:
    oids = [store(repo, letter * 500_000) for letter in (b"a", b"b", b"c")]
    assert [blob.read(3) for blob in read_blobs(oids)] == [b"aaa", b"bbb", b"ccc"]
    assert [blob.size for blob in read_blobs(oids)] == [500_000] * 3


def test_a_missing_object_is_told_and_the_others_go_on(repo: GitRepo) -> None:
    first, last = store(repo, b"first"), store(repo, b"last")
    absent = "1" * 40
    blobs = [(blob.oid, blob.size, content(blob), blob.problem) for blob in read_blobs([first, absent, last])]
    assert blobs == [
        (first, 5, b"first", ""),
        (absent, None, b"", "the object is missing from this repository, or damaged"),
        (last, 4, b"last", ""),
    ]


def damage(repo: GitRepo, oid: str, data: bytes) -> None:
    path = repo.path / ".git" / "objects" / oid[:2] / oid[2:]
    path.chmod(0o644)
    path.write_bytes(data)


def test_objects_that_git_dies_of_are_told_and_the_others_go_on(repo: GitRepo) -> None:
    contents = [str(number).encode() for number in range(130)]
    oids = [store(repo, data) for data in contents]
    for number in (0, 1, 64, 129):
        damage(repo, oids[number], b"not zlib")
    for blob, data in zip(read_blobs(oids), contents, strict=True):
        damaged = int(data) in {0, 1, 64, 129}
        assert (blob.size is None, bool(blob.problem)) == (damaged, damaged)
        assert content(blob) == (b"" if damaged else data)


def test_an_object_that_breaks_off_is_an_error_of_its_reader_and_the_others_go_on(repo: GitRepo) -> None:
    noise = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(100_000))
    large, last = store(repo, noise), store(repo, b"last")
    path = repo.path / ".git" / "objects" / large[:2] / large[2:]
    damage(repo, large, path.read_bytes()[: len(noise) // 2])
    outcomes = []
    for blob in read_blobs([large, last]):
        try:
            outcomes.append((blob.size, content(blob) == noise, blob.problem))
        except GitError as error:
            outcomes.append((None, False, error.message))
    assert outcomes[0][0] is None
    assert "cannot read" in outcomes[0][2]
    assert outcomes[1] == (4, False, "")


def test_an_object_that_breaks_off_where_nobody_reads_stops_nothing(repo: GitRepo) -> None:
    noise = b"".join(hashlib.sha256(str(number).encode()).digest() for number in range(100_000))
    large, last = store(repo, noise), store(repo, b"last")
    path = repo.path / ".git" / "objects" / large[:2] / large[2:]
    damage(repo, large, path.read_bytes()[: len(noise) // 2])
    assert [blob.read(1) for blob in read_blobs([large, last])] in ([noise[:1], b"l"], [b"", b"l"])


def test_a_git_that_stops_answering_is_given_up_and_the_others_go_on(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    oids = [store(repo, b"one"), store(repo, b"two")]
    program = tmp_path / "git"
    program.write_text(f"#!/bin/sh\nread line\n[ $line = {oids[0]} ] && exec sleep 60\necho $line blob 3\necho two\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.setattr(git_base, "SILENCE_SECONDS", 0.2)
    first, second = ((blob.size, blob.problem, content(blob)) for blob in read_blobs(oids))
    assert first == (None, "git said nothing for 0.2 seconds", b"")
    assert second == (3, "", b"two")


def test_reading_stops_where_the_caller_stops(repo: GitRepo) -> None:
    oid = store(repo, b"x" * 5_000_000)
    blobs = read_blobs([oid] * 1000)
    assert next(blobs).read(10) == b"x" * 10
    blobs.close()  # type: ignore[attr-defined]


def test_a_partial_clone_fetches_nothing_and_tells_what_is_missing(repo: GitRepo, tmp_path: Path) -> None:
    repo.commit({"a": "content"})
    repo.config("uploadpack.allowFilter", "true")
    marker = tmp_path / "fetched"
    repo.git("clone", "--quiet", "--bare", "--filter=blob:none", f"file://{repo.path}", str(tmp_path / "partial"))
    partial = GitRepo(tmp_path / "partial", None)
    partial.config("remote.origin.uploadpack", f"touch '{marker}'; git-upload-pack")
    oid = repo.oid("HEAD:a")
    assert [(blob.size, bool(blob.problem)) for blob in read_blobs([oid], directory=str(partial.path))] == [
        (None, True)
    ]
    assert not marker.exists()


def test_a_git_before_2_39_4_fetches_nothing_either(
    repo: GitRepo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced = {name: value for name, value in git_process._FORCED.items() if name != "GIT_NO_LAZY_FETCH"}
    monkeypatch.setattr(git_process, "_FORCED", forced)
    test_a_partial_clone_fetches_nothing_and_tells_what_is_missing(repo, tmp_path)
