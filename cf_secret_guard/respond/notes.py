"""From what a run knows to its incident notes: one an incident, with exposure and audit log where they can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import GuardError
from cf_secret_guard.model import Problem
from cf_secret_guard.respond import logged
from cf_secret_guard.respond.exposure import trace
from cf_secret_guard.respond.incidents.grouping import grouped
from cf_secret_guard.respond.incidents.values import Incident
from cf_secret_guard.respond.known import API_TOKENS
from cf_secret_guard.respond.means import now

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.git import Repository
    from cf_secret_guard.model import Finding
    from cf_secret_guard.respond.exposure import Exposure
    from cf_secret_guard.respond.known import Known
    from cf_secret_guard.respond.means import Means
    from cf_secret_guard.verify.base import Leak


def write_notes(
    known: Known,
    means: Means | None,
    leaks: Sequence[Leak],
    keep: Callable[[Incident], str],
    repository: Repository | None,
) -> None:
    """Open or update a note for each incident.

    Args:
        known: what the run knows; takes where the notes are, and an error for each that could not be written.
        means: for reading audit logs; None if Cloudflare is not to be asked.
        leaks: what is known about each distinct secret.
        keep: opens or updates one and returns where it is.
        repository: where the findings are.
    """
    exposures = trace(known.findings, repository)
    by_name = {leak.fingerprint: leak for leak in leaks}
    for group in grouped(known.findings):
        names = {item.fingerprint for item in group}
        about = tuple(one for one in exposures if one.fingerprint in names)
        audit = _audit(known, means, [by_name[name] for name in names if name in by_name], about)
        try:
            place = keep(_incident(known, group, about, audit))
        except GuardError as error:
            known.problems.append(Problem(error.message, error.next_step))
        else:
            known.notes.update(dict.fromkeys(names, place))


def _incident(
    known: Known, group: tuple[Finding, ...], exposures: tuple[Exposure, ...], audit: tuple[str, ...]
) -> Incident:
    names = list(dict.fromkeys(item.fingerprint for item in group))
    able = max(
        (known.capabilities[name] for name in names if name in known.capabilities),
        key=lambda one: one.severity,
        default=None,
    )
    records = (record for name in names for record in known.actions.get(name, ()))
    return Incident(
        group,
        exposures,
        tuple((name, verdict) for name, verdict in known.history if name in names),
        able.sentence if able else "",
        able.severity.label if able else "",
        tuple(dict.fromkeys(records)),
        audit,
        tuple(known.secrets),
        at=now(),
    )


def _audit(known: Known, means: Means | None, leaks: Sequence[Leak], exposures: Sequence[Exposure]) -> tuple[str, ...]:
    """Ask the audit logs of the accounts that a token may have been used in. Needs an administrator credential."""
    from cf_secret_guard.respond.activity import activity

    tokens = {}
    for leak in leaks:
        verdict = known.verdicts.get(leak.fingerprint)
        token_id = verdict.token_id if verdict else None
        if verdict is not None and token_id and leak.kind in API_TOKENS:
            tokens[token_id] = (verdict.account_id, *leak.account_ids)
    if means is None or not means.admins.credentials or not tokens:
        return ()
    at = now()
    since = logged.since(exposures, at)
    seen = [account for _, account in means.reach.accounts()]
    found = (
        one
        for token_id, accounts in tokens.items()
        for one in activity(means.reach, token_id, filter(None, (*accounts, *seen)), since, at)
    )
    return tuple(dict.fromkeys(logged.lines(found)))
