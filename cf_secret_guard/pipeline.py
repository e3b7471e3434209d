"""Wiring: the settings choose a source, its windows pass the prefilter and the detectors, triage decides."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from cf_secret_guard.collector import Collector
from cf_secret_guard.config.load import files, load
from cf_secret_guard.errors import GitError, IncompleteError, UsageError
from cf_secret_guard.model import Problem, Report, ScanSummary
from cf_secret_guard.prefilter.choose import choose
from cf_secret_guard.sources.base import HistoricSource, SelectiveSource
from cf_secret_guard.triage import baseline

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.config.base import Config
    from cf_secret_guard.detectors.base import Detector
    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Finding, Ignored, Skipped
    from cf_secret_guard.progress import Progress
    from cf_secret_guard.settings import ScanSettings
    from cf_secret_guard.sources.base import Source
    from cf_secret_guard.sources.selection import Selection
    from cf_secret_guard.triage.baseline import Baseline
    from cf_secret_guard.triage.decide import Outcome

_OF_COMMITS = {"history": "--history", "range": "A range of commits", "push": "--pre-push"}
"""What reads commits and needs no work tree, and what to call it."""
_OF_GIT = {"staged": "--staged"} | _OF_COMMITS
"""What makes sense in a repository only, and what to call it."""


def scan(settings: ScanSettings, progress: Progress | None = None, selection: Selection | None = None) -> Report:
    """Scan what the settings say.

    Args:
        settings: the command line.
        progress: told how far the scan is, if there is somebody to tell.
        selection: the commits of mode ``range``; None: those of the settings.

    Returns:
        The findings that count, what was scanned, what was set aside and what could not be done. An interrupted scan
        (Ctrl-C) gives what it found so far, with a problem that says so.

    Raises:
        UsageError: the settings make no sense here.
        ConfigError: a configuration file or the baseline is not valid.
        IncompleteError: git could not say what there is to scan, or standard input is closed.
    """
    started, begun = int(time.time()), time.monotonic()
    repository = repository_of(settings)
    root = repository.root if repository else None
    config = load(settings, root, repository)
    known = baseline.load(settings, config, files(settings, root, repository))
    sieve = choose(bulk=settings.mode in {"worktree", "history"}, extra=config.literals())
    excluded = _excluded(config)
    collector = _collector(settings, config, excluded, progress)
    problems: list[Problem] = []
    source = _source(settings, config, repository, excluded, selection)
    try:
        source.each(sieve, collector)
    except KeyboardInterrupt:
        problems.append(Problem("The scan was interrupted", "Run it again: only a part was scanned."))
    findings, by_path = _attributed(source, collector.findings, excluded, problems)
    problems.extend(_problem(skipped) for skipped in collector.skipped if skipped.incomplete)
    # What a complete scan did not find is gone from the baseline; nothing else may be called gone.
    complete = collector.is_thorough and not problems and _is_whole_tree(settings, repository)
    outcome = _triage(settings, config, repository, (known, complete, findings))
    summary = _summary(settings.mode, source, collector, outcome)
    summary = summary._replace(ignored=(*by_path, *summary.ignored), duration=time.monotonic() - begun, started=started)
    errors = (*problems, *(outcome.problems if outcome else ()))
    return Report(_collapsed(source, outcome), summary, errors, collector.account_ids)


def _summary(mode: str, source: Source, collector: Collector, outcome: Outcome | None) -> ScanSummary:
    """Say what was scanned; of commits also which, how many, and what one must know about how they were chosen."""
    summary = ScanSummary(
        mode=mode,
        range=None,
        files=collector.files,
        blobs=collector.blobs,
        bytes=collector.bytes,
        skipped=collector.skipped,
        duration=0.0,
        ignored=outcome.ignored if outcome else (),
        stale_baseline=outcome.stale if outcome else (),
    )
    if isinstance(source, SelectiveSource):
        return summary._replace(range=source.label, commits=source.commits, remark=source.remark)
    return summary


def repository_of(settings: ScanSettings) -> Repository | None:
    """Return the repository to scan; None where there is none, or none is needed.

    Raises:
        UsageError: there is none, and what is to be scanned is in one.
    """
    if settings.mode == "stdin" and settings.config_from is None:
        return None
    from cf_secret_guard.git import Repository

    start = _start(settings)
    repository = Repository.discover(start, bare=settings.mode in _OF_COMMITS)
    if repository is None and settings.mode in _OF_GIT:
        step = "Run it inside one, or scan files: cf-secret-guard scan PATH"
        raise UsageError(f"{_OF_GIT[settings.mode]} needs a git repository, and there is none here", step)
    if repository is None or (settings.mode == "worktree" and not repository.holds(start or ".")):
        return None  # files are scanned as they lie there, whatever a .git says about them
    if repository.foreign:
        step = "Run it there; if that repository is meant, say so with GIT_DIR=DIRECTORY."
        raise IncompleteError(f"This repository was not read: {repository.foreign}", step)
    return repository


def _start(settings: ScanSettings) -> str | None:
    """Return the directory whose repository is meant; None: the current one."""
    if settings.mode not in {"worktree", "history", "range"} or not settings.paths:
        return None
    first = settings.paths[0]
    start = first if os.path.isdir(first) else os.path.dirname(first)  # noqa: PTH112, PTH120 - start-up
    # One that may not be entered is for the source to name; git is asked from here then.
    return start if start and os.path.isdir(f"{start}/.") else None  # noqa: PTH112 - start-up


def _collector(
    settings: ScanSettings,
    config: Config,
    excluded: Callable[[bytes], str | None] | None,
    progress: Progress | None,
) -> Collector:
    return Collector(
        _custom(config),
        decode=settings.decode and config.decode is not False,
        archives=settings.archives and config.archives is not False,
        # A blob of a history stands at many paths: what is excluded is dropped when all of them are known.
        excluded=None if settings.mode in _OF_COMMITS else excluded,
        progress=progress,
    )


def _source(
    settings: ScanSettings,
    config: Config,
    repository: Repository | None,
    excluded: Callable[[bytes], str | None] | None,
    selection: Selection | None,
) -> Source:
    max_size = settings.max_file_size if settings.max_file_size is not None else config.max_file_size
    if settings.mode == "stdin":
        import sys

        from cf_secret_guard.sources.stdin import StdinSource

        if sys.stdin is None:
            raise IncompleteError("Standard input is closed", "Use it in a pipe: COMMAND | cf-secret-guard scan -")
        return StdinSource(sys.stdin.buffer)
    if settings.mode == "commit-message":
        from cf_secret_guard.sources.message import CommitMessageSource

        return CommitMessageSource(settings.paths[0], repository)
    if settings.mode == "staged" and repository is not None:
        from cf_secret_guard.sources.index import StagedSource

        paths = settings.paths if settings.paths_given else None
        return StagedSource(repository, paths, excluded=excluded, max_size=max_size)
    if settings.mode in _OF_COMMITS and repository is not None:
        from cf_secret_guard.sources.choose import of_commits

        return of_commits(settings, repository, excluded, max_size, selection)
    from cf_secret_guard.sources.worktree import WorktreeSource

    return WorktreeSource(
        settings.paths,
        gitignore=settings.gitignore,
        jobs=settings.jobs,
        excluded=excluded,
        max_size=max_size,
        repo=repository,
    )


def _attributed(
    source: Source, findings: list[Finding], excluded: Callable[[bytes], str | None] | None, problems: list[Problem]
) -> tuple[list[Finding], list[Ignored]]:
    """Ask a history where its findings come from. Where it cannot say, they are reported as they are."""
    if not findings or not isinstance(source, HistoricSource):
        return findings, []
    from cf_secret_guard.attribution import attribute

    step = "Run it again: the findings are true, but commits and paths are not known."
    try:
        origins = source.origins({finding.blob for finding in findings if finding.blob is not None})
        return attribute(findings, origins, excluded, source.within)
    except KeyboardInterrupt:
        problems.append(Problem("The search for the commits of the findings was interrupted", step))
    except GitError as error:
        problems.append(Problem(f"The commits of the findings are not known: {error.message}", error.next_step))
    return findings, []


def _collapsed(source: Source, outcome: Outcome | None) -> tuple[Finding, ...]:
    if outcome is None or not isinstance(source, HistoricSource):
        return outcome.kept if outcome else ()
    from cf_secret_guard.attribution import collapse

    return tuple(collapse(outcome.kept))


def _excluded(config: Config) -> Callable[[bytes], str | None] | None:
    if not config.ignored_paths:
        return None
    from cf_secret_guard.triage.paths import PathRules

    return PathRules(config.ignored_paths).reason


def _custom(config: Config) -> tuple[Detector, ...]:
    if not config.detectors:
        return ()
    from cf_secret_guard.detectors.custom import CustomDetector

    return tuple(map(CustomDetector, config.detectors))


def _triage(
    settings: ScanSettings,
    config: Config,
    repository: Repository | None,
    found: tuple[Baseline | None, bool, Sequence[Finding]],
) -> Outcome | None:
    """Decide which findings count; None, and nothing imported, where there are none and no baseline to compare."""
    known, complete, findings = found
    if known is None and not findings:
        return None
    from cf_secret_guard.related import relate
    from cf_secret_guard.triage.decide import decide, policy

    rules = policy(settings, config, known, complete=complete)
    if settings.config_from is not None and repository is not None:
        from cf_secret_guard.triage.base_lines import BaseLines

        rules = rules._replace(trust=BaseLines(repository, settings.config_from).trust)
    return decide(relate(findings), rules)


def _is_whole_tree(settings: ScanSettings, repository: Repository | None) -> bool:
    """Say if all was asked for: what is not found then is gone from the baseline, and nothing else may be called so."""
    if settings.mode != "worktree" or len(settings.paths) != 1 or settings.max_file_size is not None:
        return False
    top = os.fsdecode(repository.root) if repository else "."
    return os.path.realpath(settings.paths[0]) == os.path.realpath(top)


def _problem(skipped: Skipped) -> Problem:
    how = "scanned only in part" if skipped.in_part else "not scanned"
    return Problem(f"{skipped.path} was {how}: {skipped.reason}", skipped.next_step, skipped.path)
