"""``scan``: run the pipeline, write the reports, say how it ended."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from typing import TYPE_CHECKING

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.base import Appearance, is_incomplete, renderer, was_asked
from cf_secret_guard.terminal import emit, is_colored, is_terminal, note

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.progress import Progress
    from cf_secret_guard.settings import ScanSettings

_STREAM_FLAGS = os.O_WRONLY | os.O_APPEND
_STREAM_FLAGS |= sum(getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOCTTY", "O_CLOEXEC", "O_BINARY"))
_TRIES = 20
_PAUSE = 0.1
"""Seconds between two tries to open a FIFO that nothing reads yet."""
_LONG_MODES = {"worktree": "files", "history": "objects", "range": "objects"}
"""What a progress bar counts."""
_STOPPING = frozenset({"staged", "commit-message", "push"})
"""Modes of hooks: git goes on only after exit code 0."""


def run(settings: ScanSettings) -> ExitCode:
    """Scan as ``settings`` say, write every report that they ask for.

    Raises:
        GuardError: the scan could not be done, or a report could not be written.
    """
    from cf_secret_guard import pipeline

    wishes = settings.response
    if wishes.is_wanted:
        from cf_secret_guard.commands import response

        response.check(wishes, lambda: pipeline.repository_of(settings))
    progress = _progress(settings)
    try:
        report = pipeline.scan(settings, progress)
    finally:
        if progress is not None:
            progress.close()
    if wishes.is_wanted:
        report = response.respond(report, wishes, pipeline.repository_of(settings))
    code = outcome(report, settings.fail_on)
    publish(report, settings, code)
    return code


def outcome(report: Report, fail_on: str) -> ExitCode:
    """Choose the exit code: findings first, then what could not be done.

    Args:
        report: the outcome of the scan.
        fail_on: which findings count: ``any``, ``live`` (restricted ones too), ``live-or-unknown`` (all but those
            that are known to be dead) or ``never``.
    """
    if any(_counts(finding, fail_on) for finding in report.findings):
        return ExitCode.FINDINGS
    return ExitCode.INCOMPLETE if is_incomplete(report) else ExitCode.CLEAN


def _counts(finding: Finding, fail_on: str) -> bool:
    status = finding.verdict.status if finding.verdict else None
    match fail_on:
        case "live":
            return status is not None and status.is_live
        case "live-or-unknown":
            return status is None or not status.is_dead
        case _:
            return fail_on == "any"


def publish(report: Report, settings: ScanSettings, code: ExitCode) -> None:
    """Write the document on standard output, then the files.

    Raises:
        IncompleteError: one of them could not be written, and there are no findings that count more; the others were.
    """
    plain = Appearance(
        quiet=settings.quiet,
        verbosity=settings.verbosity,
        stopped=code != ExitCode.CLEAN and settings.mode in _STOPPING,
        exit_code=code,
    )
    shown = plain
    if settings.format == "text":
        shown = plain._replace(color=is_colored(settings.color, sys.stdout, os.environ))
    failures = [*_emitted(renderer(settings.format)(report, shown))]
    for name, path in settings.outputs:
        try:
            write_file(path, renderer(name)(report, plain))
        except IncompleteError as error:
            failures.append(error)
    if settings.quiet and is_incomplete(report):
        done = "done" if was_asked(report) else "scanned"
        note(f"cf-secret-guard: Not everything was {done}. Run again without -q to see what is missing.")
    if failures and code != ExitCode.FINDINGS:
        raise failures[0]
    if failures:  # that something was found is the worse news
        _tell(failures, report)


def _emitted(document: str) -> Iterator[IncompleteError]:
    """Write a document on standard output; yield what went wrong."""
    try:
        if document:
            emit(document)
    except IncompleteError as error:
        yield error


def _tell(failures: Sequence[IncompleteError], report: Report) -> None:
    """Say what could not be written, without ending for it."""
    from cf_secret_guard.report.neutral import neutral
    from cf_secret_guard.report.sweep import Sweeper

    sweeper = Sweeper.of(report)
    for failure in failures:
        note(f"cf-secret-guard: {neutral(sweeper.clean(f'{failure.message}. {failure.next_step}'))}")


def write_file(path: str, text: str) -> None:
    """Write ``text`` to ``path``, whole or not at all; a device, pipe or FIFO is written to as it is.

    Raises:
        IncompleteError: it could not be written; what stood there before still does.
    """
    try:
        if _is_stream(path):
            _write_stream(path, text)
        else:
            _replace(path, text)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        step = "Check that the directory exists, is writable and has room, then run again."
        if error.errno == errno.ENXIO:
            reason, step = "nothing reads from it", "Start what reads it first (such as `cat FIFO &`), then run again."
        raise IncompleteError(f"The report {path!r} could not be written: {reason}", step) from error


def _is_stream(path: str) -> bool:
    """Say if there is something at ``path`` that must not be replaced by a file."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - start-up
    except OSError:
        return False
    # /dev/stdout, /dev/fd/3: the shell opened that file, and others may write to it too.
    return not stat.S_ISREG(mode) or path.startswith(("/dev/", "/proc/"))


def _write_stream(path: str, text: str) -> None:
    # Resolved by the system: the real path of a pipe (pipe:[123]) does not exist. Without a reader, opening a FIFO
    # would wait for one for ever.
    descriptor = _opened(path, _STREAM_FLAGS)
    if hasattr(os, "O_NONBLOCK"):
        os.set_blocking(descriptor, True)
    with open(descriptor, "wb", buffering=0) as stream:  # noqa: PTH123 - a descriptor
        rest = memoryview(_encoded(text))
        while rest:
            rest = rest[stream.write(rest) :]


def _opened(path: str, flags: int) -> int:
    """Open ``path``; a reader that is started at the same time has a moment to come."""
    for _ in range(_TRIES - 1):
        try:
            return os.open(path, flags)
        except OSError as error:
            if error.errno != errno.ENXIO:
                raise
        time.sleep(_PAUSE)
    return os.open(path, flags)


def _replace(path: str, text: str) -> None:
    from contextlib import suppress
    from pathlib import Path

    target = Path(os.path.realpath(path))
    place = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        place.write_bytes(_encoded(text))
        place.replace(target)
    except OSError:
        with suppress(OSError):
            place.unlink()
        raise


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")


def _progress(settings: ScanSettings) -> Progress | None:
    wanted = settings.progress and settings.mode in _LONG_MODES and os.environ.get("TERM") != "dumb"
    if not (wanted and is_terminal(sys.stderr)):
        return None
    from cf_secret_guard.progress import TerminalProgress

    return TerminalProgress(sys.stderr, _LONG_MODES[settings.mode])
