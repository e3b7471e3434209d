from __future__ import annotations

import threading

import pytest

from cf_secret_guard.model import Kind
from cf_secret_guard.secret import Secret
from cf_secret_guard.verify.base import Leak, Status, Verdict
from cf_secret_guard.verify.schedule import distinct, run
from tests import tokens
from tests.verify.asking import leak

LEAKS = [leak(Kind.USER_API_TOKEN, tokens.user_token(str(number))) for number in range(8)]


def test_a_secret_that_stands_in_many_places_is_asked_about_once_with_all_their_context() -> None:
    token = tokens.account_token()
    first = Leak(Kind.ACCOUNT_API_TOKEN, Secret(token), ("a", "b"), ("x",), None, "t")
    second = Leak(Kind.ORIGIN_CERT, Secret(token), ("b", "c"), ("y",), "c", "u", "k", Secret("r"))
    (only,) = distinct([first, second, first])
    assert only == Leak(first.kind, first.secret, ("a", "b", "c"), ("x", "y"), "c", "t", "k", Secret("r"))


def test_distinct_secrets_keep_their_order() -> None:
    assert distinct([*LEAKS, *reversed(LEAKS)]) == LEAKS


def test_verdicts_come_in_the_order_of_the_leaks_whatever_takes_how_long() -> None:
    last = threading.Event()

    def ask(asked: Leak) -> Verdict:
        if asked is LEAKS[0]:
            assert last.wait(10)
        if asked is LEAKS[-1]:
            last.set()
        return Verdict(Status.LIVE, asked.fingerprint)

    verdicts = run(LEAKS, ask)
    assert list(verdicts) == [one.fingerprint for one in LEAKS]
    assert all(verdict.reason == fingerprint for fingerprint, verdict in verdicts.items())


def test_no_more_than_two_are_asked_about_at_once() -> None:
    under_way, most, lock = 0, 0, threading.Lock()

    def ask(_asked: Leak) -> Verdict:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        threading.Event().wait(0.01)
        with lock:
            under_way -= 1
        return Verdict(Status.LIVE)

    run(LEAKS, ask)
    assert most == 2


def test_after_an_error_of_ours_nothing_new_is_asked() -> None:
    asked: list[Leak] = []

    def ask(one: Leak) -> Verdict:
        asked.append(one)
        raise ZeroDivisionError

    many = [leak(Kind.USER_API_TOKEN, tokens.user_token(f"m{number}")) for number in range(200)]
    ended: list[bool] = []
    with pytest.raises(ZeroDivisionError):
        run(many, ask, lambda: ended.append(True))
    assert ended == [True]
    assert len(asked) < len(many)


def test_nothing_to_ask_is_no_question() -> None:
    assert run([], lambda _leak: Verdict(Status.LIVE)) == {}
