"""Brings one new value to its place, and makes sure before the roll that the place is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from cf_secret_guard.respond.delivery import DeliveryError

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

    from cf_secret_guard.respond.delivery import Delivery
    from cf_secret_guard.secret import Secret


class Handover:
    """One place for one value, prepared while the context lasts and cleaned up if nothing came.

    Args:
        delivery: the place; None if there is no value to bring.
        another: asked when bringing it there failed: another place, or None to give up.

    Raises:
        DeliveryError: on entering, the place cannot be used. Nothing was rolled yet.
    """

    def __init__(self, delivery: Delivery | None, another: Callable[[DeliveryError], Delivery | None]) -> None:
        self._delivery = delivery
        self._another = another
        self.is_given = False
        self.notes: list[str] = []
        """What went wrong, and where the value went."""

    def __enter__(self) -> Self:
        if self._delivery is not None:
            self._delivery.prepare()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._delivery is not None and not self.is_given:
            self._delivery.abandon()

    @property
    def has_place(self) -> bool:
        """Whether there is a place that nothing went to yet."""
        return self._delivery is not None and not self.is_given

    def give(self, value: Secret) -> bool:
        """Bring the value to its place, or to another one as long as there is one; tells whether it arrived."""
        while self._delivery is not None:
            try:
                self._delivery.deliver(value)
            except DeliveryError as error:
                self.notes.append(f"the new value could not be delivered: {error.message}")
                self._delivery.abandon()
                self._delivery = self._next(error)
            else:
                self.is_given = True
                self.notes.append(f"the new value went to {self._delivery.place}")
                return True
        return False

    def _next(self, error: DeliveryError) -> Delivery | None:
        """Another place that can be used."""
        place = self._another(error)
        while place is not None:
            try:
                place.prepare()
            except DeliveryError as refused:
                place = self._another(refused)
            else:
                return place
        return None
