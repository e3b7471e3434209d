from __future__ import annotations

import signal
import threading

import pytest

from cf_secret_guard.respond.interrupts import held_back


def test_an_interrupt_waits_until_the_block_ends() -> None:
    reached = []
    with pytest.raises(KeyboardInterrupt):  # noqa: PT012 - what is reached inside is the point
        with held_back():
            signal.raise_signal(signal.SIGINT)
            reached.append("the end of the block")
        reached.append("behind it")
    assert reached == ["the end of the block"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_without_an_interrupt_nothing_happens() -> None:
    before = signal.getsignal(signal.SIGINT)
    with held_back():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_an_error_inside_comes_through_and_the_handler_is_put_back() -> None:
    before = signal.getsignal(signal.SIGINT)
    with pytest.raises(ValueError, match="inside"), held_back():
        raise ValueError("inside")
    assert signal.getsignal(signal.SIGINT) is before


def test_another_thread_is_left_alone() -> None:
    before, seen = signal.getsignal(signal.SIGINT), []

    def run() -> None:
        with held_back():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert seen == [before]
