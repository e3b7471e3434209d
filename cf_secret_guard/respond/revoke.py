"""Does what a plan says, one target after the other: journal, act, ask again, journal.

Whatever ends a run, at whatever line, leaves the journal so that :mod:`cf_secret_guard.respond.resume` can find out
what happened. Nothing is sent before its intent is on the disk, and a roll is never sent twice.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.respond.base import ActionRecord, ActionStatus, Verb
from cf_secret_guard.respond.confirm import confirm
from cf_secret_guard.respond.delivery import DeliveryError
from cf_secret_guard.respond.handover import Handover
from cf_secret_guard.respond.interrupts import held_back
from cf_secret_guard.respond.journal_file import JournalError
from cf_secret_guard.respond.needless import needless
from cf_secret_guard.respond.objects.base import Done, Effect
from cf_secret_guard.respond.plan import Disposition
from cf_secret_guard.respond.readback import read_back
from cf_secret_guard.respond.resume import DELIVERED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cf_secret_guard.respond.confirm import Asker, Confirmation
    from cf_secret_guard.respond.delivery import Delivery
    from cf_secret_guard.respond.journal import Intent, Journal
    from cf_secret_guard.respond.plan import Plan, PlannedAction
    from cf_secret_guard.respond.reach import Actor, Reach
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.verify.base import Verdict

_LATER = "the next run will find out what happened"
_LOST = "the leaked value is dead, but the new one is lost: roll once more by hand, in the dashboard"


class Applied(NamedTuple):
    """What came of one action."""

    record: ActionRecord
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    """The latest answer about each leaked value, by fingerprint, if it was asked about again."""


class Tools(NamedTuple):
    """What acting needs."""

    reach: Reach
    journal: Journal
    asker: Asker
    clock: Callable[[], str]
    """The time as RFC 3339, UTC, to the second."""
    deliveries: Callable[[Target], Delivery] | None = None
    """Where the new value of a target goes."""
    another: Callable[[DeliveryError], Delivery | None] = lambda _: None
    """Asked when a delivery failed after the roll: another place, or None to give up."""


def apply(plan: Plan, tools: Tools) -> Iterator[Applied]:
    """Act, and say what came of each action as soon as it is known.

    Args:
        plan: shown and agreed to.
        tools: what acting needs.

    Yields:
        One value for each action, in the plan's order; none for what is dead already.
    """
    for action in plan.actions:
        if action.disposition is Disposition.ACT and action.target and action.actor:
            try:
                with tools.journal.lock(action.target):
                    applied = _Run(action, action.target, action.actor, tools).go()
            except IncompleteError as error:  # its lock, its journal or the delivery: nothing was sent
                applied = Applied(
                    ActionRecord(
                        action.verb, action.name, ActionStatus.FAILED, f"nothing was sent: {error}", tools.clock()
                    )
                )
            yield applied
        else:
            record = action.record(tools.clock())
            if record is not None:
                yield Applied(record)


class _Run:
    """One action, under the lock of its target."""

    def __init__(self, action: PlannedAction, target: Target, actor: Actor, tools: Tools) -> None:
        self._action = action
        self._target = target
        self._actor = actor
        self._tools = tools
        self._thing = tools.reach.thing(actor, target)
        self._notes: list[str] = []
        self._verdicts: tuple[tuple[str, Verdict], ...] = ()

    def go(self) -> Applied:
        """Act if there still is something to do.

        Raises:
            IncompleteError: the journal or the place of the new value cannot be used; nothing was sent.
        """
        found = needless(self._action, self._target, self._thing, self._tools.journal, self._tools.asker)
        if found is None:
            status, reason = self._acted()
        else:
            status, reason, self._verdicts = found
        words = "; ".join(dict.fromkeys(filter(None, (reason, *self._notes))))
        record = ActionRecord(self._action.verb, self._action.name, status, words, self._tools.clock())
        return Applied(record, self._verdicts)

    def _acted(self) -> tuple[ActionStatus, str]:
        is_roll = self._action.verb is Verb.ROLL
        with Handover(self._place() if is_roll else None, self._tools.another) as handover:
            intent = self._action.unfinished or self._begin()
            with held_back() if is_roll else nullcontext():  # the new value is only in memory
                result, intent = self._steps(intent)
                result = read_back(self._action, self._thing, self._tools.asker, result)
                value = result.value
                if value is None and self._action.unfinished and handover.has_place:
                    value = self._thing.current_value()
                if value is not None and handover.give(value):
                    intent = self._noted(intent, DELIVERED)
            return self._ended(intent, result, handover)

    def _place(self) -> Delivery | None:
        """Where the new value goes; None if it went there already, or can still be read by who finishes a tunnel."""
        unfinished = self._action.unfinished
        if unfinished is not None and (DELIVERED in unfinished.done or self._tools.deliveries is None):
            return None
        if self._tools.deliveries is None:
            raise DeliveryError(
                "Nobody said where the new value goes", "Name a file, a command or the terminal for it."
            )
        return self._tools.deliveries(self._target)

    def _begin(self) -> Intent:
        fingerprints = tuple(leak.fingerprint for leak in self._action.leaks)
        return self._tools.journal.begin(self._action.verb, self._target, fingerprints, self._actor.label)

    def _steps(self, intent: Intent) -> tuple[Done, Intent]:
        """Do what is left, up to the first step that is not done for certain."""
        value, result = None, Done(Effect.DONE)
        for step in self._thing.steps(self._action.verb):
            if step.name not in intent.done:
                result = step.run()
                value = result.value or value
                if result.effect is not Effect.DONE:
                    break
                self._notes.append(result.reason)
                intent = self._noted(intent, step.name)
        return result._replace(value=value), intent

    def _ended(self, intent: Intent, result: Done, handover: Handover) -> tuple[ActionStatus, str]:
        self._notes += handover.notes
        if result.effect is not Effect.DONE:
            if result.effect is Effect.REFUSED and not intent.done:
                return self._closed(intent, ActionStatus.FAILED, result.reason)
            left = "the secret is a new one, but its connections still stand" if intent.done else ""
            return ActionStatus.FAILED, "; ".join(filter(None, (result.reason, left, _LATER)))
        self._notes.append(result.reason)
        shown = self._confirmed()
        if self._action.verb is Verb.ROLL and not self._action.unfinished and not handover.is_given:
            return self._closed(intent, ActionStatus.FAILED, f"{_LOST} ({shown.reason})")
        return self._closed(intent, shown.status, shown.reason)

    def _confirmed(self) -> Confirmation:
        shown = confirm(self._action.leaks, self._thing, self._tools.asker)
        self._verdicts = shown.verdicts
        return shown

    def _noted(self, intent: Intent, step: str) -> Intent:
        """Write down a step. When that fails it is done all the same, so this run goes on."""
        try:
            return self._tools.journal.step(intent, step)
        except JournalError as error:
            self._notes.append(f"{error.message}, so {_LATER}")
            return intent._replace(done=(*intent.done, step))

    def _closed(self, intent: Intent, status: ActionStatus, reason: str) -> tuple[ActionStatus, str]:
        try:
            self._tools.journal.end(intent, status, reason)
        except JournalError as error:
            self._notes.append(f"{error.message}, so {_LATER}")
        return status, reason
