"""Objects at full speed: every byte, whatever their size, and whatever git dies of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.git import stream as module
from cf_secret_guard.git.stream import stream

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

OVERLAP = 64
BROKEN = (3, 4, 8)


def store(repo: GitRepo, *contents: bytes) -> list[bytes]:
    return [repo.git("hash-object", "-w", "--stdin", data=data).strip() for data in contents]


def whole(oids: list[bytes]) -> list[tuple[bytes, bytes]]:
    """Kind and content of each object, put together from its pieces."""
    found: list[tuple[bytes, bytes]] = [(b"", b"")] * len(oids)
    for piece in stream(oids, None, OVERLAP):
        _, before = found[piece.number]
        data = bytes(piece.data)
        if before:
            assert before.endswith(data[:OVERLAP])
            data = before + data[OVERLAP:]
        found[piece.number] = (piece.kind, data)
        assert len(data) <= piece.size
    return found


@pytest.fixture
def small_buffer(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(module, "BUFFER_BYTES", 512)
    return 512


@pytest.mark.usefixtures("small_buffer")
@pytest.mark.parametrize("around", [0, 1, 400, 448, 512, 960, 5000])
def test_every_byte_comes_once_whatever_the_size(repo: GitRepo, around: int) -> None:
    contents = [
        bytes((number * 7 + place) % 251 for place in range(size))
        for number, size in enumerate(range(max(0, around - 3), around + 4))
    ]
    oids = store(repo, *contents)
    assert whole(oids) == [(b"blob", data) for data in contents]


def test_commits_trees_and_tags_say_what_they_are(repo: GitRepo) -> None:
    repo.commit({"a": "x"})
    repo.git("tag", "-a", "v1", "-m", "m")
    oids = [repo.oid(name).encode() for name in ("HEAD", "HEAD^{tree}", "v1", "HEAD:a")]
    assert [kind for kind, _ in whole(oids)] == [b"commit", b"tree", b"tag", b"blob"]


def test_what_git_does_not_have_is_answered_without_a_kind(repo: GitRepo) -> None:
    oids = store(repo, b"one", b"two")
    assert whole([oids[0], b"1" * 40, oids[1]]) == [(b"blob", b"one"), (b"", b""), (b"blob", b"two")]


def test_where_git_dies_of_an_object_the_others_still_come(repo: GitRepo) -> None:
    contents = [b"%d" % number * 1000 for number in range(9)]
    oids = store(repo, *contents)
    for number in BROKEN:
        oid = oids[number].decode()
        place = repo.path / ".git/objects" / oid[:2] / oid[2:]
        place.chmod(0o644)
        place.write_bytes(place.read_bytes()[:20])
    got = whole(oids)
    assert [data for number, (_, data) in enumerate(got) if number not in BROKEN] == [
        data for number, data in enumerate(contents) if number not in BROKEN
    ]
    assert {kind for number, (kind, _) in enumerate(got) if number not in BROKEN} == {b"blob"}
    assert {got[number][0] for number in BROKEN} <= {b"", b"blob"}  # the head of one may still be whole


def test_nothing_is_nothing(repo: GitRepo) -> None:
    assert repo.path
    assert whole([]) == []
