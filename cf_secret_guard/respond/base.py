"""Actions as values: what can be done, what is planned, what came of it."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Verb(StrEnum):
    """What is done to a credential."""

    DISABLE = "disable"
    """Reversible; the default."""
    DELETE = "delete"
    ROLL = "roll"


class ActionStatus(StrEnum):
    """The contract's words."""

    PLANNED = "planned"
    APPLIED = "applied"
    CONFIRMED = "confirmed"
    """Asked again with the leaked value, and it is dead."""
    FAILED = "failed"
    REFUSED = "refused"


class ActionRecord(NamedTuple):
    """What was, or was not, done; goes into reports, the journal and the incident note."""

    action: Verb
    target: str
    """Public: ``user token <id>``, ``account token <id> in <account>``, ``tunnel <id>`` ..."""
    status: ActionStatus
    reason: str = ""
    at: str = ""
    """RFC 3339, UTC."""
