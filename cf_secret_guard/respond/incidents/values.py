"""What an incident is made of: what a run hands in, and what a note remembers.

Every field of a row has a default, so that notes of older versions stay readable.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from cf_secret_guard.model import Finding
    from cf_secret_guard.respond.base import ActionRecord
    from cf_secret_guard.respond.exposure import Exposure
    from cf_secret_guard.secret import Secret
    from cf_secret_guard.verify.base import Verdict

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

SCHEMA_ID = "cf-secret-guard/incident/1"
OPEN, CLOSED = "open", "closed"


class Incident(NamedTuple):
    """What one run knows about one incident."""

    findings: tuple[Finding, ...]
    """All places of one secret; or of an API token and the R2 secret that is made from it (see :mod:`.grouping`)."""
    exposures: tuple[Exposure, ...] = ()
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    """(fingerprint, verdict) of this run."""
    capability: str = ""
    """What it can do, as a sentence."""
    severity: str = ""
    """``low``, ``medium``, ``high`` or ``critical``; empty if unknown."""
    actions: tuple[ActionRecord, ...] = ()
    audit: tuple[str, ...] = ()
    """What the audit log has about it, one line each."""
    secrets: tuple[Secret, ...] = ()
    """Whatever else this run knows and must not show."""
    personal: bool = False
    """Keep e-mail and IP addresses in what is told about it; they are masked otherwise."""
    at: str = ""
    """RFC 3339, UTC: when this run looked; empty: now."""


class SecretRow(NamedTuple):
    """A credential of the incident."""

    fingerprint: str = ""
    kind: str = ""
    redacted: str = ""
    confidence: str = ""
    evidence: tuple[str, ...] = ()
    identifiers: tuple[str, ...] = ()
    """Public ids beside it, such as ``account_id 0123…``."""


class PlaceRow(NamedTuple):
    """One place where one credential stands."""

    fingerprint: str = ""
    path: str = ""
    line: int = 0
    column: int = 0
    commit: str = ""
    blob: str = ""
    decoded_via: tuple[str, ...] = ()
    first_seen: str = ""
    last_seen: str = ""


class ExposureRow(NamedTuple):
    """See :class:`cf_secret_guard.respond.exposure.Exposure`."""

    fingerprint: str = ""
    path: str = ""
    committed: bool | None = None
    first_commit: str = ""
    first_date: str = ""
    first_path: str = ""
    shared_commit: str = ""
    shared_date: str = ""
    remotes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    shared_known: bool = True
    limits: tuple[str, ...] = ()


class VerdictRow(NamedTuple):
    """One answer about one credential."""

    fingerprint: str = ""
    status: str = ""
    reason: str = ""
    token_id: str = ""
    account_id: str = ""
    owner: str = ""
    expires_on: str = ""
    checked_at: str = ""


class ActionRow(NamedTuple):
    """One thing that was done, or not done."""

    action: str = ""
    target: str = ""
    status: str = ""
    reason: str = ""
    at: str = ""


class EventRow(NamedTuple):
    """One change of the incident's own state."""

    at: str = ""
    event: str = ""
    """``opened``, ``closed`` or ``reopened``."""
    verdict: str = ""
    """The status that counted then; empty if nothing was known."""
    note: str = ""


class State(NamedTuple):
    """What a note remembers; everything in it that is generated follows from this."""

    id: str = ""
    fingerprint: str = ""
    """Of the credential that the incident was opened for."""
    status: str = OPEN
    severity: str = ""
    capability: str = ""
    opened: str = ""
    updated: str = ""
    related: tuple[str, ...] = ()
    """Fingerprints that belong here as well when they are found: the R2 secrets made from its API tokens."""
    secrets: tuple[SecretRow, ...] = ()
    places: tuple[PlaceRow, ...] = ()
    exposures: tuple[ExposureRow, ...] = ()
    verdicts: tuple[VerdictRow, ...] = ()
    """Oldest first; only ever appended to."""
    actions: tuple[ActionRow, ...] = ()
    audit: tuple[str, ...] = ()
    events: tuple[EventRow, ...] = ()
    extra: tuple[tuple[str, Json], ...] = ()
    """Keys that somebody added to the front matter."""

    @property
    def fingerprints(self) -> frozenset[str]:
        """All fingerprints by which this incident is found."""
        return frozenset({self.fingerprint, *self.related, *(row.fingerprint for row in self.secrets)})
