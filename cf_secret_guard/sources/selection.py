"""Which commits, tags and objects a part of a history consists of, from what a person or git wrote."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import UsageError
from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.commit_texts import facts
from cf_secret_guard.sources.windows import take

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.git import Repository

_SHORT = 8
_HASH_DIGITS = (40, 64)
_RELATIVE = re.compile(r"[\^~]\d*\Z")
_NAME = re.compile(r"\w[\w./+-]*")
"""What one can fetch."""


class Selection(NamedTuple):
    """A part of a repository: all that ``tips`` reach and ``excluded`` do not, and single objects."""

    label: str
    """In git's own notation, with short ids; empty if nothing was selected."""
    tips: tuple[str, ...] = ()
    """Ids of commits."""
    excluded: tuple[str, ...] = ()
    """Ids of commits."""
    tags: tuple[str, ...] = ()
    """Ids of annotated tags."""
    trees: tuple[str, ...] = ()
    """Ids of trees that a tag or a ref names, with no commit about them."""
    blobs: tuple[tuple[bytes, str], ...] = ()
    """Blobs that a tag or a ref names: what to call them, and their ids."""
    refs: tuple[bytes, ...] = ()
    """Names of refs that are sent with it, each once."""
    remark: str = ""
    """What the reader must know about how it was chosen, as a sentence."""


def span(repository: Repository, begin: str, end: str) -> Selection:
    """Select the commits that ``end`` has and ``begin`` does not have.

    Args:
        repository: where they are.
        begin: a revision; all zeros (what CI systems say of a new branch) excludes nothing.
        end: a revision.

    Raises:
        UsageError: there is no such commit.
    """
    if is_zero(end):
        step = "All zeros stand for a deleted ref, which brings nothing in: skip this run for deletions."
        raise UsageError(f"The range ends at {end!r}, which is no commit", step)
    tip = _commit(repository, end)
    if is_zero(begin):
        return Selection(short(tip), (tip,))
    base = _commit(repository, begin)
    return Selection(f"{short(base)}..{short(tip)}", (tip,), (base,))


def peel(repository: Repository, named: Iterable[tuple[bytes, str]]) -> tuple[Selection, frozenset[str]]:
    """Follow refs to what they stand for.

    Args:
        repository: where they are.
        named: names of refs, and the ids of commits, tags, trees or blobs that they point to.

    Returns:
        Everything found, without a label; and the ids of what is not here.
    """
    waiting = {oid: name for name, oid in named}
    commits, tags, trees, blobs, absent = [], [], [], [], []
    seen = set(waiting)
    while waiting:
        tagged: dict[str, bytes] = {}
        for found in repository.read_blobs(waiting):
            match found.kind:
                case "commit":
                    commits.append(found.oid)
                case "tree":
                    trees.append(found.oid)
                case "blob":
                    blobs.append((b"<" + waiting[found.oid] + b">", found.oid))
                case "tag":
                    tags.append(found.oid)
                    tagged[facts(take(found.read, WINDOW_BYTES)).target] = waiting[found.oid]
                case _:
                    absent.append(found.oid)
        waiting = {oid: name for oid, name in tagged.items() if oid not in seen}
        seen.update(waiting)
    selection = Selection("", tuple(commits), tags=tuple(tags), trees=tuple(trees), blobs=tuple(blobs))
    return selection, frozenset(absent)


def is_zero(text: str) -> bool:
    """Say if this is how git writes "no object"."""
    return len(text) in _HASH_DIGITS and not text.strip("0")


def is_object_id(text: str) -> bool:
    """Say if this is a whole id, as git writes it."""
    return len(text) in _HASH_DIGITS and not text.strip("0123456789abcdef")


def short(oid: str) -> str:
    """An id as labels show it."""
    return oid[:_SHORT]


def _commit(repository: Repository, revision: str) -> str:
    found = repository.resolve(revision)
    if found is not None:
        return found
    step = f"Fetch it (`git fetch origin {revision}`), or check how it is written."
    if repository.resolve("HEAD") is None:
        step = "HEAD has no commit yet: scan files or what is staged instead."
    elif _RELATIVE.search(revision):
        step = "Check how it is written. Where a first commit has no parent, 40 zeros in its place exclude nothing."
    elif not _NAME.fullmatch(revision):
        step = "Write a branch, a tag or the id of a commit."
    elif repository.is_shallow():
        step = (
            "This clone is shallow: fetch more of the history (`git fetch --unshallow`; `fetch-depth: 0` for "
            "actions/checkout, `GIT_DEPTH: 0` in GitLab), or check how it is written."
        )
    raise UsageError(f"{revision!r} is no commit of this repository", step)
