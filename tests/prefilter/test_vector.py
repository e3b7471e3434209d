"""The prefilter on hyperscan, on its own."""

from __future__ import annotations

import os
import threading

import pytest

from cf_secret_guard.prefilter.base import Literals
from cf_secret_guard.prefilter.literals import LITERALS
from cf_secret_guard.prefilter.vector import VectorPrefilter


@pytest.fixture(scope="module")
def vector() -> VectorPrefilter:
    return VectorPrefilter(LITERALS)


@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_every_kind_of_buffer_is_taken(vector: VectorPrefilter, kind: type) -> None:
    assert vector.triggers(kind(b"x CLOUDFLARE y"))
    assert not vector.triggers(kind(b"nothing here"))
    assert not vector.triggers(kind(b""))


def test_a_literal_is_no_expression() -> None:
    vector = VectorPrefilter(Literals(exact=(b"a.c\0[x]", b"\xff\xfe|"), caseless=(b"(q)*",)))
    assert vector.triggers(b"..a.c\0[x]..")
    assert vector.triggers(b"\xff\xfe|")
    assert vector.triggers(b"(Q)*")
    assert not vector.triggers(b"abc\0x a.c\xff\xfe q")


def test_threads_do_not_disturb_each_other(vector: VectorPrefilter) -> None:
    wrong: list[int] = []

    def work(number: int) -> None:
        data = b"x" * 2000 + (b"cfut_" if number % 2 else b"")
        wrong.extend(number for _ in range(300) if vector.triggers(data) != bool(number % 2))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_it_works_after_a_fork() -> None:
    vector = VectorPrefilter(LITERALS)
    assert vector.triggers(b"cfut_")
    child = os.fork()
    if child == 0:
        os._exit(0 if vector.triggers(b"cfut_") and not vector.triggers(b"x") else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
