from __future__ import annotations

from contextlib import suppress

import pytest

from cf_secret_guard.respond.delivery import DeliveryError
from cf_secret_guard.respond.handover import Handover
from cf_secret_guard.secret import Secret


class Place:
    """A delivery that records what happens to it."""

    def __init__(self, *, prepares: bool = True, delivers: bool = True) -> None:
        self._prepares, self._delivers = prepares, delivers
        self.events: list[str] = []
        self.place = "a place"

    def prepare(self) -> None:
        self.events.append("prepare")
        if not self._prepares:
            raise DeliveryError("it is not ready")

    def deliver(self, value: Secret) -> None:
        self.events.append(f"deliver {value.reveal()}")
        if not self._delivers:
            raise DeliveryError("it broke")

    def abandon(self) -> None:
        self.events.append("abandon")


def test_a_place_is_prepared_first_and_kept_if_the_value_came() -> None:
    place = Place()
    with Handover(place, lambda _: None) as handover:
        assert place.events == ["prepare"]
        assert [handover.has_place, handover.give(Secret("v")), handover.has_place] == [True, True, False]
    assert place.events == ["prepare", "deliver v"]
    assert handover.notes == ["the new value went to a place"]


def _raise(error: BaseException | None) -> None:
    if error:
        raise error


@pytest.mark.parametrize("error", [None, KeyboardInterrupt(), OSError()])
def test_a_place_that_got_nothing_is_cleaned_up_however_it_ends(error: BaseException | None) -> None:
    place = Place()
    with suppress(KeyboardInterrupt, OSError), Handover(place, lambda _: None):
        _raise(error)
    assert place.events == ["prepare", "abandon"]


def test_a_place_that_is_not_ready_stops_everything_before_the_roll() -> None:
    place = Place(prepares=False)
    with pytest.raises(DeliveryError, match="not ready"), Handover(place, lambda _: None):
        raise AssertionError
    assert place.events == ["prepare"]


def test_a_delivery_that_fails_is_tried_at_other_places_that_are_ready() -> None:
    first, unready, second = Place(delivers=False), Place(prepares=False), Place()
    others, asked = [unready, second], []

    def another(error: DeliveryError) -> Place:
        asked.append(str(error))
        return others.pop(0)

    with Handover(first, another) as handover:
        assert handover.give(Secret("v"))
    assert asked == ["it broke", "it is not ready"]
    assert first.events == ["prepare", "deliver v", "abandon"]
    assert second.events == ["prepare", "deliver v"]
    assert handover.notes == ["the new value could not be delivered: it broke", "the new value went to a place"]


@pytest.mark.parametrize("place", [None, Place(delivers=False)])
def test_without_another_place_the_value_is_not_given(place: Place | None) -> None:
    with Handover(place, lambda _: None) as handover:
        assert not handover.give(Secret("v"))
    assert not handover.is_given
    assert not handover.has_place
