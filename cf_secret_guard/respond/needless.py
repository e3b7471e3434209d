"""Looks once more right before acting: another run, or a person, may have done it since the plan was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import ActionStatus, Verb
from cf_secret_guard.respond.confirm import ask, confirm
from cf_secret_guard.respond.objects.base import Sight
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from cf_secret_guard.respond.confirm import Asker
    from cf_secret_guard.respond.journal import Intent, Journal
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
    rolls = [intent for intent in intents if intent.verb is Verb.ROLL]
    found = _by_journal(action, thing, rolls, asker) if action.verb is Verb.ROLL else None
    return found or _by_asking(action, thing, asker)


def _by_journal(action: PlannedAction, thing: Thing, rolls: list[Intent], asker: Asker) -> Found | None:
    """Another run's roll of the same target: not known, or done already for the same leaked value."""
    if any(intent.is_open for intent in rolls):
        return ActionStatus.FAILED, "another run's roll of it has no known outcome. Run again to find out", ()
    mine = {leak.fingerprint for leak in action.leaks}
    if any(intent.took_effect and mine & set(intent.fingerprints) for intent in rolls):
        return _confirmed(action, thing, asker, "another run rolled it already, nothing was sent")
    return None


def _by_asking(action: PlannedAction, thing: Thing, asker: Asker) -> Found | None:
    verdicts = ask(action.leaks, asker)
    shown = tuple(verdicts.items())
    statuses = {verdict.status for verdict in verdicts.values()} - {Status.NOT_CHECKABLE}
    if not statuses:
        return _by_looking(action, thing, asker)
    if statuses <= _ended(action.verb):
        return ActionStatus.CONFIRMED, "the leaked value is dead already, nothing was sent", shown
    if Status.UNKNOWN in statuses and action.verb is not Verb.DISABLE and not action.is_forced:
        return (
            ActionStatus.FAILED,
            "whether the leaked value is still live could not be asked right before acting",
            shown,
        )
    return None


def _ended(verb: Verb) -> set[Status]:
    """The statuses that leave a verb nothing to do. What is disabled can be enabled again: deleting still helps."""
    dead = {one for one in Status if one.is_dead}
    return dead if verb is Verb.DISABLE else dead - {Status.DISABLED}


def _by_looking(action: PlannedAction, thing: Thing, asker: Asker) -> Found | None:
    """For leaked values that cannot be asked about."""
    if action.verb is Verb.ROLL:
        held = {thing.holds(leak.secret) for leak in action.leaks}
        return _confirmed(action, thing, asker, "nothing was rolled") if held == {False} else None
    sight = thing.look().sight
    reached = {Sight.GONE, Sight.DISABLED} if action.verb is Verb.DISABLE else {Sight.GONE}
    return _confirmed(action, thing, asker, "it was so already, nothing was sent") if sight in reached else None


def _confirmed(action: PlannedAction, thing: Thing, asker: Asker, why: str) -> Found:
    shown = confirm(action.leaks, thing, asker)
    return shown.status, f"{why}; {shown.reason}", shown.verdicts
