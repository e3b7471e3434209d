"""What the refs of a repository reach: tips, commits, and every blob once, as far as it is stored here."""
# ruff: noqa: PTH113, PTH118, PTH123 - paths are bytes, which pathlib does not take

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from typing import TYPE_CHECKING

import cf_secret_guard.git.process as git_process
from cf_secret_guard.git.base import SEARCH_SECONDS
from cf_secret_guard.git.index import failed, pathspecs, records
from cf_secret_guard.git.version import version

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from cf_secret_guard.git.base import Process

_STASH = b"refs/stash"
# git 2.32 and later leave out trees, commits and tags themselves.
_BLOBS_ONLY = ("--filter=object:type=blob", "--filter-provided-objects")
_BLOBS_ONLY_VERSION = (2, 32)
_ID = re.compile(rb"[0-9a-f]{40}|[0-9a-f]{64}")
_HEAD = re.compile(rb"HEAD (%s)\n" % _ID.pattern)


def tips(
    directory: str | None, warned: Callable[[str], None], named: Callable[[bytes], None] = lambda _: None
) -> dict[str, bytes]:
    """Return what the history hangs on: refs of every kind, HEADs of all worktrees, and all stash entries.

    Of the stash, a ref has only the latest entry; the older ones stand in its reflog. Other reflogs are no part of the
    history.

    Args:
        directory: where git runs.
        warned: gets git's words about refs that it cannot read.
        named: gets the name of every ref; several may point to one object.

    Returns:
        Names (``refs/tags/v1``) by object id. The objects may be of any type, and may be missing.

    Raises:
        GitError: git failed.
    """
    found: dict[str, bytes] = {}
    for line in records(("for-each-ref", "--format=%(objectname) %(refname)"), directory, warned, end=b"\n"):
        oid, _, name = line.partition(b" ")
        if oid:
            named(name)
            found.setdefault(oid.decode("ascii", "replace"), name)
    if _STASH in found.values():
        for entry in _stash(directory):
            found.setdefault(entry, b"stash")
    worktrees = git_process.run(("worktree", "list", "--porcelain"), directory=directory).out
    for oid in _HEAD.findall(worktrees):
        if oid.strip(b"0"):
            found.setdefault(oid.decode(), b"HEAD")
    return found


def _stash(directory: str | None) -> Iterator[str]:
    """Yield the stash entries. The file tells those that git would pass over in silence, because they are gone."""
    place = git_process.run(("rev-parse", "--git-path", "logs/refs/stash"), directory=directory).out
    path = os.path.join(os.fsencode(directory or "."), place.removesuffix(b"\n"))
    if os.path.isfile(path):  # a FIFO or a device would never end
        with open(path, "rb") as stream:
            entries = [line.split(b" ")[1] for line in stream if line.count(b" ") > 1]
    else:  # no reflog, or one that is kept in another way
        entries = list(records(("rev-list", "--walk-reflogs", _STASH.decode(), "--"), directory, end=b"\n"))
    for oid in entries:
        if _ID.fullmatch(oid):
            yield oid.decode()


def has_stood(path: bytes, directory: str | None) -> bool:
    """Say if any commit has something at or below ``path`` (from the root, with ``/``).

    Raises:
        GitError: git failed.
    """
    question: list[str | bytes] = ["rev-list", "--all", "--full-history", "--max-count=1", "--", *pathspecs([path])]
    return any(records(question, directory, end=b"\n", patience=SEARCH_SECONDS))


def commits(tips: Iterable[str], directory: str | None) -> Iterator[bytes]:
    """Yield the ids of all commits that ``tips`` reach.

    Raises:
        GitError: git failed, as it does where a commit is missing; what was yielded is a part.
    """
    return records(("rev-list", "--stdin"), directory, data=_lines(tips), end=b"\n", patience=SEARCH_SECONDS)


def blobs(tips: Iterable[str], directory: str | None) -> Iterator[bytes]:
    """Yield all blobs that ``tips`` reach, each once.

    Args:
        tips: ids of commits, tags, trees and blobs that are stored here.
        directory: where git runs.

    Yields:
        ``<oid> <path>`` with the first path that git came upon, cut at a newline, or empty; ``?<oid>`` for a blob that
        is missing. Old versions of git yield commits, trees and tags as well. Of a tree that is missing, git says
        nothing here and leaves out what is below it: see :func:`missing_trees`.

    Raises:
        GitError: git failed, as it does where an object is damaged; what was yielded is a part.
    """
    only = _BLOBS_ONLY if version() >= _BLOBS_ONLY_VERSION else ()
    arguments = ("rev-list", "--objects", *only, "--missing=print", "--stdin")
    return records(arguments, directory, data=_lines(tips), end=b"\n", patience=SEARCH_SECONDS)


@contextmanager
def missing_trees(tips: Iterable[str], directory: str | None) -> Iterator[Iterator[bytes]]:
    """Let git look for trees that ``tips`` reach and that are missing, beside whatever is done inside of the context.

    Git walks the trees once more for it, in a process of its own that prints nothing before its end.

    Args:
        tips: ids of commits, tags, trees and blobs that are stored here.
        directory: where git runs.

    Yields:
        ``?<oid>`` for each, once git is done: for the end. It raises GitError if git failed, as it does where an object
        is damaged.
    """
    arguments = ("rev-list", "--quiet", "--objects", "--filter=blob:none", "--missing=print", "--stdin")
    with git_process.start(arguments, directory=directory, patience=SEARCH_SECONDS) as process:
        process.write(_lines(tips))
        process.close_input()
        yield _answers(process)


def _answers(process: Process) -> Iterator[bytes]:
    out = b"".join(git_process.chunks(process))
    code, words = process.finish()
    if code:
        raise failed("rev-list", words)
    yield from out.split()


def _lines(oids: Iterable[str]) -> bytes:
    return "".join(f"{oid}\n" for oid in oids).encode()
