"""From ``--new-value-to`` to the place where the new value of one target goes."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.respond.delivery import CommandDelivery, FileDelivery, TerminalDelivery

if TYPE_CHECKING:
    from collections.abc import Callable

    from cf_secret_guard.respond.delivery import Delivery, DeliveryError
    from cf_secret_guard.respond.target import Target
    from cf_secret_guard.secret import Secret


def places(where: str, seen: list[Secret]) -> Callable[[Target], Delivery]:
    """Return what makes a place for each target.

    Args:
        where: ``file:PATH``, ``command:COMMAND`` or ``terminal``; ``{id}`` stands for the target's public id.
        seen: takes every new value, so that reports can be searched for it.

    Raises:
        UsageError: the command cannot be split into words.
    """
    scheme, _, rest = where.partition(":")
    try:
        words = shlex.split(rest) if scheme == "command" else []
    except ValueError:
        step = "Close what is quoted in it."
        raise UsageError("The command of --new-value-to cannot be read", step) from None

    def place(target: Target) -> Delivery:
        if scheme == "file":
            return _Watched(FileDelivery(rest.replace("{id}", target.id)), seen)
        if scheme == "command":
            return _Watched(CommandDelivery([word.replace("{id}", target.id) for word in words]), seen)
        return _Watched(TerminalDelivery(), seen)

    return place


def rescue(seen: list[Secret], *, has_terminal: bool) -> Callable[[DeliveryError], Delivery | None]:
    """Return what finds another place after a delivery failed: the terminal, once, if there is one."""
    left: list[Delivery] = [_Watched(TerminalDelivery(), seen)] if has_terminal else []
    return lambda _error: left.pop() if left else None


class _Watched:
    """A place that remembers what was put there."""

    def __init__(self, inner: Delivery, seen: list[Secret]) -> None:
        self._inner = inner
        self._seen = seen

    @property
    def place(self) -> str:
        return self._inner.place

    def prepare(self) -> None:
        self._inner.prepare()

    def deliver(self, value: Secret) -> None:
        self._seen.append(value)
        self._inner.deliver(value)

    def abandon(self) -> None:
        self._inner.abandon()
