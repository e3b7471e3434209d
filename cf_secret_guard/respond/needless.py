"""Looks once more right before acting: another run, or a person, may have done it since the plan was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.confirm import ask, confirm
from cf_secret_guard.respond.objects.base import Sight
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from cf_secret_guard.respond.confirm import Asker
    from cf_secret_guard.respond.journal import Journal
    from cf_secret_guard.respond.objects.base import Thing
    from cf_secret_guard.respond.plan import PlannedAction
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.verify.base import Verdict

    Found = tuple[ActionStatus, str, tuple[tuple[str, Verdict], ...]]


def needless(action: PlannedAction, target: Target, thing: Thing, journal: Journal, asker: Asker) -> Found | None:
    """Say why nothing must be sent; None if the action is to be done. Call it under the lock of the target.

    Args:
        action: what is planned.
        target: its target.
        thing: the target, as the one who acts sees it.
        journal: knows what other runs did.
        asker: asks about the leaked values.

    Raises:
        JournalError: the journal cannot be read.
    """
    intents = [intent for intent in journal.intents() if intent.target == target]
    if action.unfinished is not None:
        is_open = any(intent.is_open and intent.id == action.unfinished.id for intent in intents)
        return None if is_open else (ActionStatus.APPLIED, "another run finished it", ())
    if action.verb is Verb.ROLL:
        if any(intent.is_open for intent in intents if intent.verb is Verb.ROLL):
            return ActionStatus.FAILED, "another run's roll of it has no known outcome. Run again to find out", ()
        mine = {leak.fingerprint for leak in action.leaks}
        rolled = [one for one in intents if one.verb is Verb.ROLL and one.took_effect]
        if any(mine & set(one.fingerprints) for one in rolled):
            return _confirmed(action, thing, asker, "another run rolled it already, nothing was sent")
    return _by_asking(action, thing, asker)


def _by_asking(action: PlannedAction, thing: Thing, asker: Asker) -> Found | None:
    verdicts = ask(action.leaks, asker)
    shown = tuple(verdicts.items())
    statuses = {verdict.status for verdict in verdicts.values()} - {Status.NOT_CHECKABLE}
    # A disabled token can be enabled again, so that deleting or rolling it still does something.
    ended = {one for one in Status if one.is_dead} - ({Status.DISABLED} if action.verb is not Verb.DISABLE else set())
    if statuses and statuses <= ended:
        return ActionStatus.CONFIRMED, "the leaked value is dead already, nothing was sent", shown
    if Status.UNKNOWN in statuses and action.verb is not Verb.DISABLE and not action.is_forced:
        return (
            ActionStatus.FAILED,
            "whether the leaked value is still live could not be asked right before acting",
            shown,
        )
    if statuses:
        return None
    if action.verb is Verb.ROLL:
        held = {thing.holds(leak.secret) for leak in action.leaks}
        return _confirmed(action, thing, asker, "nothing was rolled") if held == {False} else None
    sight = thing.look().sight
    if sight is Sight.GONE or (sight is Sight.DISABLED and action.verb is Verb.DISABLE):
        return _confirmed(action, thing, asker, "it was so already, nothing was sent")
    return None


def _confirmed(action: PlannedAction, thing: Thing, asker: Asker, why: str) -> Found:
    shown = confirm(action.leaks, thing, asker)
    return shown.status, f"{why}; {shown.reason}", shown.verdicts
