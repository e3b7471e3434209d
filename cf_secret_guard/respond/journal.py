"""The journal: what was about to be done, and what came of it. Append-only, and no line ever holds a secret.

The intent, with the public id of its target, is on the disk before anything is sent: the id of a dead token cannot be
asked for any more. An intent without an outcome is an interrupted action; :mod:`cf_secret_guard.respond.settle` finds
out what became of it.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond import journal_file
from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.target import Target, TargetType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from contextlib import AbstractContextManager

VERSION = "cf-secret-guard/journal/1"
_FILE = "journal.jsonl"
_PATIENCE = 120.0  # seconds: longer than one action with its retries takes


class Intent(NamedTuple):
    """One action, as far as it went."""

    id: str
    verb: Verb
    target: Target
    fingerprints: tuple[str, ...]
    """Of the leaked values that the target stands behind."""
    at: str
    """RFC 3339, UTC."""
    actor: str = ""
    """The public label of who acts."""
    done: tuple[str, ...] = ()
    """Names of the steps that Cloudflare confirmed."""
    status: ActionStatus | None = None
    """None: no outcome was written; the run that began it was interrupted."""
    reason: str = ""

    @property
    def is_open(self) -> bool:
        """True while nobody knows what came of it."""
        return self.status is None

    @property
    def took_effect(self) -> bool:
        """True if it is known that Cloudflare did it, or its first step, whatever came after that."""
        return bool(self.done) or self.status in {ActionStatus.APPLIED, ActionStatus.CONFIRMED}


class Journal:
    """The journal of one state directory.

    Args:
        directory: see :func:`state_directory`; created when first needed.
        clock: gives the time as RFC 3339, UTC, to the second.
    """

    def __init__(self, directory: Path, clock: Callable[[], str]) -> None:
        self.directory = directory
        self.path = directory / _FILE
        self._clock = clock

    def lock(self, target: Target, patience: float = _PATIENCE) -> AbstractContextManager[None]:
        """Keep every other run from acting on ``target``; ends with the process, however it ends.

        Raises:
            LockedError: another run held it for ``patience`` seconds.
            JournalError: the lock cannot be made.
        """
        name = "-".join(filter(None, (target.type, target.account_id, target.id)))
        safe = "".join(c if c.isalnum() or c in "-_" else "_" for c in name)
        return journal_file.locked(self.directory / "locks" / f"{safe}.lock", patience)

    def begin(self, verb: Verb, target: Target, fingerprints: tuple[str, ...], actor: str) -> Intent:
        """Write down what is about to be done; when this returns, the disk has it.

        Raises:
            JournalError: it could not be written, so nothing may be sent.
        """
        import uuid

        intent = Intent(uuid.uuid4().hex, verb, target, fingerprints, self._clock(), actor)
        described = {
            "action": verb.value,
            "target": {"type": target.type.value, "id": target.id, "account_id": target.account_id},
            "fingerprints": list(fingerprints),
            "actor": actor,
        }
        self._append("intent", intent.id, intent.at, described)
        return intent

    def step(self, intent: Intent, name: str) -> Intent:
        """Write down that one step of an action with several is done.

        Raises:
            JournalError: it could not be written.
        """
        self._append("step", intent.id, self._clock(), {"step": name})
        return intent._replace(done=(*intent.done, name))

    def end(self, intent: Intent, status: ActionStatus, reason: str) -> None:
        """Write down what came of it.

        Raises:
            JournalError: it could not be written; the next run will find the intent open and look for itself.
        """
        self._append("outcome", intent.id, self._clock(), {"status": status.value, "reason": reason})

    def intents(self) -> list[Intent]:
        """Read every action, oldest first. Lines that an interrupted run left torn are passed over.

        Raises:
            JournalError: the journal is there and cannot be read.
        """
        known: dict[str, Intent] = {}
        for line in journal_file.read(self.path).split(b"\n"):
            entry = _parse(line)
            if entry is not None:
                _fold(known, entry)
        return list(known.values())

    def open_intents(self) -> list[Intent]:
        """Read the actions without an outcome, oldest first.

        Raises:
            JournalError: the journal is there and cannot be read.
        """
        return [intent for intent in self.intents() if intent.is_open]

    def _append(self, entry: str, intent: str, at: str, fields: Mapping[str, object]) -> None:
        journal_file.make_folder(self.directory)
        line = {"schema": VERSION, "entry": entry, "id": intent, "at": at, **fields}
        with journal_file.locked(self.directory / "journal.lock", _PATIENCE):
            journal_file.append(self.path, json.dumps(line, ensure_ascii=True).encode())


def state_directory(environ: Mapping[str, str], chosen: str | None = None) -> Path:
    """Say where the journal lives.

    Args:
        environ: ``XDG_STATE_HOME`` counts if it is absolute, as its specification asks; ``HOME`` is the user's.
        chosen: a directory that the user named instead.

    Returns:
        An absolute path.
    """
    if chosen:
        return Path(chosen).absolute()
    base = Path(environ.get("XDG_STATE_HOME", ""))
    if not base.is_absolute():
        base = Path(environ.get("HOME") or Path.home()) / ".local" / "state"
    return base / "cf-secret-guard"


def _parse(line: bytes) -> Mapping[str, object] | None:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return entry if isinstance(entry, dict) and entry.get("schema") == VERSION else None


def _fold(known: dict[str, Intent], entry: Mapping[str, object]) -> None:
    """Take one entry into account; one that does not make sense changes nothing."""
    name = str(entry.get("id"))
    if entry.get("entry") == "intent":
        intent = _intent(entry)
        if intent is not None:
            known.setdefault(name, intent)
        return
    intent = known.get(name)
    if intent is None:
        return
    if entry.get("entry") == "step":
        known[name] = intent._replace(done=(*intent.done, str(entry.get("step"))))
    elif entry.get("entry") == "outcome" and entry.get("status") in set(ActionStatus):
        known[name] = intent._replace(status=ActionStatus(str(entry["status"])), reason=str(entry.get("reason", "")))


def _intent(entry: Mapping[str, object]) -> Intent | None:
    target, fingerprints = entry.get("target"), entry.get("fingerprints")
    if not isinstance(target, dict) or not isinstance(fingerprints, list):
        return None
    try:
        where = Target(TargetType(target["type"]), str(target["id"]), str(target.get("account_id", "")))
        verb = Verb(str(entry.get("action")))
    except (KeyError, ValueError):
        return None
    return Intent(
        str(entry.get("id")),
        verb,
        where,
        tuple(map(str, fingerprints)),
        str(entry.get("at", "")),
        str(entry.get("actor", "")),
    )
