from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from cf_secret_guard.git import Repository
from cf_secret_guard.git.history import History
from cf_secret_guard.respond import contents
from cf_secret_guard.respond.contents import Contents
from cf_secret_guard.secret import Secret
from tests.tokens import legacy_token, user_token

if TYPE_CHECKING:
    import pytest

    from tests.gitrepo import GitRepo

ONE, OTHER = Secret(user_token("a")), Secret(legacy_token("b"))


def store(repo: GitRepo, data: bytes) -> str:
    return repo.git("hash-object", "-w", "--stdin", data=data).decode().strip()


def made(repo: GitRepo, seconds: float = 60) -> Contents:
    found = Repository.discover(str(repo.path))
    assert found is not None
    return Contents(History(found, seconds))


def test_each_content_is_told_by_what_it_holds(repo: GitRepo) -> None:
    both = store(repo, f"{ONE.reveal()} {OTHER.reveal()}".encode())
    one, none = store(repo, f"x={ONE.reveal()}\n".encode()), store(repo, b"nothing")
    known = made(repo)
    assert known.learn([both, one, none], "a.env", [ONE, OTHER]) == []
    assert known.holding(ONE) == {both, one}
    assert known.holding(OTHER) == {both}
    assert known.is_complete


def test_a_value_across_two_pieces_is_seen(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "_PIECE", 16)
    oid = store(repo, b"a" * 20 + ONE.reveal().encode() + b"b" * 20)
    known = made(repo)
    known.learn([oid], "a", [ONE])
    assert known.holding(ONE) == {oid}


def test_a_value_that_stands_encoded_is_recognised_by_the_detectors(repo: GitRepo) -> None:
    oid = store(repo, b"token: " + base64.b64encode(ONE.reveal().encode()) + b"\n")
    utf16 = store(repo, ONE.reveal().encode("utf-16"))
    known = made(repo)
    known.learn([oid, utf16], "secret.yaml", [ONE])
    assert known.holding(ONE) == {oid, utf16}


def test_a_large_content_is_not_decoded(repo: GitRepo, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contents, "_LARGEST_DECODED", 10)
    oid = store(repo, base64.b64encode(ONE.reveal().encode()))
    known = made(repo)
    known.learn([oid], "secret.yaml", [ONE])
    assert known.holding(ONE) == set()


def test_a_content_that_is_missing_is_counted_and_the_rest_read(repo: GitRepo) -> None:
    oid = store(repo, ONE.reveal().encode())
    known = made(repo)
    (gap,) = known.learn(["1" * 40, oid], "a", [ONE])
    assert gap.startswith("versions that could not be read: 1 ")
    assert known.holding(ONE) == {oid}


def test_the_deadline_is_told(repo: GitRepo) -> None:
    oid = store(repo, ONE.reveal().encode())
    late = made(repo, 0)
    late.learn([oid], "a", [ONE])
    assert not late.is_complete
    assert late.holding(ONE) == set()
