from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.commit_texts import Facts, facts, feed_texts
from tests.sources.recorder import Containing, Everything, Recorder

if TYPE_CHECKING:
    from tests.gitrepo import GitRepo

OID = "1" * 40
COMMIT = b"""\
tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
parent 1111111111111111111111111111111111111111
parent 2222222222222222222222222222222222222222
author A U Thor <author@example.invalid> 1700000000 +0100
committer C Omitter <committer@example.invalid> 1704067200 +0000
gpgsig -----BEGIN PGP SIGNATURE-----
 Version: 1
 c2lnbmF0dXJl
 -----END PGP SIGNATURE-----
encoding latin1
x-note first
 second

Subject

Body
"""
TAG = b"""\
object 3333333333333333333333333333333333333333
type commit
tag v1.0
tagger T Agger <tagger@example.invalid> 1704067201 -0200

Release
"""


def fed(raw: bytes, sieve: Everything | Containing | None = None) -> Recorder:
    recorder = Recorder()
    assert feed_texts(BytesIO(raw).read, OID, sieve or Everything(), recorder) == len(raw)
    return recorder


def test_a_commit_gives_its_message_and_its_headers_without_ids_and_signature() -> None:
    found = fed(COMMIT).contents
    assert found[b"<commit message>"] == b"Subject\n\nBody\n"
    lines = found[b"<commit header>"].split(b"\n")
    assert {number: line for number, line in enumerate(lines, 1) if line} == {
        4: b"author A U Thor <author@example.invalid> 1700000000 +0100",
        5: b"committer C Omitter <committer@example.invalid> 1704067200 +0000",
        10: b"encoding latin1",
        11: b"x-note first",
        12: b" second",
    }


def test_a_tag_gives_its_message_under_its_name() -> None:
    found = fed(TAG).contents
    assert found[b"<tag v1.0>"] == b"Release\n"
    assert b"tagger T Agger" in found[b"<tag header>"]
    assert b"3333" not in found[b"<tag header>"]


@pytest.mark.parametrize(("raw", "time"), [(COMMIT, 1704067200), (TAG, 1704067201)])
def test_windows_tell_whose_words_they_are_and_when_they_were_written(raw: bytes, time: int) -> None:
    assert {(window.commit, window.commit_time, window.blob) for window in fed(raw).windows} == {(OID, time, None)}


def test_what_does_not_trigger_is_looked_at_once() -> None:
    sieve = Containing(b"absent")
    assert fed(COMMIT, sieve).windows == []
    assert sieve.asked == 1


def test_only_the_part_that_triggers_is_handed_on() -> None:
    assert list(fed(COMMIT, Containing(b"Body")).contents) == [b"<commit message>"]
    assert list(fed(COMMIT, Containing(b"A U Thor")).contents) == [b"<commit header>"]
    assert fed(COMMIT, Containing(b"c2lnbmF0dXJl")).windows == []


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (COMMIT, Facts("commit", 1704067200, ("1" * 40, "2" * 40), "", b"")),
        (TAG, Facts("tag", 1704067201, (), "3" * 40, b"v1.0")),
        (b"tree 1\ncommitter x\n\n", Facts("commit", None, (), "", b"")),
        (b"tree 1\ncommitter x <y> -5 +0000\n\n", Facts("commit", -5, (), "", b"")),
        (b"tree 1\ncommitter x <y> " + b"9" * 5000 + b" +0000\n\n", Facts("commit", None, (), "", b"")),
        (b"tree 1\n\nparent 2\n", Facts("commit", None, (), "", b"")),
        (b"object 1\ntype blob\ntag t\n\nno tagger", Facts("tag", None, (), "1", b"t")),
        (b"", Facts("commit", None, (), "", b"")),
    ],
)
def test_headers_are_read_and_what_is_malformed_counts_as_absent(raw: bytes, expected: Facts) -> None:
    assert facts(raw) == expected


def test_real_objects_of_git_are_read(repo: GitRepo) -> None:
    commit = repo.commit({"a": "1"}, "First line\n\nLast line")
    repo.git("tag", "--annotate", "--message", "Tagged", "v2")
    raw = repo.git("cat-file", "commit", commit)
    assert facts(raw) == Facts("commit", 1704067200, (), "", b"")
    assert fed(raw).contents[b"<commit message>"] == b"First line\n\nLast line\n"
    tag = repo.git("cat-file", "tag", "v2")
    assert facts(tag) == Facts("tag", 1704067200, (), commit, b"v2")
    assert fed(tag).contents[b"<tag v2>"] == b"Tagged\n"


@pytest.mark.parametrize("head", [COMMIT, b"tree 1\nx " + b"h" * WINDOW_BYTES])
def test_a_huge_one_is_never_held_at_once_and_all_of_it_is_looked_at(head: bytes) -> None:
    found = fed(head + b"." * WINDOW_BYTES + b" needle", Containing(b"needle"))
    (window,) = found.windows
    assert len(window.data) <= WINDOW_BYTES
    assert window.data.endswith(b"needle")


@given(st.binary(max_size=300) | st.binary(max_size=300).map(COMMIT.__add__) | st.binary(max_size=300).map(TAG.__add__))
def test_no_bytes_make_it_fail_and_none_behind_the_headers_are_lost(raw: bytes) -> None:
    recorder = fed(raw)
    message = recorder.windows[-1]
    assert message.data == raw.partition(b"\n\n")[2]
