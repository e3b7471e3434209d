"""What a leaked token changed since it leaked, by the audit log: counted, without anybody's name or address.

Reads are not logged (https://developers.cloudflare.com/fundamentals/account/account-security/audit-logs/), so an empty
log does not show that nothing was read.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond.grants import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from cf_secret_guard.cloudflare.audit import Entry
    from cf_secret_guard.respond.reach import Reach

READS_ARE_NOT_LOGGED = "Cloudflare's audit log holds changes only: what was read does not show in it"


class Change(NamedTuple):
    """Entries of one sort."""

    action: str
    """``create``, ``update``, ``delete`` or ``view``."""
    resource: str
    """What was changed: a type, or ``something`` if the log does not say."""
    zone: str
    """Name of the zone; empty if it was in none."""
    times: int
    first: str
    """RFC 3339."""
    last: str
    """RFC 3339."""


class Activity(NamedTuple):
    """What the audit log says of one token in one account."""

    account_id: str
    since: str
    """RFC 3339 or a date: from where on was asked."""
    before: str
    changes: tuple[Change, ...] = ()
    """The most frequent first."""
    total: int = 0
    is_complete: bool = True
    """False if there is more than was read, or it could not be read."""
    reason: str = ""
    """Why it is not complete."""
    note: str = READS_ARE_NOT_LOGGED


def summarise(entries: Iterable[Entry]) -> tuple[Change, ...]:
    """Count entries by what was done to what. Actors, addresses, user agents and ids of entries are not kept."""
    counts: Counter[tuple[str, str, str]] = Counter()
    moments: dict[tuple[str, str, str], list[str]] = {}
    for entry in entries:
        key = (plain(entry.type or "change"), plain(entry.resource_type or "something"), plain(entry.zone or ""))
        counts[key] += 1
        moments.setdefault(key, []).append(plain(entry.time or ""))
    found = [Change(*key, count, min(moments[key]), max(moments[key])) for key, count in counts.items()]
    return tuple(sorted(found, key=lambda change: (-change.times, change)))


def activity(reach: Reach, token_id: str, account_ids: Iterable[str], since: str, before: str) -> tuple[Activity, ...]:
    """Ask the audit log of each account what a token changed.

    Args:
        reach: the administrator credentials; each is tried until one may read the log.
        token_id: of the leaked token.
        account_ids: where to look.
        since: RFC 3339 or a date; when it leaked, as far as that is known.
        before: RFC 3339 or a date; usually now.

    Returns:
        One value for each account; with the reason where nothing, or not all, could be read.
    """
    return tuple(_one(reach, token_id, account, since, before) for account in dict.fromkeys(account_ids))


def _one(reach: Reach, token_id: str, account: str, since: str, before: str) -> Activity:
    from cf_secret_guard.cloudflare import audit

    reason = "there is no administrator credential to ask with"
    for actor in reach.actors():
        reply = audit.entries(*reach.session(actor.secret), account, token_id, since=since, before=before)
        if reply.value is not None:
            found = reply.value.entries
            why = "" if reply.value.complete else f"there is more than was read ({reply.answer.brief})"
            changes = summarise(found)
            return Activity(account, since, before, changes, len(found), reply.value.complete, why)
        reason = f"{actor.label} could not read the audit log ({reply.answer.brief}); it needs Account Settings Read"
    return Activity(account, since, before, is_complete=False, reason=reason)
