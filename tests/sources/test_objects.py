"""The sifting of objects: nothing that matters is passed over, everything is counted once, alone or with workers."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.git import Repository
from cf_secret_guard.sources.objects import Names, Reader, Sifter, sweep
from tests import tokens
from tests.sources.recorder import Containing, Recorder

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.sources.workers import Sifted
    from tests.gitrepo import GitRepo

SIEVE = Containing(b"SECRET")


def store(repo: GitRepo, contents: dict[bytes, bytes]) -> list[bytes]:
    """Lines ``<oid> <path>`` of blobs, by path."""
    script = b"".join(b"blob\ndata %d\n%s\n" % (len(data), data) for data in contents.values())
    repo.git("fast-import", "--quiet", data=script)
    oids = [repo.git("hash-object", "--stdin", data=data).strip() for data in contents.values()]
    return [oid + b" " + path for oid, path in zip(oids, contents, strict=True)]


def run(
    repo: GitRepo,
    lines: Sequence[bytes],
    *,
    jobs: int = 1,
    at_head: dict[bytes, list[bytes]] | None = None,
    max_size: int | None = None,
) -> Recorder:
    repository = Repository.discover(str(repo.path))
    assert repository is not None
    sink = Recorder()
    names = Names(40, at_head or {})
    sifter = Sifter(names, SIEVE, repository.directory, max_size)
    reader = Reader(repository, names, SIEVE, sink, max_size)
    sweep(lines, sifter, jobs, reader.take)
    reader.flush()
    return sink


def test_what_triggers_is_read_and_the_rest_is_counted(repo: GitRepo) -> None:
    lines = store(repo, {b"a": b"SECRET", b"b": b"nothing", b"": b"SECRET without a path"})
    sink = run(repo, lines)
    assert sink.contents == {b"a": b"SECRET", b"<blob " + lines[2][:40] + b">": b"SECRET without a path"}
    assert (sink.files, sink.blobs, sink.size, sink.skipped) == (0, 3, 34, [])


@pytest.mark.parametrize("place", [0, 1_048_570, 2_000_000, 3_000_000 - 6])
def test_a_large_blob_is_searched_to_its_end_and_counted_once(repo: GitRepo, place: int) -> None:
    data = bytearray(b"." * 3_000_000)
    data[place : place + 6] = b"SECRET"
    sink = run(repo, store(repo, {b"large": bytes(data), b"harmless": b"." * 2_500_000}))
    assert sink.contents == {b"large": bytes(data)}
    assert (sink.blobs, sink.size) == (2, 5_500_000)


def test_names_vouch_for_bare_credentials_as_listed_and_as_at_head(repo: GitRepo) -> None:
    token = tokens.legacy_token().encode()
    lines = store(repo, {b"cloudflare-token": token, b"plain": token + b"\n", b"other": token + b" "})
    sink = run(repo, lines, at_head={lines[1][:40]: [b"cloudflare.key"]})
    assert sorted(window.path for window in sink.windows) == [b"cloudflare-token", b"cloudflare.key"]


def test_what_is_too_large_is_named_even_if_harmless(repo: GitRepo) -> None:
    sink = run(repo, store(repo, {b"large": b"." * 100, b"small": b"."}), max_size=10)
    assert sink.reasons == {"large": ("larger than 10 bytes", True)}
    assert sink.blobs == 1


def test_missing_objects_are_named_and_trees_passed_over(repo: GitRepo) -> None:
    repo.commit({"a": "x"})
    lines = [b"1" * 40 + b" lost", repo.oid("HEAD^{tree}").encode() + b" ", repo.oid("HEAD").encode()]
    sink = run(repo, lines)
    assert list(sink.reasons) == [f"lost ({'1' * 40})"]
    assert sink.blobs == 1


def test_messages_come_with_their_commit(repo: GitRepo) -> None:
    commit = repo.commit(message="a SECRET")
    (window,) = run(repo, [commit.encode()]).windows
    assert (window.path, window.commit, window.data) == (b"<commit message>", commit, b"a SECRET\n")


@pytest.mark.parametrize("jobs", [1, 2])
def test_many_objects_are_each_looked_at_once_whatever_happens_to_workers(
    repo: GitRepo, jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    contents = {b"%d" % number: b"%d%s" % (number, b" SECRET" * (number % 3 == 0)) for number in range(1500)}
    lines = store(repo, contents)
    parent, whole = os.getpid(), Sifter.sift

    def fragile(sifter: Sifter, part: Sequence[bytes]) -> Sifted:
        if os.getpid() != parent and lines[700] in part:
            os.kill(os.getpid(), signal.SIGKILL)
        return whole(sifter, part)

    monkeypatch.setattr(Sifter, "sift", fragile)
    sink = run(repo, lines, jobs=jobs)
    assert sink.contents == {path: data for path, data in contents.items() if b"SECRET" in data}
    assert (sink.blobs, sink.size) == (1500, sum(map(len, contents.values())))


def test_without_files_in_memory_everything_is_read_one_by_one(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create", raising=False)
    sink = run(repo, store(repo, {b"a": b"SECRET", b"b": b"nothing"}))
    assert sink.contents == {b"a": b"SECRET"}
    assert (sink.blobs, sink.size) == (2, 13)
