from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.errors import UsageError
from cf_secret_guard.git import Repository
from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.message import CommitMessageSource
from tests.sources.recorder import Containing, Recorder, record

if TYPE_CHECKING:
    from pathlib import Path

    from tests.gitrepo import GitRepo

CUT = "------------------------ >8 ------------------------"
BELOW = "Do not modify or remove the line above.\n"


def scan(message: Path, *, repository: bool = True) -> Recorder:
    return record(CommitMessageSource(str(message), Repository.discover() if repository else None))


def kept(repo: GitRepo, message: str | bytes, *, repository: bool = True) -> bytes:
    """What of ``message`` is scanned."""
    path = repo.write(".git/COMMIT_EDITMSG", message)
    return b"".join(window.data for window in scan(path, repository=repository).windows)


def test_a_message_is_one_blob_called_by_its_file(repo: GitRepo) -> None:
    found = scan(repo.write(".git/COMMIT_EDITMSG", "Add it\n"))
    assert CommitMessageSource.mode == "commit-message"
    assert found.contents == {b"COMMIT_EDITMSG": b"Add it\n"}
    assert found.windows[0].blob is None
    assert (found.files, found.blobs, found.size) == (1, 1, 7)


MESSAGES = [
    ("one\ntwo\n", b"one\ntwo\n"),
    ("one\n# comment\nthree\n", b"one\n\nthree\n"),
    ("one\n #indented\nthree # behind\n", b"one\n #indented\nthree # behind\n"),
    (f"one\n# {CUT}\n# {BELOW}diff --git\n-token\n", b"one"),
    (f"# {CUT}\n# {BELOW}diff", b""),
    (f"one\n# {CUT}\nby hand\n", b"one\n\nby hand\n"),
    (f"one\n{CUT}\n# x\ntwo", f"one\n{CUT}\n\ntwo".encode()),
    (f"one\n# {CUT}", b"one\n"),
    (f"one\n; {CUT}\n; x\ntwo", f"one\n; {CUT}\n; x\ntwo".encode()),
    ("", b""),
    (b"\xff caf\xe9\r\n\0\r\n", b"\xff caf\xe9\r\n\0\r\n"),
]


@pytest.mark.parametrize(("message", "expected"), MESSAGES)
@pytest.mark.parametrize("repository", [True, False])
def test_what_git_drops_is_not_scanned_and_lines_keep_their_numbers(
    repo: GitRepo, message: str | bytes, expected: bytes, *, repository: bool
) -> None:
    assert kept(repo, message, repository=repository) == expected


@pytest.mark.parametrize(
    ("settings", "message", "expected"),
    [
        ({"core.commentChar": ";"}, f"one\n; no\n# yes\n; {CUT}\n; {BELOW}diff", b"one\n\n# yes"),
        ({"core.commentChar": ";"}, f"one\n# {CUT}\n# {BELOW}rest", f"one\n# {CUT}\n# {BELOW}rest".encode()),
        ({"core.commentString": "//"}, f"one\n// no\n# yes\n// {CUT}\n// {BELOW}diff", b"one\n\n# yes"),
        ({"core.commentChar": "auto"}, f"# yes\n; no\n; {CUT}\n; {BELOW}diff", b"# yes\n"),
        ({"core.commentChar": "auto"}, "# yes\n; yes\n", b"# yes\n; yes\n"),
        ({"commit.cleanup": "verbatim"}, f"# yes\n# {CUT}\n# {BELOW}diff", b"# yes"),
        ({"commit.cleanup": "whitespace"}, "# yes\n", b"# yes\n"),
        ({"commit.cleanup": "scissors"}, f"# yes\n# {CUT}\n# {BELOW}diff", b"# yes"),
        ({"commit.cleanup": "strip"}, "one\n# no\n", b"one\n\n"),
        ({"commit.cleanup": "default"}, "one\n# no\n", b"one\n\n"),
    ],
)
def test_the_settings_of_the_repository_decide_what_a_comment_is(
    repo: GitRepo, settings: dict[str, str], message: str, expected: bytes
) -> None:
    for key, value in settings.items():
        repo.config(key, value)
    assert kept(repo, message) == expected


def test_a_message_without_an_editor_keeps_its_comments_and_so_does_the_scan(
    repo: GitRepo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_EDITOR", ":")
    text = f"one\n# yes\n# {CUT}\n# yes\n"
    assert kept(repo, text) == text.encode()
    monkeypatch.setenv("GIT_EDITOR", "vi")
    assert kept(repo, "one\n# no\n") == b"one\n\n"


COMMITS = {
    "message": (["--message", "title\n\n# kept by git"], "true"),
    "message with a cut": (["--message", f"title\n\n# {CUT}\n# kept by git"], "true"),
    "editor": ([], "printf 'title\\n\\n# dropped\\nkept\\n' >"),
    "verbose editor": (["--verbose"], "sed -i '1s/.*/title/;2s/.*/# dropped/'"),
    "scissors": ([], "sed -i '1s/.*/title\\n# kept by git/'"),
    "auto": (["--verbose"], "sed -i '1s/.*/title/'"),
}
SETTINGS = {"auto": ("core.commentChar", "auto"), "scissors": ("commit.cleanup", "scissors")}


@pytest.mark.parametrize("case", COMMITS)
def test_all_that_git_commits_was_scanned_by_the_hook(repo: GitRepo, tmp_path: Path, case: str) -> None:
    arguments, editor = COMMITS[case]
    hook = repo.write(".git/hooks/commit-msg", f"#!/bin/sh\ncp \"$1\" '{tmp_path}/seen'\nenv > '{tmp_path}/env'\n")
    hook.chmod(0o755)
    if case in SETTINGS:
        repo.config(*SETTINGS[case])
    repo.stage("a", "staged content\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GIT_EDITOR", editor)
        repo.git("commit", "--quiet", *arguments)
    committed = repo.git("log", "-1", "--format=%B").strip()
    assert committed
    lines = (tmp_path / "env").read_text().splitlines()
    with pytest.MonkeyPatch.context() as patch:
        for line in lines:
            if line.startswith("GIT_EDITOR="):
                patch.setenv("GIT_EDITOR", line.partition("=")[2])
        scanned = kept(repo, (tmp_path / "seen").read_bytes())
    assert set(committed.splitlines()) <= set(scanned.splitlines())
    assert b"staged content" not in scanned


def test_only_a_message_that_triggers_is_handed_on(repo: GitRepo) -> None:
    path = repo.write("message", "harmless\n# token\n")
    found = record(CommitMessageSource(str(path)), Containing(b"token"))
    assert found.windows == []
    assert found.files == 1


def test_a_huge_message_is_streamed_whole(repo: GitRepo) -> None:
    path = repo.write("message", b"# comment\n" + b"x" * WINDOW_BYTES + b"token")
    found = record(CommitMessageSource(str(path)), Containing(b"token"))
    assert len(found.windows) == 1
    assert found.size == len(path.read_bytes())


def test_a_message_that_cannot_be_read_is_a_usage_error(repo: GitRepo) -> None:
    os.mkfifo(repo.path / "fifo")
    for name, words in {"nothing": "cannot be read", "fifo": "no regular file", ".": "no regular file"}.items():
        with pytest.raises(UsageError, match=words) as raised:
            scan(repo.path / name)
        assert raised.value.next_step
