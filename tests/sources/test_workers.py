"""Forked workers: all is done once, whatever happens to them, and none is left behind."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.sources import workers
from cf_secret_guard.sources.workers import Sifted

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PATHS = [b"%d" % number for number in range(3000)]
RUNS = -(-len(PATHS) // workers.RUN_FILES)


class Taken:
    """What came back."""

    def __init__(self) -> None:
        self.paths: list[bytes] = []
        self.marked: list[bytes] = []
        self.size = 0

    def take(self, run: Sequence[bytes], sifted: Sifted) -> None:
        self.paths.extend(run)
        self.marked.extend(run[index] for index in sifted.marked)
        self.size += sifted.size
        assert sifted.files == len(run) - len(sifted.marked)

    def check(self) -> None:
        assert sorted(self.paths) == sorted(PATHS)
        assert sorted(self.marked) == sorted(path for path in PATHS if path.endswith(b"7"))
        assert self.size == RUNS * 2**33


def sift(run: Sequence[bytes]) -> Sifted:
    marked = [index for index, path in enumerate(run) if path.endswith(b"7")]
    return Sifted(len(run) - len(marked), 2**33, marked)


@pytest.fixture(autouse=True)
def no_child_is_left() -> object:
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_every_run_is_done_once(jobs: int) -> None:
    taken = Taken()
    workers.sweep(PATHS, sift, jobs, taken.take)
    taken.check()


def test_a_long_list_is_done_in_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_ROUND_RUNS", 2)
    taken = Taken()
    workers.sweep(PATHS, sift, 2, taken.take)
    taken.check()


def test_nothing_is_nothing() -> None:
    taken = Taken()
    workers.sweep([], sift, 2, taken.take)
    assert taken.paths == []


def test_an_answer_in_which_every_file_is_marked_is_still_written_in_one_piece() -> None:
    assert (workers.RUN_FILES + 4) * 8 <= select.PIPE_BUF
    taken = Taken()
    workers.sweep(PATHS, lambda run: Sifted(0, 0, list(range(len(run)))), 2, taken.take)
    assert sorted(taken.marked) == sorted(PATHS)


@pytest.mark.parametrize("fate", ["killed", "failed"])
def test_what_dead_workers_leave_undone_is_done_here(fate: str) -> None:
    parent = os.getpid()

    def fragile(run: Sequence[bytes]) -> Sifted:
        if os.getpid() != parent and b"1000" in run:
            if fate == "killed":
                os.kill(os.getpid(), signal.SIGKILL)
            raise MemoryError
        return sift(run)

    taken = Taken()
    workers.sweep(PATHS, fragile, 2, taken.take)
    taken.check()


def test_without_any_worker_all_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_fork() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", no_fork)
    taken = Taken()
    workers.sweep(PATHS, sift, 2, taken.take)
    taken.check()


def test_an_error_here_ends_the_workers() -> None:
    def take(_run: Sequence[bytes], _sifted: Sifted) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workers.sweep(PATHS, sift, 2, take)


def test_an_interrupt_of_this_process_alone_ends_all_at_once(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, time\n"
        "from cf_secret_guard.sources import workers\n"
        "def sift(run):\n"
        "    open(f'{sys.argv[1]}/{os.getpid()}', 'w').close()\n"
        "    time.sleep(60)\n"
        # A shell's background job inherits SIGINT as ignored.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "workers.sweep([b'x'] * 3000, sift, 2, print)\n"
    )
    children: list[int] = []
    with subprocess.Popen([sys.executable, "-c", script, str(tmp_path)], stderr=subprocess.PIPE) as process:
        try:
            deadline = time.monotonic() + 120
            while len(children) < 2 and time.monotonic() < deadline:
                time.sleep(0.01)
                children = [int(name) for name in os.listdir(tmp_path)]  # noqa: PTH208 - names are enough
            assert len(children) == 2
            process.send_signal(signal.SIGINT)
            _, errors = process.communicate(timeout=120)
        finally:
            process.kill()  # or leaving the block would wait for it, and for its workers' end of the pipe
            for child in children:
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
    assert b"KeyboardInterrupt" in errors
    for child in children:
        with pytest.raises(ProcessLookupError):
            os.kill(child, 0)


def test_no_fork_beside_another_thread() -> None:
    assert workers.can_fork() is (sys.platform == "linux")
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not workers.can_fork()
    finally:
        done.set()
        thread.join()
