"""What commits bring in: one ``git log`` over any part of the history, each commit compared with its own parents.

Of a merge only what differs from all parents is its own; the rest came from one of them. What was added and taken away
again is there, because every commit counts. Trees are compared by id: no attribute, filter or rename has a say.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.git.index import GITLINK, records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

RAW = ("--raw", "-z", "--no-abbrev", "--no-ext-diff", "--no-textconv", "--no-relative", "-O/dev/null")
"""How differences are printed."""
LOG = (
    *("--full-history", "-c", "--no-color", "--no-show-signature", "--no-notes", "--no-renames"),
    *("--ignore-submodules=none", *RAW, "--format=%H %ct %P"),
)
"""Options of a ``log`` that :func:`parse` reads."""


class Commit(NamedTuple):
    """A commit of a log."""

    oid: str
    time: int
    """Committer's date, seconds since the epoch, as the commit claims it."""
    parents: tuple[str, ...]
    """As far as this clone has them: none where a shallow clone ends."""


class Change(NamedTuple):
    """What a commit made of one path."""

    path: bytes
    mode: str
    """``100644``, ``100755``, ``120000`` for a symlink, ``160000`` for a submodule; zeros if the commit removed it."""
    oid: str | None
    """The blob from then on; None if there is none: removed, or a submodule."""
    before: tuple[str, ...]
    """The blobs in the commit's parents; none if it was not there."""

    @property
    def is_new(self) -> bool:
        """Whether it brings content in: nothing was removed, and no parent has the same at this path."""
        return self.mode == GITLINK or (self.oid is not None and self.oid not in self.before)


def changes(
    tips: Iterable[str], excluded: Iterable[str], directory: str | None
) -> Iterator[tuple[Commit, Change | None]]:
    """Yield the commits that ``tips`` reach and ``excluded`` do not, descendants before ancestors.

    Args:
        tips: ids of commits.
        excluded: ids of commits; with their ancestors they are left out.
        directory: where git runs.

    Yields:
        Each commit once with None, and behind that once with each of its changes.

    Raises:
        GitError: git failed, as it does where a commit or a tree is missing; what was yielded is a part.
    """
    asked = "".join(f"{oid}\n" for oid in tips)
    if not asked:  # git would take HEAD
        return iter(())
    asked += "".join(f"^{oid}\n" for oid in excluded)
    return parse(records(("log", "--topo-order", *LOG, "--stdin"), directory, data=asked.encode()))


def each(commits: Iterable[str], directory: str | None) -> Iterator[tuple[Commit, Change | None]]:
    """Yield just these commits in the order given, each as :func:`changes` does; no other is looked at but parents.

    Raises:
        GitError: git failed at the first commit that was not yielded: it, a parent, or a tree of them is missing.
    """
    asked = "".join(f"{oid}\n" for oid in commits)
    if not asked:  # git would take HEAD
        return iter(())
    return parse(records(("log", "--no-walk=unsorted", *LOG, "--stdin"), directory, data=asked.encode()))


def parse(fields: Iterator[bytes]) -> Iterator[tuple[Commit, Change | None]]:
    """Read what ``git log`` with :data:`LOG` prints between NUL bytes; see :func:`changes`."""
    commit = Commit("", 0, ())
    for field in fields:
        line = field.lstrip(b"\n").decode("ascii", "replace")
        if line.startswith(":"):
            change = _change(line, next(fields, b""))
            if change is not None:
                yield commit, change
        elif line:
            oid, _, rest = line.partition(" ")
            stamp, _, parents = rest.partition(" ")
            commit = Commit(oid, int(stamp) if stamp.removeprefix("-").isdigit() else 0, tuple(parents.split()))
            yield commit, None


def _change(line: str, path: bytes) -> Change | None:
    """Read ``:MODE MODE OID OID STATUS``; a merge has one more colon, mode and id for each further parent."""
    parents = len(line) - len(line.lstrip(":"))
    words = line[parents:].split(" ")
    modes, oids = words[: parents + 1], words[parents + 1 : 2 * parents + 2]
    blobs = [oid if oid.strip("0") and mode != GITLINK else None for mode, oid in zip(modes, oids, strict=False)]
    if len(blobs) != parents + 1:
        return None
    return Change(path, modes[-1], blobs[-1], tuple(oid for oid in blobs[:-1] if oid is not None))
