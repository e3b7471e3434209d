"""A thing and a verifier that answer what a test says, for the decisions that need no API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.model import Kind
from cf_secret_guard.respond.confirm import Asker
from cf_secret_guard.respond.objects.base import Done, Effect, Look, Sight, Step
from cf_secret_guard.respond.plan import Disposition, PlannedAction
from cf_secret_guard.respond.target import Target, TargetType
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cf_secret_guard.respond.base import Verb

ONE = Leak(Kind.USER_API_TOKEN, Secret("one"))
TWO = Leak(Kind.R2_SECRET_ACCESS_KEY, Secret("two"))
TARGET = Target(TargetType.USER_TOKEN, "a" * 32)


class StandInVerifier:
    """Gives one row of statuses after the other, the last one for ever."""

    def __init__(self, *rows: Sequence[Status]) -> None:
        self._rows = list(rows)
        self.asked = 0

    def verify(self, leaks: Sequence[Leak]) -> Mapping[str, Verdict]:
        row = self._rows[min(self.asked, len(self._rows) - 1)]
        self.asked += 1
        return {leak.fingerprint: Verdict(status, "why") for leak, status in zip(leaks, row, strict=False)}


class StandInThing:
    """An object in any state."""

    def __init__(
        self,
        sight: Sight = Sight.ACTIVE,
        *,
        held: bool | None = None,
        comparing_proves: bool = False,
        steps: int = 1,
        value: Secret | None = None,
    ) -> None:
        self._sight = sight
        self._held = held
        self.comparing_proves = comparing_proves
        self._steps = steps
        self._value = value

    def look(self) -> Look:
        return Look(self._sight, f"it looks {self._sight.name.lower()}")

    def holds(self, _leaked: Secret) -> bool | None:
        return self._held

    def steps(self, _verb: Verb) -> tuple[Step, ...]:
        return (Step("step", "do it", lambda: Done(Effect.DONE)),) * self._steps

    def current_value(self) -> Secret | None:
        return self._value


def asker(*rows: Sequence[Status], tries: int = 3) -> tuple[Asker, StandInVerifier, list[float]]:
    """An asker, what it asks, and the pauses that it makes."""
    pauses: list[float] = []
    verifier = StandInVerifier(*rows)
    return Asker(verifier, pauses.append, tries), verifier, pauses


def action(verb: Verb, *leaks: Leak, is_forced: bool = False) -> PlannedAction:
    return PlannedAction(verb, Disposition.ACT, leaks or (ONE,), TARGET, is_forced=is_forced)
