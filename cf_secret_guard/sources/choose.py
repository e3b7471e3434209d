"""Which commits to look at: from settings to the source that reads them."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.git import Repository
    from cf_secret_guard.settings import ScanSettings
    from cf_secret_guard.sources.base import HistoricSource
    from cf_secret_guard.sources.selection import Selection


def of_commits(
    settings: ScanSettings,
    repository: Repository,
    excluded: Callable[[bytes], str | None] | None,
    max_size: int | None,
    selection: Selection | None = None,
) -> HistoricSource:
    """Return the source of mode ``history``, ``range`` or ``push``.

    Args:
        settings: what the user asked for.
        repository: whose commits.
        excluded: says for a path from the root why it is not wanted, or None.
        max_size: bytes; larger blobs are skipped and named. None: no limit.
        selection: what a range or a push consists of, where somebody worked that out; None: what the settings say.

    Raises:
        UsageError: a revision or a path is not there, or standard input is not what git tells a pre-push hook.
        IncompleteError: something that is to be pushed is not there.
    """
    if settings.mode == "history":
        from cf_secret_guard.sources.history import HistorySource

        return HistorySource(
            repository,
            unreachable=settings.unreachable,
            jobs=settings.jobs,
            max_size=max_size,
            within=_within(settings, repository),
        )
    from cf_secret_guard.sources.range import RangeSource

    # Without a PATH the whole repository counts, in whatever directory a hook or a job runs.
    within = _within(settings, repository) if settings.paths_given else None
    return RangeSource(
        repository,
        selection or _selection(settings, repository),
        mode=settings.mode,
        within=within,
        excluded=excluded,
        max_size=max_size,
        jobs=settings.jobs,
    )


def _selection(settings: ScanSettings, repository: Repository) -> Selection:
    if settings.mode == "range":
        from cf_secret_guard.sources.selection import span

        return span(repository, *settings.range)
    from cf_secret_guard.sources import push

    if sys.stdin is None or sys.stdin.isatty():
        step = 'Call it from the hook: exec cf-secret-guard scan --pre-push "$@"'
        raise UsageError("--pre-push reads what git tells its pre-push hook, and nobody tells it anything here", step)
    return push.selection(repository, settings.remote, sys.stdin.buffer.read())


def _within(settings: ScanSettings, repository: Repository) -> Callable[[bytes], bool] | None:
    """Say which paths of a history were asked for; None: all of them.

    Raises:
        UsageError: one is outside of the repository, or what nothing reaches was asked for by path.
    """
    wanted = set()
    for path in settings.paths:
        inside = repository.relative(path)
        if inside is None:
            step = "Scan the history of each repository on its own."
            raise UsageError(f"{path!r} is outside of the repository {os.fsdecode(repository.root)!r}", step)
        wanted.add(inside)
    if b"" in wanted or repository.is_bare:
        return None
    if settings.unreachable:
        step = "Leave out the PATH, or --unreachable."
        raise UsageError("What nothing reaches has no path, so that --unreachable cannot go with one", step)
    from cf_secret_guard.git.index import below
    from cf_secret_guard.git.reachable import has_stood

    for inside in wanted:
        try:
            stood = has_stood(inside, repository.directory)
        except GitError:  # of a damaged history it cannot be told; the scan names the damage
            continue
        if not stood:
            shown = inside.decode("utf-8", "backslashreplace")
            raise UsageError(f"No commit has anything at {shown!r}", "Check how the path is written.")
    return lambda path: below(path, wanted)
