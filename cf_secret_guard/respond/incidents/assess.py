"""What a note's records add up to: does it work now, since when and until when was it exposed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.base import ActionStatus
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from cf_secret_guard.respond.incidents.values import ExposureRow, State, VerdictRow

_DEAD = frozenset({Status.DISABLED, Status.EXPIRED, Status.REVOKED, Status.INVALID})
# Of several credentials in one incident, the worst counts.
_WORST_FIRST = (Status.LIVE, Status.RESTRICTED, Status.UNKNOWN, "", Status.NOT_CHECKABLE)


class Window(NamedTuple):
    """The time in which others could have used it, as far as is known."""

    since: str = ""
    """RFC 3339; empty if it is not known to have left this clone."""
    until: str = ""
    """RFC 3339; empty if it is not known to be dead."""


def is_dead(status: str) -> bool:
    """Say if a verdict's word means that it cannot be used; an empty or unknown word does not."""
    return status in _DEAD


def may_work(status: str) -> bool:
    """Say if somebody asked and the answer was not that it is dead: then nobody can say that the incident is over."""
    return bool(status) and not is_dead(status) and status != Status.NOT_CHECKABLE


def latest(state: State) -> list[VerdictRow | None]:
    """Return the last verdict on each credential, None where nobody asked.

    An R2 secret that cannot be asked about lives and dies with its token, if the incident has that.
    """
    kinds = {row.fingerprint: row.kind for row in state.secrets}
    last: dict[str, VerdictRow | None] = dict.fromkeys(kinds)
    for row in state.verdicts:
        last[row.fingerprint] = row
    has_token = any(kind != Kind.R2_SECRET_ACCESS_KEY for kind in kinds.values())
    return [
        row
        for name, row in last.items()
        if not (
            has_token
            and kinds.get(name) == Kind.R2_SECRET_ACCESS_KEY
            and (row is None or row.status == Status.NOT_CHECKABLE)
        )
    ]


def overall(state: State) -> VerdictRow | None:
    """Return the verdict that counts for the whole incident: the worst of the last ones."""
    rows = latest(state)
    for status in _WORST_FIRST:
        for row in rows:
            if (row.status if row else "") == status:
                return row
    odd = next((row for row in rows if row and not is_dead(row.status)), None)  # a word of a later version
    return odd or (rows[0] if rows else None)


def status_of(state: State) -> str:
    """Return the word of :func:`overall`; empty if nobody asked."""
    row = overall(state)
    return row.status if row else ""


def dead_since(state: State) -> str:
    """Return since when it is known to be dead (RFC 3339), or nothing: the first dead verdict after the last other."""
    if not is_dead(status_of(state)):
        return ""
    since = ""
    for row in state.verdicts:
        if may_work(row.status):
            since = ""
        elif is_dead(row.status):
            since = since or row.checked_at
    return since


def window(state: State) -> Window:
    """Return the exposure window."""
    return Window(min(_shared(state.exposures), default=""), dead_since(state))


def came_back(state: State) -> bool:
    """Say if it works although it was dead once, or taken away by an action that was confirmed."""
    if status_of(state) not in {Status.LIVE, Status.RESTRICTED}:
        return False
    taken = any(row.status == ActionStatus.CONFIRMED for row in state.actions)
    return taken or any(is_dead(row.status) for row in state.verdicts)


def _shared(rows: Sequence[ExposureRow]) -> Iterable[str]:
    return (row.shared_date for row in rows if row.shared_date)
