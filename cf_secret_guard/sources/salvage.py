"""What can be read of a range whose history is damaged: every commit for itself, as far as its objects are here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import GitError
from cf_secret_guard.git import changes
from cf_secret_guard.model import Skipped
from cf_secret_guard.sources.base import WINDOW_BYTES, Introduction
from cf_secret_guard.sources.commit_texts import facts
from cf_secret_guard.sources.windows import take

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from cf_secret_guard.git import Repository
    from cf_secret_guard.git.changes import Change, Commit
    from cf_secret_guard.sources.base import Sink

_ID = re.compile(r"\b(?:[0-9a-f]{64}|[0-9a-f]{40})\b")
_MOST_RESTARTS = 100
"""git ends at each commit that it cannot compare, and is started again behind it."""


class Salvaged(NamedTuple):
    """What is left of a range."""

    commits: tuple[str, ...]
    """All whose messages can be read."""
    changes: tuple[tuple[Commit, Change | None], ...]
    """Of those that can be compared; see :func:`changes.changes`."""

    def introduced(self, blobs: Collection[str]) -> dict[str, list[Introduction]]:
        """Return which commits brought ``blobs`` in, the farthest from the tips first."""
        found: dict[str, list[Introduction]] = {}
        for commit, change in reversed(self.changes):
            if change is not None and change.is_new and change.oid in blobs:
                found.setdefault(change.oid or "", []).append(Introduction(commit.oid, commit.time, change.path))
        return found


def salvage(repository: Repository, tips: Iterable[str], excluded: Iterable[str], sink: Sink) -> Salvaged:
    """Find the commits that ``tips`` reach and ``excluded`` do not, and what they bring in.

    Args:
        repository: where they are.
        tips: ids of commits.
        excluded: ids of commits. What is damaged behind them does not matter.
        sink: gets a note on each object that is missing or damaged.
    """
    outside, _ = _walk(repository, excluded, frozenset())
    commits, lost = _walk(repository, tips, outside)
    step = _next_step(repository)
    for oid, problem in lost.items():
        reason = f"{problem}; it and the commits before it are not known"
        sink.skip(Skipped(f"<commit {oid}>", reason, incomplete=True, next_step=step))
    return Salvaged(tuple(commits), tuple(_compared(repository, commits, sink, step)))


def _compared(
    repository: Repository, commits: Iterable[str], sink: Sink, step: str
) -> list[tuple[Commit, Change | None]]:
    """Compare each commit with its parents, and note those for which that fails."""
    left = list(commits)
    compared: list[tuple[Commit, Change | None]] = []
    failures = 0
    while left:
        before = len(compared)
        try:
            compared.extend(changes.each(left, repository.directory))
            break
        except GitError as error:
            words = _cause(repository, error.message)
        done = len({commit.oid for commit, _ in compared[before:]})
        # git tells a merge before it compares it.
        if done and not _can_be_compared(repository, left[done - 1]):
            done -= 1
        failed, *left = left[done:] or left[-1:]
        failures += 1
        count = ""
        if failures > _MOST_RESTARTS and left:
            count, left = f" (nor those of {len(left):,} more)", []
        reason = f"its changes cannot be listed{count}, and only its message was scanned: {words}"
        sink.skip(Skipped(f"<commit {failed}>", reason, incomplete=True, next_step=step))
    return compared


def _cause(repository: Repository, words: str) -> str:
    """Say which object is missing or damaged; as git says it, if it names none."""
    for blob in repository.read_blobs(_ID.findall(words)):
        if blob.problem:
            return f"{blob.problem} ({blob.oid})"
    return words


def _can_be_compared(repository: Repository, commit: str) -> bool:
    try:
        return bool(list(changes.each([commit], repository.directory)))
    except GitError:
        return False


def _walk(
    repository: Repository, tips: Iterable[str], outside: Collection[str]
) -> tuple[dict[str, None], dict[str, str]]:
    """Return the commits from ``tips`` on, and what is wrong with those that cannot be read."""
    found: dict[str, None] = {}
    lost: dict[str, str] = {}
    waiting = dict.fromkeys(oid for oid in tips if oid not in outside)
    while waiting:
        parents: dict[str, None] = {}
        for blob in repository.read_blobs(waiting):
            try:
                known = facts(take(blob.read, WINDOW_BYTES)) if blob.kind == "commit" else None
            except GitError as error:
                lost[blob.oid] = error.message
                continue
            if known is None:
                lost[blob.oid] = blob.problem or "it is no commit"
                continue
            found[blob.oid] = None
            parents.update(dict.fromkeys(known.parents))
        waiting = {oid: None for oid in parents if oid not in found and oid not in lost and oid not in outside}
    return found, lost


def _next_step(repository: Repository) -> str:
    if repository.is_shallow():
        return "Fetch it (`git fetch --unshallow`, or `fetch-depth: 0` for actions/checkout) and run again."
    if repository.config_matching(r"^remote\..*\.promisor$"):
        return "Fetch it (`git fetch --refetch`) and run again: this is a partial clone."
    return "Run `git fsck` to see what is damaged, and fetch it again (`git fetch --refetch`)."
