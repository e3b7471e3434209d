"""What a push is about to send: git's own words to its pre-push hook, or what pre-commit makes of them."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.sources.selection import Selection, is_object_id, is_zero, peel, short

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from cf_secret_guard.git import Repository

_MOST_SHOWN = 5
_LOCAL = ("refs/heads/", "refs/tags/")
_PROTOCOL = "https://git-scm.com/docs/githooks#_pre_push"
_REMARK = (
    "pre-commit names only the first ref: all that branches, tags and HEAD have and the remote does not was scanned."
)


class Update(NamedTuple):
    """A line of git's: one ref of the remote that the push changes."""

    name: bytes
    """The local side as the user wrote it, such as ``refs/heads/main`` or ``HEAD~``; ``(delete)`` for a deletion."""
    local: str
    """Object id of what is sent; zeros for a deletion."""
    remote: str
    """Object id of what the remote has; zeros if it has no such ref."""
    there: bytes
    """What the ref is called at the remote."""


def updates(data: bytes) -> list[Update]:
    """Read what git writes to the hook: ``LOCAL-REF SP LOCAL-ID SP REMOTE-REF SP REMOTE-ID LF`` for each ref.

    Args:
        data: all of standard input; empty if the remote has everything already.

    Raises:
        UsageError: a line is none of these. Nothing may pass because it was not understood.
    """
    found = []
    for number, line in enumerate(data.removesuffix(b"\n").split(b"\n") if data else (), 1):
        # The local ref is an expression of the user's, which may have spaces: HEAD@{1 day ago}
        words = line.rsplit(b" ", 3)
        ids = [word.decode("ascii", "replace") for word in words[1::2]]
        if len(words) != 4 or not all(map(is_object_id, ids)):  # noqa: PLR2004 - as above
            raise UsageError(
                f"Line {number} of standard input is not what git tells a pre-push hook",
                f"Let git run the hook, and pass its standard input on as it is: {_PROTOCOL}",
            )
        found.append(Update(words[0], ids[0], ids[1], words[2]))
    return found


def selection(repository: Repository, remote: str | None, told: bytes) -> Selection:
    """Select what is about to be pushed.

    Args:
        repository: where it is sent from.
        remote: what git gave the hook as the remote's name; None if nobody passed it on.
        told: all of standard input. pre-commit has read it itself and leaves nothing of it.

    Raises:
        UsageError: standard input is not what git tells a hook.
        IncompleteError: something that is to be sent is not there.
    """
    if not told and os.environ.get("PRE_COMMIT") == "1":
        return under_pre_commit(repository, os.environ)
    return pushed(repository, updates(told), remote)


def pushed(repository: Repository, told: Iterable[Update], remote: str | None) -> Selection:
    """Select what a push sends and the remote does not have.

    What the remote has is known from its tracking refs, and from git's own words. The old end of a ref tells nothing if
    it is not here: somebody else's work, which a forced push would replace.

    Args:
        repository: where it is sent from.
        told: what git says.
        remote: the name of the remote, or its URL, which has no tracking refs; None: no name is known.

    Raises:
        IncompleteError: something that is to be sent is not there.
    """
    sent = [update for update in told if not is_zero(update.local)]
    if not sent:
        return Selection("")
    old, absent = peel(repository, ((b"", update.remote) for update in sent if not is_zero(update.remote)))
    ends = [
        short(update.local)
        if is_zero(update.remote) or update.remote in absent
        else f"{short(update.remote)}..{short(update.local)}"
        for update in sent
    ]
    tracked = _tracked(repository, remote) if remote is not None else ()
    label = _listed(ends) + (f" --not --remotes={remote}" if tracked else "")
    excluded = (*old.tips, *tracked)
    refs = dict.fromkeys(name for update in sent for name in (update.name, update.there))
    return _complete(repository, ((update.name, update.local) for update in sent))._replace(
        label=label, excluded=excluded, refs=tuple(refs)
    )


def under_pre_commit(repository: Repository, told: Mapping[str, str]) -> Selection:
    """Select what may be about to be pushed, where pre-commit tells the first ref only.

    Args:
        repository: where it is sent from.
        told: pre-commit's variables (https://pre-commit.com/#pre-commit-during-push). The ends of the range are not
            among them for a whole new history, and the remote is not for ``pre-commit run --hook-stage pre-push``.

    Raises:
        IncompleteError: what pre-commit names is not there.
    """
    remote, begin, end = (told.get(f"PRE_COMMIT_{name}") for name in ("REMOTE_NAME", "FROM_REF", "TO_REF"))
    tip = _first_ref(repository, end or told.get("PRE_COMMIT_LOCAL_BRANCH"))
    base = repository.resolve(begin) if begin else None
    head = repository.resolve("HEAD")
    named = [(os.fsencode(ref.name), ref.oid) for ref in repository.refs(*_LOCAL)]
    named += [(b"HEAD", oid) for oid in (head, tip) if oid is not None]
    tracked = _tracked(repository, remote)
    label = f"{short(base)}..{short(tip)} " if base and tip else ""
    label += "--branches --tags HEAD" + (f" --not --remotes={remote or '*'}" if tracked else "")
    excluded = (*tracked, base) if base else tracked
    there = os.fsencode(told.get("PRE_COMMIT_REMOTE_BRANCH", ""))
    refs = tuple(dict.fromkeys([name for name, _ in named] + [there]))
    return _complete(repository, named)._replace(label=label, excluded=excluded, refs=refs, remark=_REMARK)


def _first_ref(repository: Repository, name: str | None) -> str | None:
    """Return the id of the ref that pre-commit names, if it names one."""
    found = repository.resolve(name, "object") if name else None
    if name and found is None:
        step = "Push again; if that does not help, use the hook of one line that docs/hooks.md shows."
        raise IncompleteError(f"pre-commit names {name!r}, which is not in this repository", step)
    return found


def _complete(repository: Repository, named: Iterable[tuple[bytes, str]]) -> Selection:
    selection, absent = peel(repository, named)
    if absent:
        step = "Run `git fsck` to see what is damaged; `git fetch --refetch` may bring it back."
        raise IncompleteError(f"What is to be pushed is not all here: {min(absent)} is missing", step)
    return selection


def _tracked(repository: Repository, remote: str | None) -> tuple[str, ...]:
    """Return commits that a remote has, as far as its tracking refs tell; of all remotes, if none is named."""
    below = "refs/remotes/" if remote is None else f"refs/remotes/{remote}/"
    others = {f"refs/remotes/{name}/" for name in repository.remotes()}
    names = [ref for ref in repository.refs("refs/remotes/") if ref.name.startswith(below)]
    # A remote called origin/fork keeps its refs below those of origin.
    nested = tuple(place for place in others if place.startswith(below) and place != below)
    own = [ref for ref in names if remote is None or not ref.name.startswith(nested)]
    return peel(repository, ((b"", ref.oid) for ref in own))[0].tips


def _listed(ends: Sequence[str]) -> str:
    """Join the first few, each once."""
    distinct = list(dict.fromkeys(ends))
    more = f" and {len(distinct) - _MOST_SHOWN} more" if len(distinct) > _MOST_SHOWN else ""
    return ", ".join(distinct[:_MOST_SHOWN]) + more
