"""Which commits brought blobs in, and at which paths: one pass over the history for all of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError
from cf_secret_guard.git.base import SEARCH_SECONDS
from cf_secret_guard.git.changes import LOG, parse
from cf_secret_guard.git.index import is_too_long, records

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

_NOTE = re.compile(rb"(?:[0-9a-f]{2}/)*(?:[0-9a-f]{2})+")
_ID_LENGTHS = {40, 64}
_SHORT_ID = 12


class Bringing(NamedTuple):
    """A commit that brought a blob in."""

    blob: str
    commit: str
    time: int
    """Committer's date, seconds since the epoch, as the commit claims it."""
    path: bytes
    """From the root, with ``/``; of a note, ``<note on COMMIT>``."""


def bringings(
    blobs: Collection[str], tips: Iterable[str], directory: str | None, excluded: Iterable[str] = ()
) -> list[Bringing]:
    """Find all commits that brought blobs in, ancestors before descendants.

    Args:
        blobs: object ids; a few, so that git itself can look for them, or any number.
        tips: ids of commits and tags: where the history is entered.
        directory: where git runs.
        excluded: ids of commits; with their ancestors they do not count.

    Returns:
        Each blob once for each commit and path that it came in with; merges only where they differ from all parents.
        Of a damaged history, what could be found.

    Raises:
        GitError: git failed, and nothing was found.
    """
    asked = "".join(f"{oid}\n" for oid in tips).encode()
    if not asked or not blobs:
        return []
    asked += "".join(f"^{oid}\n" for oid in excluded).encode()
    wanted = frozenset(blobs)
    finding = [f"--find-object={oid}" for oid in wanted]
    if is_too_long([option.encode() for option in finding]):
        finding = []
    try:
        found = _search(("--topo-order", *LOG, *finding, "--stdin"), asked, wanted, directory)[0]
    except GitError:
        found, error = _search((*LOG, *finding, "--stdin"), asked, wanted, directory, partly=True)
        if not found and error is not None:
            raise error from None
    found.reverse()
    return _with_notes(found, directory)


def _search(
    arguments: tuple[str, ...], asked: bytes, wanted: frozenset[str], directory: str | None, *, partly: bool = False
) -> tuple[list[Bringing], GitError | None]:
    found = []
    fields = records(("log", *arguments), directory, data=asked, patience=SEARCH_SECONDS)
    try:
        for commit, change in parse(fields):
            if change is not None and change.is_new and change.oid in wanted:
                found.append(Bringing(change.oid or "", commit.oid, commit.time, change.path))
    except GitError as error:
        if not partly:
            raise
        return found, error
    return found, None


def _with_notes(found: list[Bringing], directory: str | None) -> list[Bringing]:
    """Name notes by what they annotate: their paths are made of its id, in pieces or not."""
    if not any(_annotated(one.path) for one in found):
        return found
    notes = git_process.run(("rev-list", "--glob=refs/notes/*"), directory=directory).out.decode("ascii", "replace")
    commits = frozenset(notes.split())
    return [
        one._replace(path=b"<note on " + oid[:_SHORT_ID] + b">")
        if (oid := _annotated(one.path)) and one.commit in commits
        else one
        for one in found
    ]


def _annotated(path: bytes) -> bytes:
    oid = path.replace(b"/", b"")
    return oid if len(oid) in _ID_LENGTHS and _NOTE.fullmatch(path) else b""
