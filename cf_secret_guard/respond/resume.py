"""What became of actions that an earlier run began and did not end. Looks only; nothing is done twice, or at all.

What is found is written to the journal. Then planning begins anew: an action that never took effect is planned again,
one with steps left is planned to be finished, one that took effect is not repeated.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.journal_file import LockedError
from cf_secret_guard.respond.objects.base import Look, Sight
from cf_secret_guard.respond.objects.tunnel import ROTATE
from cf_secret_guard.respond.target import TargetType
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cf_secret_guard.respond.journal import Intent, Journal
    from cf_secret_guard.respond.objects.base import Thing
    from cf_secret_guard.respond.reach import Reach
    from cf_secret_guard.verify.base import Leak, Verdict

    Outcome = tuple[ActionStatus, str]

DELIVERED = "delivered"
_ENDED = {status for status in Status if status.is_dead} - {Status.DISABLED}  # a disabled token may not be rolled yet
_LOST = (
    "an earlier run was interrupted after the roll took effect: the leaked value is not valid any more, "
    "but the new one was lost. Roll once more by hand, in the dashboard, to get one"
)
_TOOK_EFFECT = "an earlier run was interrupted after it took effect"
_NOTHING_HAPPENED = "an earlier run was interrupted before it took effect; nothing was changed then"
_ASK_LATER = (
    "an earlier run was interrupted, and what came of it could not be found out. "
    "Run again with the leaked value and an administrator credential"
)
_BEGUN = (
    ActionStatus.APPLIED,
    "an earlier run gave it a new secret but did not drop its connections; run with --revoke=roll to finish that",
)


def resume(
    journal: Journal, leaks: Sequence[Leak], verdicts: Mapping[str, Verdict], reach: Reach, at: str
) -> Iterator[ActionRecord]:
    """Find out what became of every interrupted action. Call it before planning.

    Args:
        journal: where the intents stand; outcomes are written to it.
        leaks: the values at hand in this run.
        verdicts: what this run's own questions about them said, by fingerprint.
        reach: what the administrator credentials can look at.
        at: RFC 3339, UTC, for the records.

    Yields:
        A record for each interrupted action that is not still under way in another run.

    Raises:
        JournalError: the journal cannot be read or written.
    """
    for intent in journal.open_intents():
        try:
            with journal.lock(intent.target, patience=0):
                fresh = next((one for one in journal.open_intents() if one.id == intent.id), None)
                if fresh is None:
                    continue  # another run ended it while we came here
                status, reason = _settle(journal, fresh, _values(fresh, leaks), verdicts, reach)
        except LockedError:
            continue  # its run is alive and acting
        yield ActionRecord(intent.verb, str(intent.target), status, reason, at)


def _values(intent: Intent, leaks: Sequence[Leak]) -> list[Leak]:
    return [leak for leak in leaks if leak.fingerprint in intent.fingerprints]


def _settle(
    journal: Journal, intent: Intent, leaks: Sequence[Leak], verdicts: Mapping[str, Verdict], reach: Reach
) -> tuple[ActionStatus, str]:
    thing = _thing(intent, reach)
    if intent.verb is Verb.ROLL and intent.target.type is TargetType.TUNNEL:
        found = _tunnel_roll(journal, intent, leaks, thing)
        if found is _BEGUN:
            return found  # stays open: the plan finishes it
    elif intent.verb is Verb.ROLL:
        found = _roll(intent, leaks, _known(leaks, verdicts), thing)
    else:
        found = _removal(intent, thing, _known(leaks, verdicts))
    if found is None:
        return ActionStatus.FAILED, _ASK_LATER
    journal.end(intent, *found)
    return found


def _known(leaks: Sequence[Leak], verdicts: Mapping[str, Verdict]) -> set[Status]:
    """What this run's questions said about the leaked values, where they could be asked."""
    return {verdicts[one.fingerprint].status for one in leaks if one.fingerprint in verdicts} - {Status.NOT_CHECKABLE}


def _thing(intent: Intent, reach: Reach) -> Thing | None:
    """Look with the credential that acted: to another one "there is none" may only mean that it may not see it."""
    actor = reach.named(intent.actor) or reach.serving(intent.target)
    return reach.thing(actor, intent.target) if actor else None


def _held(leaks: Sequence[Leak], thing: Thing | None) -> set[bool | None]:
    """Whether the leaked values are the current one, where the API lets them be compared."""
    return {thing.holds(leak.secret) for leak in leaks} if thing else set()


def _removal(intent: Intent, thing: Thing | None, known: set[Status]) -> Outcome | None:
    """Disable and delete: the state tells."""
    look = thing.look() if thing else Look(Sight.UNKNOWN, "")
    is_dead = bool(known) and all(status.is_dead for status in known)
    reached = look.sight is Sight.GONE or (look.sight is Sight.DISABLED and intent.verb is Verb.DISABLE)
    # A leaked value that is dead although the object is as before died of something else.
    if is_dead and (reached or look.sight is Sight.UNKNOWN):
        return ActionStatus.CONFIRMED, f"{_TOOK_EFFECT}; asked again, the leaked value is dead"
    if reached:
        return ActionStatus.APPLIED, f"{_TOOK_EFFECT} ({look.words})"
    return None if look.sight is Sight.UNKNOWN else (ActionStatus.FAILED, _NOTHING_HAPPENED)


def _roll(intent: Intent, leaks: Sequence[Leak], known: set[Status], thing: Thing | None) -> Outcome | None:
    """Only the leaked value tells: the state of a rolled token looks like that of one that was not."""
    held = _held(leaks, thing)
    is_dead = (bool(known) and known <= _ENDED) or held == {False}
    is_live = bool(known & {Status.LIVE, Status.RESTRICTED}) or held == {True}
    if intent.done:
        return None if is_live else _answered_roll(intent, is_dead=is_dead)
    if is_dead:
        return ActionStatus.FAILED, _LOST
    return (ActionStatus.FAILED, _NOTHING_HAPPENED) if is_live else None


def _answered_roll(intent: Intent, *, is_dead: bool) -> Outcome:
    """Cloudflare answered that it did it, so only its new value can be missing."""
    if DELIVERED not in intent.done:
        return ActionStatus.FAILED, _LOST
    status = ActionStatus.CONFIRMED if is_dead else ActionStatus.APPLIED
    return status, f"{_TOOK_EFFECT}, and the new value was delivered"


def _tunnel_roll(journal: Journal, intent: Intent, leaks: Sequence[Leak], thing: Thing | None) -> Outcome | None:
    """Two steps: what the first did can be compared, the second can be repeated."""
    held = _held(leaks, thing)
    if ROTATE in intent.done:
        return _BEGUN
    if held == {True}:
        return ActionStatus.FAILED, _NOTHING_HAPPENED
    if held == {False}:
        journal.step(intent, ROTATE)
        return _BEGUN
    return None
