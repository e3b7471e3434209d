"""Asks again with the leaked value: only its own answer that it is dead makes an action ``confirmed``."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.respond.base import ActionStatus
from cf_secret_guard.verify.base import Status, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.respond.objects.base import Thing
    from cf_secret_guard.verify.base import Leak, Verifier

TRIES = 4
_FIRST_PAUSE = 1.0  # seconds; doubled after each try


class Asker(NamedTuple):
    """How to ask again."""

    verifier: Verifier
    sleep: Callable[[float], object] = time.sleep
    tries: int = TRIES
    """A change may need a moment to reach every place where the API answers."""


class Confirmation(NamedTuple):
    """What asking again showed."""

    status: ActionStatus
    """``confirmed`` or ``applied``."""
    reason: str
    verdicts: tuple[tuple[str, Verdict], ...] = ()
    """The latest answer for each leak, by fingerprint."""


def ask(leaks: Sequence[Leak], asker: Asker) -> dict[str, Verdict]:
    """Ask once about each leak."""
    answers = asker.verifier.verify(leaks)
    none = Verdict(Status.UNKNOWN, "it was not asked")
    return {leak.fingerprint: answers.get(leak.fingerprint, none) for leak in leaks}


def confirm(leaks: Sequence[Leak], thing: Thing | None, asker: Asker) -> Confirmation:
    """Ask until every leak that can be asked about is dead, or patience ends.

    Args:
        leaks: the values that should be dead now.
        thing: the object, for comparing where asking is not possible; None if nothing can look at it.
        asker: how.
    """
    pause = _FIRST_PAUSE
    for attempt in range(asker.tries):
        verdicts = ask(leaks, asker)
        settled = _settled(leaks, verdicts, thing)
        if settled is not None:
            return settled._replace(verdicts=tuple(verdicts.items()))
        if attempt + 1 < asker.tries:
            asker.sleep(pause)
            pause *= 2
    worst = min(verdicts.values(), key=lambda one: (not one.status.is_live, one.status.is_dead))
    said = f"still is {worst.status}" if worst.status.is_live else f"gets no clear answer ({worst.reason})"
    shown = f"; {thing.look().words}" if thing else ""
    reason = f"not confirmed: asked {asker.tries} times, the leaked value {said}{shown}. Run verify again later"
    return Confirmation(ActionStatus.APPLIED, reason, tuple(verdicts.items()))


def _settled(leaks: Sequence[Leak], verdicts: dict[str, Verdict], thing: Thing | None) -> Confirmation | None:
    """The conclusion, if there is one; None if asking once more may help."""
    statuses = {one.status for one in verdicts.values()} - {Status.NOT_CHECKABLE}
    if any(not status.is_dead for status in statuses):
        return None
    if statuses:
        words = " and ".join(sorted(statuses))
        return Confirmation(ActionStatus.CONFIRMED, f"asked again with the leaked value: {words}")
    return _by_comparing(leaks, thing)


def _by_comparing(leaks: Sequence[Leak], thing: Thing | None) -> Confirmation | None:
    """For values that cannot be asked about."""
    held = [thing.holds(leak.secret) for leak in leaks] if thing else []
    if any(held):
        return None
    compared = bool(held) and None not in held
    if thing is not None and compared and thing.comparing_proves:
        return Confirmation(ActionStatus.CONFIRMED, "the leaked value is not its current one any more")
    shown = (
        "it is no longer the current value" if compared else thing.look().words if thing else "nothing can look at it"
    )
    return Confirmation(ActionStatus.APPLIED, f"the leaked value itself cannot be asked about; {shown}")
