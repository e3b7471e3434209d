"""A note's next state: what it remembers and what a run adds. Histories are appended to, never rewritten."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cf_secret_guard.model import Confidence
from cf_secret_guard.respond.incidents import assess
from cf_secret_guard.respond.incidents.grouping import is_derived, r2_fingerprints
from cf_secret_guard.respond.incidents.values import (
    CLOSED,
    OPEN,
    ActionRow,
    EventRow,
    ExposureRow,
    PlaceRow,
    SecretRow,
    State,
    VerdictRow,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.respond.incidents.cleaning import Cleaner
    from cf_secret_guard.respond.incidents.values import Incident

    T = TypeVar("T")

ID_DIGITS = 12
"""Digits of the fingerprint in an id."""
_LEVELS = [level.label for level in Confidence]


def fingerprints(incident: Incident) -> frozenset[str]:
    """All fingerprints by which an existing note about ``incident`` is found."""
    return frozenset({item.fingerprint for item in incident.findings} | set(r2_fingerprints(incident.findings)))


def opened(incident: Incident, at: str) -> State:
    """Return the empty state of an incident that nobody wrote down yet.

    Args:
        incident: what is known; its first credential that is no R2 secret names it.
        at: RFC 3339, UTC.
    """
    name = min(incident.findings, key=is_derived).fingerprint
    return State(
        id=f"{at[:10]}-{name[:ID_DIGITS]}",
        fingerprint=name,
        opened=at,
        events=(EventRow(at, "opened"),),
    )


def merged(old: State, incident: Incident, at: str, clean: Cleaner) -> State:
    """Add what a run knows.

    Args:
        old: what the note remembers.
        incident: what the run knows.
        at: RFC 3339, UTC.
        clean: passes every text.
    """
    state = old._replace(
        updated=at,
        severity=clean.words(incident.severity) or old.severity,
        capability=clean.words(incident.capability) or old.capability,
        related=_union(old.related, r2_fingerprints(incident.findings)),
        secrets=_secrets(old.secrets, incident.findings, clean),
        places=_places(old.places, incident.findings, at, clean),
        exposures=_exposures(old.exposures, incident, clean),
        verdicts=_appended(old.verdicts, _verdicts(incident, clean)),
        actions=_appended(old.actions, _actions(incident, clean)),
        audit=_union(old.audit, clean.all_words(incident.audit)),
    )
    return _reopened(old, state, at)


def closed(state: State, at: str, note: str) -> State:
    """Close an incident."""
    event = EventRow(at, CLOSED, assess.status_of(state), note)
    return state._replace(status=CLOSED, updated=at, events=(*state.events, event))


def _reopened(old: State, state: State, at: str) -> State:
    """Open it again if a closed one turns out to be alive, or in a new file without being known to be dead."""
    if old.status != CLOSED:
        return state
    status = assess.status_of(state)
    at_closing = next((event.verdict for event in reversed(old.events) if event.event == CLOSED), "")
    is_news = assess.may_work(status) and status != at_closing
    is_elsewhere = not assess.is_dead(status) and {row.path for row in state.places} - {row.path for row in old.places}
    if not is_news and not is_elsewhere:
        return state
    why = "it may work" if is_news else "it stands in a further file"
    return state._replace(status=OPEN, events=(*state.events, EventRow(at, "reopened", status, why)))


def _secrets(old: Sequence[SecretRow], findings: Iterable[Finding], clean: Cleaner) -> tuple[SecretRow, ...]:
    rows = {(row.fingerprint, row.kind): row for row in old}
    for item in findings:
        key = (item.fingerprint, clean.words(item.kind))
        row = rows.get(key) or SecretRow(*key)
        ids = (f"{name} {value}" for name, value in item.companions if name not in {"parent_fingerprint", "email"})
        rows[key] = row._replace(
            redacted=item.secret.redacted,
            confidence=max(row.confidence, item.confidence.label, key=_level),
            evidence=_union(row.evidence, clean.all_words(item.evidence)),
            identifiers=_union(row.identifiers, clean.all_words(ids)),
        )
    return tuple(rows.values())


def _level(label: str) -> int:
    return _LEVELS.index(label) if label in _LEVELS else -1


def _places(old: Sequence[PlaceRow], findings: Iterable[Finding], at: str, clean: Cleaner) -> tuple[PlaceRow, ...]:
    """A run that saw a file says where the secret stands in it now; files that it did not see stay as they were."""
    seen = {_place(item, at, clean) for item in findings}
    files: dict[tuple[str, str, str], str] = {}
    for row in old:
        key = (row.fingerprint, row.path, row.commit)
        files[key] = min(files.get(key, row.first_seen), row.first_seen)
    new = [row._replace(first_seen=files.get((row.fingerprint, row.path, row.commit), at)) for row in seen]
    again = {(row.fingerprint, row.path, row.commit) for row in new}
    kept = [row for row in old if (row.fingerprint, row.path, row.commit) not in again]
    return tuple(sorted((*kept, *new)))


def _place(item: Finding, at: str, clean: Cleaner) -> PlaceRow:
    return PlaceRow(
        fingerprint=item.fingerprint,
        path=clean.name(item.path),
        line=item.line,
        column=item.column,
        commit=item.commit or "",
        blob=item.blob or "",
        decoded_via=item.decoded_via,
        last_seen=at,
    )


def _exposures(old: Sequence[ExposureRow], incident: Incident, clean: Cleaner) -> tuple[ExposureRow, ...]:
    """The latest answer about a file counts, unless it is none."""
    rows = {(row.fingerprint, row.path): row for row in old}
    for answer in incident.exposures:
        row = ExposureRow(*answer)._replace(
            path=clean.name(answer.path),
            first_path=clean.name(answer.first_path),
            remotes=tuple(map(clean.name, answer.remotes)),
            tags=tuple(map(clean.name, answer.tags)),
            authors=tuple(map(clean.name, answer.authors)),
            limits=clean.all_words(answer.limits),
        )
        key = (row.fingerprint, row.path)
        if row.committed is not None or key not in rows:
            rows[key] = row
    return tuple(sorted(rows.values(), key=lambda row: (row.fingerprint, row.path)))


def _verdicts(incident: Incident, clean: Cleaner) -> list[VerdictRow]:
    return [
        VerdictRow(
            name,
            verdict.status.value,
            clean.words(verdict.reason),
            clean.words(verdict.token_id or ""),
            clean.words(verdict.account_id or ""),
            verdict.owner.value,
            clean.words(verdict.expires_on or ""),
            verdict.checked_at,
        )
        for name, verdict in incident.verdicts
    ]


def _actions(incident: Incident, clean: Cleaner) -> list[ActionRow]:
    return [
        ActionRow(row.action.value, clean.words(row.target), row.status.value, clean.words(row.reason), row.at)
        for row in incident.actions
    ]


def _appended(old: tuple[T, ...], new: Iterable[T]) -> tuple[T, ...]:
    """Append what is not there yet: a run that saves twice tells everything twice."""
    return (*old, *(row for row in dict.fromkeys(new) if row not in old))


def _union(old: tuple[str, ...], new: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*old, *new)))
