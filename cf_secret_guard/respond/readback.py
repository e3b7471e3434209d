"""After a change without a clear success: look what is so now, before anything is decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.confirm import ask
from cf_secret_guard.respond.objects.base import Done, Effect, Sight
from cf_secret_guard.verify.base import Status

if TYPE_CHECKING:
    from cf_secret_guard.respond.confirm import Asker
    from cf_secret_guard.respond.objects.base import Thing
    from cf_secret_guard.respond.plan import PlannedAction

_TOOK_EFFECT = "its answer was lost, but it took effect"


def read_back(action: PlannedAction, thing: Thing, asker: Asker, result: Done) -> Done:
    """Decide what became of a change.

    Args:
        action: what was done.
        thing: the target, as the one who acted sees it.
        asker: asks about the leaked values.
        result: how the change was answered.

    Returns:
        DONE if it took effect for certain, else the result as it was. Sending again is not this function's business.
    """
    if result.effect is Effect.DONE:
        return result
    if action.verb is Verb.ROLL:
        # A roll is sent once, so a refusal is one. A lost answer may have been a success.
        return result if result.effect is Effect.REFUSED else _roll(action, thing, asker, result)
    # Other changes may be sent again after a lost answer: the refusal may answer the second one.
    sight = thing.look().sight
    if sight is Sight.GONE or (sight is Sight.DISABLED and action.verb is Verb.DISABLE):
        return Done(Effect.DONE, _TOOK_EFFECT)
    if sight is Sight.UNKNOWN and _is_dead(action, asker, action.verb):
        return Done(Effect.DONE, _TOOK_EFFECT)
    return result


def _roll(action: PlannedAction, thing: Thing, asker: Asker, result: Done) -> Done:
    if len(thing.steps(action.verb)) > 1:  # the next run compares, and does what is left
        return result
    if {thing.holds(leak.secret) for leak in action.leaks} == {False}:
        return Done(Effect.DONE, _TOOK_EFFECT, thing.current_value())
    return Done(Effect.DONE, _TOOK_EFFECT) if _is_dead(action, asker, action.verb) else result


def _is_dead(action: PlannedAction, asker: Asker, verb: Verb) -> bool:
    """Whether every leaked value that can be asked about is dead."""
    statuses = {verdict.status for verdict in ask(action.leaks, asker).values()} - {Status.NOT_CHECKABLE}
    # A token that was disabled before its roll is as dead as before.
    proves = {one for one in Status if one.is_dead} - ({Status.DISABLED} if verb is Verb.ROLL else set())
    return bool(statuses) and statuses <= proves
