"""``baseline``: write down the secrets that are known, keep that file up to date, say what is wrong with it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.config.files import decode
from cf_secret_guard.config.load import files, load
from cf_secret_guard.errors import IncompleteError, UsageError
from cf_secret_guard.model import ExitCode
from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.report.sweep import Sweeper
from cf_secret_guard.terminal import emit
from cf_secret_guard.triage import baseline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.config.files import Files
    from cf_secret_guard.model import Finding, Report
    from cf_secret_guard.settings import ScanSettings
    from cf_secret_guard.triage.baseline import Baseline, Entry

_STEP_CREATE = "Run `cf-secret-guard baseline create` first."
_SHOWN_PLACES = 3


class EntryFields(NamedTuple):
    """What new entries get."""

    reason: str = ""
    owner: str = ""
    expires: str = ""
    """YYYY-MM-DD, UTC; empty: no end."""


class _Target(NamedTuple):
    """The baseline file of a run."""

    name: str
    """As the user or the configuration names it."""
    path: bytes
    """Where it is written, symlinks followed."""


def create(settings: ScanSettings, fields: EntryFields) -> ExitCode:
    """Scan without a baseline and write every finding that counts into a new one.

    Args:
        settings: what is scanned, and by which configuration; ``baseline`` names the file.
        fields: of all its entries.

    Returns:
        CLEAN, or INCOMPLETE if something could not be scanned; the file is written then too.

    Raises:
        UsageError: the file exists already, or a field is not valid.
        GuardError: the scan failed, or the file cannot be written.
    """
    _check(fields)
    target = _target(settings)
    if os.path.lexists(target.path):
        raise UsageError(
            f"{target.name} exists already", "Run `cf-secret-guard baseline update`, or remove the file first."
        )
    report = _scan(settings._replace(baseline=""))
    entries = _new_entries(report.findings, fields)
    _write(target, entries)
    lines = [f"{target.name}: {_count(len(entries), 'entry')} written."]
    if entries and not fields.reason:
        lines.append("They have no reason: run `cf-secret-guard baseline audit` and add reasons to the file.")
    return _finish(lines, report, ExitCode.CLEAN)


def update(settings: ScanSettings, fields: EntryFields) -> ExitCode:
    """Scan with the baseline, drop its stale entries, and add what is new if there is a reason for it.

    Args:
        settings: what is scanned, and by which configuration; ``baseline`` names the file.
        fields: of the new entries; without a reason none are added. Those there are keep theirs, except that a reason
            and a date together renew the expired ones that are still found.

    Returns:
        FINDINGS if there are findings that the baseline does not cover, INCOMPLETE if something could not be scanned,
        else CLEAN.

    Raises:
        UsageError: there is no baseline yet, or a field is not valid.
        GuardError: the scan failed, or the file cannot be written.
    """
    _check(fields)
    target, known = _existing(settings)
    report = _scan(settings)
    stale = set(report.scan.stale_baseline)
    # Findings that count although they have an entry: it has expired.
    wanted = [one for one in report.findings if fields.expires or one.fingerprint not in known.entries]
    added = _new_entries(wanted, fields) if fields.reason else []
    replaced = stale.union(entry.fingerprint for entry in added)
    kept = [entry for entry in known.entries.values() if entry.fingerprint not in replaced]
    if replaced:
        _write(target, [*kept, *added])
    renewed = len(known.entries) - len(kept) - len(stale)
    counts = f"{len(added) - renewed} added, {renewed} renewed, {len(stale)} no longer found"
    lines = [f"{target.name}: {_count(len(kept) + len(added), 'entry')}, {counts}."]
    covered = {entry.fingerprint for entry in added}
    missing = [one for one in report.findings if one.fingerprint not in covered]
    lines += _uncovered(missing, known)
    return _finish(lines, report, ExitCode.FINDINGS if missing else ExitCode.CLEAN)


def _uncovered(findings: list[Finding], known: Baseline) -> list[str]:
    """What ``update`` says of findings that still count."""
    if not findings:
        return []
    lines = ["Not covered:", *(f"  {place}" for place in _places(findings))]
    lines.append("Revoke these credentials. To accept them instead, run again with --reason TEXT.")
    if any(one.fingerprint in known.entries for one in findings):
        lines.append("Entries that have expired are renewed if --expires YYYY-MM-DD is given as well.")
    return lines


def audit(settings: ScanSettings) -> ExitCode:
    """List the baseline's entries and what is wrong with each. Writes nothing.

    Args:
        settings: what is scanned, and by which configuration; ``baseline`` names the file.

    Returns:
        FINDINGS if an entry is stale, expired or without a reason, INCOMPLETE if something could not be scanned, else
        CLEAN.

    Raises:
        UsageError: there is no baseline yet.
        GuardError: the scan failed.
    """
    target, known = _existing(settings)
    report = _scan(settings)
    today = _today()
    found: dict[str, list[Finding]] = {}
    for one in (*report.findings, *(ignored.finding for ignored in report.scan.ignored)):
        found.setdefault(one.fingerprint, []).append(one)
    lines = [f"{target.name}: {_count(len(known.entries), 'entry')}."]
    troubled = 0
    for entry in sorted(known.entries.values()):
        faults = _faults(entry, today, is_stale=entry.fingerprint in report.scan.stale_baseline)
        troubled += bool(faults)
        lines += _describe(entry, found.get(entry.fingerprint, []), faults)
    if troubled:
        lines.append(
            f"{_count(troubled, 'entry')} to look at: `cf-secret-guard baseline update` drops what is no longer found;"
            " edit the file to add a reason or a later date."
        )
    return _finish(lines, report, ExitCode.FINDINGS if troubled else ExitCode.CLEAN)


def _faults(entry: Entry, today: str, *, is_stale: bool) -> list[str]:
    said = {
        "no longer found": is_stale,
        f"expired on {entry.expires}": entry.is_expired(today),
        "no reason": not entry.reason.strip(),
    }
    return [fault for fault, applies in said.items() if applies]


def _describe(entry: Entry, found: list[Finding], faults: list[str]) -> list[str]:
    mark = f"  [{', '.join(faults)}]" if faults else ""
    lines = ["", f"{entry.kind}  {entry.fingerprint}{mark}"]
    shown = {"reason": entry.reason, "owner": entry.owner, "expires": entry.expires}
    lines += [f"  {name}: {neutral(value)}" for name, value in shown.items() if value]
    where = ", ".join(_places(found, with_kind=False)[:_SHOWN_PLACES])
    more = f" and {len(found) - _SHOWN_PLACES} more" if len(found) > _SHOWN_PLACES else ""
    unknown = "nowhere" if "no longer found" in faults else "not in what was scanned"
    return [*lines, f"  found: {where or unknown}{more}"]


def _places(findings: Iterable[Finding], *, with_kind: bool = True) -> list[str]:
    return [
        f"{neutral(one.path)}:{one.line}" + (f"  {one.kind}  {one.fingerprint}" if with_kind else "")
        for one in findings
    ]


def _new_entries(findings: Iterable[Finding], fields: EntryFields) -> list[Entry]:
    """An entry for each secret; of several kinds that one secret was taken for, the surest names it."""
    entries: dict[str, Entry] = {}
    for one in sorted(findings, key=lambda one: (-one.confidence, one.kind)):
        entries.setdefault(one.fingerprint, baseline.Entry(one.fingerprint, one.kind, *fields))
    return list(entries.values())


def _check(fields: EntryFields) -> None:
    if fields.expires and not baseline.check_date(fields.expires):
        raise UsageError(f"--expires {fields.expires!r} is no day", "Write it as YYYY-MM-DD.")
    if fields.expires and fields.expires < _today():
        raise UsageError(f"--expires {fields.expires} is in the past", "Name the last day on which it is to count.")
    for option, value in (("--reason", fields.reason), ("--owner", fields.owner)):
        if len(value) > baseline.LONGEST:
            raise UsageError(f"{option} is longer than {baseline.LONGEST} characters", "Shorten it.")
        if Sweeper(()).clean(value) != value:
            raise UsageError(f"{option} holds a credential", "Leave it out: the baseline is a file that others read.")


def _today() -> str:
    """The day, UTC, as YYYY-MM-DD."""
    import time

    return time.strftime("%Y-%m-%d", time.gmtime())


def _scan(settings: ScanSettings) -> Report:
    """Scan; an interrupted scan is an error here, for it knows neither what is new nor what is gone."""
    from cf_secret_guard import pipeline

    report = pipeline.scan(settings)
    for problem in report.errors:
        if problem.path is None:  # about the scan as a whole
            raise IncompleteError(f"{problem.message}; the baseline is as it was", problem.next_step)
    return report


def _place(settings: ScanSettings) -> tuple[Files, str]:
    """Where the guard's files are, and the name of the baseline; in the repository that is scanned."""
    from cf_secret_guard.git import Repository

    first = settings.paths[0]
    start = first if os.path.isdir(first) else os.path.dirname(first)  # noqa: PTH112, PTH120 - as the pipeline does
    repository = Repository.discover(start or None)
    root = repository.root if repository else None
    config = load(settings, root, repository)
    name = baseline.chosen_name(settings, config) or baseline.DEFAULT_NAME
    return files(settings, root, repository), name


def _target(settings: ScanSettings) -> _Target:
    place, name = _place(settings)
    if settings.baseline:
        return _Target(name, os.path.realpath(os.fsencode(name)))
    return _Target(name, place.inside(os.path.join(place.root, os.fsencode(name)), name))  # noqa: PTH118 - bytes


def _existing(settings: ScanSettings) -> tuple[_Target, Baseline]:
    place, name = _place(settings)
    target = _target(settings)
    data = place.read_named(name, "--baseline") if settings.baseline else place.read(name)
    if data is None:
        raise UsageError(f"There is no baseline {name}", _STEP_CREATE)
    return target, baseline.parse(decode(data, name), name)


def _write(target: _Target, entries: Iterable[Entry]) -> None:
    """Write the file whole or not at all; its mode stays.

    Raises:
        IncompleteError: it cannot be written; what stood there before still does.
    """
    from contextlib import suppress
    from pathlib import Path

    path = Path(os.fsdecode(target.path))
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as stream:
            stream.write(baseline.render(entries))
            stream.flush()
            os.fsync(stream.fileno())
        with suppress(FileNotFoundError):
            part.chmod(path.stat().st_mode)
        part.replace(path)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        reason = error.strerror or type(error).__name__
        step = "Check that the directory exists, is writable and has room, then run again; nothing was changed."
        raise IncompleteError(f"{target.name} could not be written: {reason}", step) from error


def _finish(lines: list[str], report: Report, code: ExitCode) -> ExitCode:
    if any(item.incomplete for item in report.scan.skipped):
        lines.append("Not everything was scanned: run `cf-secret-guard scan` to see what is missing.")
        code = code or ExitCode.INCOMPLETE
    sweeper = Sweeper.of(report)  # a reason that somebody wrote into the file, or a path, may hold one
    emit("".join(f"{sweeper.clean(line)}\n" for line in lines))
    return code


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun.removesuffix('y')}ies"
