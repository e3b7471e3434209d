from __future__ import annotations

from cf_secret_guard.connection.pace import PARALLEL, SPACING, Pace


class Clock:
    """Time that only passes while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_two_requests_start_a_quarter_of_a_second_apart() -> None:
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    assert [pace.admit(1e9) for _ in range(3)] == [True, True, True]
    assert clock.slept == [SPACING, SPACING]
    assert SPACING >= 0.25


def test_who_comes_late_enough_does_not_wait() -> None:
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    pace.admit(1e9)
    clock.now += 10
    assert pace.admit(1e9)
    assert not clock.slept


def test_a_pause_holds_everybody() -> None:
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    pace.hold(30)
    pace.hold(5)
    assert pace.admit(1e9)
    assert clock.slept == [30]


def test_a_turn_behind_the_deadline_is_not_waited_for() -> None:
    clock = Clock()
    pace = Pace(clock, clock.sleep)
    pace.hold(30)
    assert not pace.admit(clock.now + 29)
    assert not clock.slept


def test_no_more_than_two_are_on_their_way() -> None:
    pace = Pace(Clock(), lambda _seconds: None)
    assert [pace.slots.acquire(blocking=False) for _ in range(3)] == [True, True, False]
    assert PARALLEL == 2
