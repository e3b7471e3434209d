"""What git's index holds, and what of it differs from HEAD. Ids are compared, so no attribute or filter has a say."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence

GITLINK, SYMLINK = "160000", "120000"
"""Modes of entries that are not files."""
_EMPTY_BLOBS = frozenset(
    {
        "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391",
        "473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813",
    }
)
_INTENT_TO_ADD = 0x20000000  # CE_INTENT_TO_ADD in git's read-cache-ll.h
# Beyond this, everything is listed and filtered here: command lines are limited, and Windows' most of all.
_ARGUMENT_BYTES = 24_000


class StagedEntry(NamedTuple):
    """An entry of the index."""

    path: bytes
    """From the repository root, with ``/``."""
    mode: str
    """``100644``, ``100755``, :data:`SYMLINK` or :data:`GITLINK`."""
    oid: str
    """Object id; for a gitlink a commit of another repository."""
    stage: int = 0
    """0, or of an unmerged path 1 (base), 2 (ours), 3 (theirs)."""
    intent_to_add: bool = False
    """From ``git add --intent-to-add``: the entry has no content yet."""


def changed(base: str, directory: str | None) -> list[StagedEntry]:
    """List the entries that differ from the tree of ``base``, deleted ones left out; every stage of unmerged ones."""
    options = ("--cached", "--raw", "-z", "--no-abbrev", "--no-renames", "--no-relative", "--no-ext-diff")
    arguments = ("diff-index", *options, "--no-textconv", "--ignore-submodules=none", base, "--")
    found, unmerged = [], set()
    fields = records(arguments, directory)
    for field, path in zip(fields, fields, strict=True):
        _, mode, _, oid, status = field.decode("ascii").split(" ")
        if status == "U":
            unmerged.add(path)
        elif status != "D":
            found.append(StagedEntry(path, mode, oid))
    if unmerged:
        found += [entry for entry in _entries(tuple(unmerged), directory) if entry.stage]
    return _with_intent(found, directory)


def entries(paths: Sequence[bytes], directory: str | None) -> list[StagedEntry]:
    """List the entries at and below ``paths`` (from the root), whether they differ from HEAD or not."""
    return _with_intent(list(_entries(paths, directory)), directory)


def _entries(paths: Sequence[bytes], directory: str | None) -> Iterator[StagedEntry]:
    wanted = frozenset(paths)
    listing = ("ls-files", "-z", "--full-name", "--cached", "--stage", "--")
    for record in records((*listing, *pathspecs(paths)), directory):
        meta, _, path = record.partition(b"\t")
        if below(path, wanted):
            mode, oid, stage = meta.decode("ascii").split(" ")
            yield StagedEntry(path, mode, oid, int(stage))


def _with_intent(found: list[StagedEntry], directory: str | None) -> list[StagedEntry]:
    """Mark what ``git add --intent-to-add`` left. Only ``--debug`` tells; it is asked about empty blobs only."""
    empty = tuple({entry.path for entry in found if entry.oid in _EMPTY_BLOBS})
    if not empty:
        return found
    listing = ("ls-files", "-z", "--full-name", "--cached", "--debug", "--")
    marked = set()
    path = b""
    for record in records((*listing, *pathspecs(empty)), directory):
        # "<path>\0", then five lines that end with "flags: 20004000\n", then "<next path>\0" and so on
        *lines, following = record.split(b"\n", 5) if path else (record,)
        if lines and int(lines[4].rpartition(b"flags: ")[2], 16) & _INTENT_TO_ADD:
            marked.add(path)
        path = following
    return [entry._replace(intent_to_add=entry.path in marked) for entry in found]


def pathspecs(paths: Sequence[bytes]) -> list[bytes]:
    """Return pathspecs for ``paths`` (from the root, taken literally); for everything if there are none or too many.

    They hold from any directory. What git lists for them must still go through :func:`below`.
    """
    specs = [b":(top,literal)" + path for path in paths]
    return [b":(top)"] if not specs or is_too_long(specs) else specs


def is_too_long(arguments: Sequence[bytes]) -> bool:
    """Say if ``arguments`` are more than a command line should take."""
    return sum(map(len, arguments)) > _ARGUMENT_BYTES


def below(path: bytes, wanted: Collection[bytes]) -> bool:
    """Say if ``path`` is one of ``wanted`` or lies below one; everything is, if nothing is wanted in particular."""
    if not wanted or path in wanted or b"" in wanted:
        return True
    end = path.find(b"/")
    while end >= 0:
        if path[:end] in wanted:
            return True
        end = path.find(b"/", end + 1)
    return False


def records(
    arguments: Sequence[str | bytes],
    directory: str | None,
    warned: Callable[[str], None] | None = None,
    data: bytes = b"",
    *,
    end: bytes = b"\0",
    patience: float | None = None,
    stdin: int | None = None,
) -> Iterator[bytes]:
    """Run a git command, such as one with ``-z``, and yield its records as they come, the unfinished last one too.

    Args:
        arguments: what follows ``git``.
        directory: where to run it.
        warned: at the end gets what a git that succeeded said nevertheless, on one line.
        data: its standard input, of any length for commands that read all of it before they answer.
        end: what ends a record: one byte.
        patience: how long git may say nothing, in seconds; None: as long as usual.
        stdin: descriptor of a file for it to read instead of ``data``.

    Raises:
        GitError: git failed; what came before may be only a part.
    """
    with git_process.start(arguments, directory=directory, patience=patience, stdin=stdin) as process:
        process.write(data)
        process.close_input()
        rest = b""
        for piece in git_process.chunks(process):
            *whole, rest = (rest + piece).split(end)
            yield from whole
        code, words = process.finish()
        if code:
            raise failed(arguments[0], words)
        if words and warned is not None:
            warned(words)
        if rest:
            yield rest


def failed(command: str | bytes, words: str) -> GitError:
    """Return the error for a git command that should not have failed."""
    name = command.decode("ascii", "replace") if isinstance(command, bytes) else command
    return GitError(
        f"git {name} failed: {words}",
        "Run `git status` and `git fsck` there, which name the cause, and `git version`: 2.28 or later is needed.",
    )
