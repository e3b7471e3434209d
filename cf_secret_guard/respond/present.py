"""A plan in words: what is done, to what, by whom, if it can be undone; and what is not done, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.report.neutral import neutral
from cf_secret_guard.respond.base import Verb
from cf_secret_guard.respond.given import PLACE
from cf_secret_guard.respond.plan import Disposition

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from cf_secret_guard.model import Finding
    from cf_secret_guard.report.sweep import Sweeper
    from cf_secret_guard.respond.capability import Capability
    from cf_secret_guard.respond.plan import Plan, PlannedAction

_LABEL_WIDTH = 12
_LINE = 4000
_UNDO = {
    Verb.DISABLE: "yes: it can be enabled again, its name and permissions stay",
    Verb.DELETE: "no: it is gone for good, and everything that uses it stops",
    Verb.ROLL: "no: the old value never works again, and everything that uses it needs the new one",
}


class Presenter:
    """Puts plans into words.

    Args:
        findings: tell where the leaked values stand.
        abilities: what tokens can do, by fingerprint.
        sweeper: takes every known secret out of what is shown.
        new_value_to: where new values go, as the user wrote it.
    """

    def __init__(
        self,
        findings: Sequence[Finding],
        abilities: Mapping[str, Capability],
        sweeper: Sweeper,
        new_value_to: str | None = None,
    ) -> None:
        self._findings = findings
        self._abilities = abilities
        self._sweeper = sweeper
        self._new_value_to = new_value_to

    def text(self, plan: Plan) -> str:
        """Return the plan, several lines without a final newline; empty if there is nothing to say."""
        lines: list[str] = []
        if plan.acting:
            lines += ["Plan:", *(line for action in plan.acting for line in self._acting(action))]
        refused = [one for one in plan.actions if one.disposition in {Disposition.REFUSED, Disposition.BY_HAND}]
        if refused:
            lines += ["Not done by this program:", *(line for action in refused for line in self._refused(action))]
        done = [one for one in plan.actions if one.disposition is Disposition.NOTHING]
        if done:
            lines += ["Nothing to do:", *(f"  {action.name}: {action.reason}" for action in done)]
        return "\n".join(neutral(self._sweeper.clean(line), limit=_LINE) for line in lines)

    def _acting(self, action: PlannedAction) -> Iterator[str]:
        yield f"  {action.verb} {action.name}"
        yield from _field("leaked as", [self._places(leak.fingerprint) for leak in action.leaks])
        able = next(
            (self._abilities[one.fingerprint] for one in action.leaks if one.fingerprint in self._abilities), None
        )
        if able is not None:
            yield from _field("it can", [able.sentence.removeprefix("Can ")])
            yield from _field("severity", [f"{able.severity.label}: {able.reason}"])
        if action.actor is not None:
            who = action.actor.label if action.actor.is_leaked else f"{action.actor.label} (administrator)"
            yield from _field("who acts", [who])
        yield from _field("how", list(action.steps))
        yield from _field("undo", [_UNDO[action.verb]])
        if action.verb is Verb.ROLL and self._new_value_to:
            yield from _field("new value", [f"goes to {_public(self._new_value_to)}"])
        if action.reason:
            yield from _field("mind", [action.reason])

    def _refused(self, action: PlannedAction) -> Iterator[str]:
        yield f"  {action.verb} {action.name}: {action.reason}"
        if action.disposition is Disposition.BY_HAND:
            yield from _field("by hand", list(action.steps))
        if action.next_step and not action.next_step.startswith("By hand:"):
            yield from _field("instead", [action.next_step])

    def _places(self, fingerprint: str) -> str:
        places = [one for one in self._findings if one.fingerprint == fingerprint]
        if not places:
            return f"fingerprint {fingerprint}"
        first = places[0]
        if first.path == PLACE:
            return f"{first.secret.redacted}, fingerprint {fingerprint}"
        more = f" and {len(places) - 1:,} more" if len(places) > 1 else ""
        return f"{first.secret.redacted} in {first.path}:{first.line}{more}, fingerprint {fingerprint}"


def _public(where: str) -> str:
    """The place without a command's arguments, which may hold what is not for everybody's eyes."""
    scheme, _, rest = where.partition(":")
    return f"the standard input of {rest.split()[0]}" if scheme == "command" and rest.split() else rest or where


def _field(label: str, values: Sequence[str]) -> Iterator[str]:
    for number, value in enumerate(values):
        yield f"    {label if number == 0 else '':<{_LABEL_WIDTH}}{value}"
