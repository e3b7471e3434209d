"""Incident notes on disk: open or update one, list them, find one, close it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from cf_secret_guard.errors import ConfigError, GuardError, IncompleteError, UsageError
from cf_secret_guard.respond.incidents import assess, checklist, document, files, front_matter, merge, render
from cf_secret_guard.respond.incidents.cleaning import Cleaner, everywhere
from cf_secret_guard.respond.incidents.values import CLOSED, SCHEMA_ID

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from cf_secret_guard.respond.incidents.values import Incident, State

_CLAIM = SCHEMA_ID.rpartition("/")[0].encode()
_HEAD = 4096
_SHORTEST = 8
"""Characters of a fingerprint that name an incident."""


class Note(NamedTuple):
    """A note as it lies on disk."""

    path: Path
    state: State
    body: str
    """What stands below the front matter."""
    text: str
    """All of it."""


def open_or_update(directory: str, incident: Incident) -> Path:
    """Write down what a run knows: in the incident's note if there is one, whatever it is called, else in a new one.

    Args:
        directory: made if missing.
        incident: what the run knows; at least one finding.

    Returns:
        The note.

    Raises:
        IncompleteError: it could not be read or written; what was there is as it was.
    """
    if not incident.findings:
        raise UsageError("An incident needs a finding", "Hand in at least one.")
    at = incident.at or now()
    clean = Cleaner.of(incident)
    place = files.make_directory(directory)
    with files.locked(place):
        known = _find(place, merge.fingerprints(incident))
        if known is None:
            state = merge.merged(merge.opened(incident, at), incident, at, clean)
            path, state = _free(place, state)
            files.write(path, document.fresh(_front(state), _parts(state)))
            return path
        old = cast("State", everywhere(known.state, clean.name))
        state = merge.merged(old, incident, at, clean)
        _rewrite(known._replace(body=clean.written(known.body)), old, state)
        return known.path


def notes(directory: str) -> tuple[tuple[Note, ...], tuple[GuardError, ...]]:
    """Return all notes of a directory, by id, and what is wrong with files that claim to be notes.

    Raises:
        IncompleteError: the directory cannot be read.
    """
    found, troubles = [], []
    for path in files.note_files(files.check_directory(directory)):
        try:
            note = _parsed(path, files.read(path))
        except GuardError as error:
            troubles.append(error)
        else:
            if note is not None:
                found.append(note)
    return tuple(sorted(found, key=lambda note: (note.state.id, note.path))), tuple(troubles)


def find(directory: str, name: str) -> Note:
    """Return the note that somebody names.

    Args:
        directory: where the notes are.
        name: an id, the name of its file, or the beginning of a fingerprint.

    Raises:
        UsageError: there is none, or more than one.
        IncompleteError: the directory cannot be read.
    """
    wanted = name.removesuffix(files.SUFFIX)
    found, _ = notes(directory)
    exact = [note for note in found if wanted in {note.state.id, note.path.stem}]
    chosen = exact or [
        note
        for note in found
        if len(wanted) >= _SHORTEST and any(known.startswith(wanted) for known in note.state.fingerprints)
    ]
    step = "`cf-secret-guard incident list` shows them all."
    if not chosen:
        raise UsageError("There is no incident of that name", step)
    if len(chosen) > 1:
        raise UsageError("That name means more than one incident", step)
    return chosen[0]


def close(directory: str, name: str, *, note: str = "", force: bool = False, at: str = "") -> Path:
    """Close an incident.

    Args:
        directory: where the notes are.
        name: see :func:`find`.
        note: why it is over, in the words of who closes it.
        force: close it although it is not known to be dead.
        at: RFC 3339, UTC; empty: now.

    Raises:
        UsageError: there is no such incident, it is closed, or not known to be dead.
        IncompleteError: the note could not be read or written.
    """
    at = at or now()
    clean = Cleaner((), personal=True)
    with files.locked(files.check_directory(directory)):
        found = find(directory, name)
        if found.state.status == CLOSED:
            raise UsageError(f"{found.state.id} is closed already", "Nothing is left to do.")
        if not force:
            _check_over(found)
        _rewrite(found, found.state, merge.closed(found.state, at, clean.words(note)))
    return found.path


def now() -> str:
    """Return the time, RFC 3339, UTC, to the second."""
    from datetime import UTC, datetime

    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _check_over(note: Note) -> None:
    status = assess.status_of(note.state)
    if assess.may_work(status):
        raise UsageError(
            f"{note.state.id} is not over: the last verdict is {status}",
            "Revoke the credential and verify it again; or close it with --force and say why with --note.",
        )
    if not assess.is_dead(status) and "revoke" not in document.ticked(note.body):
        raise UsageError(
            f"{note.state.id} is not known to be over: nothing says that the credential is dead",
            "Tick the box of the step that revokes it when that is done; or close it with --force.",
        )


def _rewrite(note: Note, old: State, new: State) -> None:
    text = document.updated(_front(new), note.body, _parts(old), _parts(new))
    files.write(note.path, text)


def _front(state: State) -> str:
    return front_matter.write(state, render.title(state))


def _parts(state: State) -> document.Parts:
    return document.Parts(render.sections(state), checklist.steps(state))


def _find(directory: Path, names: Iterable[str]) -> Note | None:
    """Find the note about any of these fingerprints; the oldest, should somebody have copied it.

    Raises:
        GuardError: a file that is about one of them cannot be used.
    """
    wanted = frozenset(names)
    found = []
    for path in files.note_files(directory):
        try:
            data = files.read(path)
        except IncompleteError:
            if any(name[: merge.ID_DIGITS] in path.name for name in wanted):
                raise
            continue  # not ours, by all that can be seen
        note = _parsed(path, data, wanted)
        if note is not None and not wanted.isdisjoint(note.state.fingerprints):
            found.append(note)
    return min(found, key=lambda note: (note.state.opened, note.path), default=None)


def _parsed(path: Path, data: bytes, names: Iterable[str] = ("",)) -> Note | None:
    """Read a note; None if it is none, or has none of ``names`` in it."""
    if _CLAIM not in data[:_HEAD] or not any(name.encode() in data for name in names):
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise files.refused(path, "it is not UTF-8", "Save it as UTF-8.") from None
    halves = document.split(text)
    if halves is None:
        raise files.refused(path, "its front matter has no end", "Correct it by hand, or move the file away.")
    try:
        state = front_matter.read(halves[0], files.shown(path))
    except ConfigError as error:
        raise IncompleteError(error.message, error.next_step) from None
    return Note(path, state, halves[1], text)


def _free(directory: Path, state: State) -> tuple[Path, State]:
    """Choose a name for a new note; a file of that name that is not about this incident stays what it is."""
    taken = {path.stem for path in files.note_files(directory)}
    name, number = state.id, 1
    while name in taken:
        number += 1
        name = f"{state.id}-{number}"
    return directory / f"{name}{files.SUFFIX}", state._replace(id=name)
