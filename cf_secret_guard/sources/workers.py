"""Share a list of files or objects out among forked processes.

All runs are put into one pipe as numbers before the first fork; each worker takes the next number, and writes its
answer into another pipe, in pieces that are written whole. The list itself is inherited. What a worker leaves undone
(it was killed) this process does itself, so nothing depends on any of them.
"""

from __future__ import annotations

import os
import signal
import sys
from array import array
from typing import TYPE_CHECKING, NamedTuple, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

RUN_FILES = 256
"""Files of a run."""
WORTHWHILE_FILES = 1024
"""From here on a few forks cost less than they save."""
_ROUND_RUNS = 8192
"""Runs of one round: their numbers fill at most half of a pipe (64 KiB), so that writing them never waits."""
_NUMBER_BYTES = 4
_READ_BYTES = 65536
_HEAD = 5
"""Words before the indices of an answer: its length in words, the run, whether more of it follows, files, bytes."""
_MOST_MARKS = 4096 // 8 - _HEAD
"""Indices of one piece of an answer. It is not larger than PIPE_BUF (4096 on Linux), so that it is written whole."""


class Sifted(NamedTuple):
    """The outcome for a run of files."""

    files: int
    """How many are done: read, and nothing in them."""
    size: int
    """Their bytes."""
    marked: list[int]
    """The others, by their index: they or their name trigger, or reading them was not possible."""


if TYPE_CHECKING:
    Sift = Callable[[Sequence[bytes]], Sifted]
    Take = Callable[[Sequence[bytes], Sifted], None]


def can_fork() -> bool:
    """Say if forking is safe here: on Linux, with no other thread that could hold a lock."""
    threading = sys.modules.get("threading")
    return sys.platform == "linux" and (threading is None or threading.active_count() == 1)


def sweep(paths: Sequence[bytes], sift: Sift, jobs: int, take: Take, run: int = RUN_FILES) -> None:
    """Have workers look at a list.

    Args:
        paths: the files or objects.
        sift: looks at a run of them, in a worker.
        jobs: how many workers.
        take: gets each run and its outcome, in this process, in any order.
        run: how many make a run.
    """
    for start in range(0, len(paths), run * _ROUND_RUNS):
        part = paths[start : start + run * _ROUND_RUNS]
        _round([part[at : at + run] for at in range(0, len(part), run)], sift, jobs, take)


def _round(runs: Sequence[Sequence[bytes]], sift: Sift, jobs: int, take: Take) -> None:
    children: list[int] = []
    tasks, answers = _pipe_with(range(len(runs))), os.pipe()
    try:
        # An interrupt waits until every child is known, so that none is forgotten.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
        for _ in range(jobs):
            child = _fork()
            if child == 0:
                _work(runs, sift, tasks, answers[1])
            if child < 0:
                break
            children.append(child)
        os.close(answers[1])
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        undone = set(range(len(runs)))
        _collect(answers[0], runs, undone, take)
    finally:
        os.close(tasks)
        os.close(answers[0])
        _end(children)
    for number in sorted(undone):
        take(runs[number], sift(runs[number]))


def _pipe_with(numbers: range) -> int:
    """Return the reading end of a pipe that holds ``numbers`` and then ends."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(number.to_bytes(_NUMBER_BYTES, "little") for number in numbers))
    os.close(writing)
    return reading


def _fork() -> int:
    try:
        return os.fork()
    except OSError:  # too many processes: those that there are share the work
        return -1


def _work(runs: Sequence[Sequence[bytes]], sift: Sift, tasks: int, answers: int) -> NoReturn:
    """Be a worker, to the end of the process: nothing of the parent's clean-up may run here."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # the parent alone says what an interrupt means
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGINT,))
        while taken := os.read(tasks, _NUMBER_BYTES):
            number = int.from_bytes(taken, "little")
            files, size, marked = sift(runs[number])
            while len(marked) > _MOST_MARKS:
                os.write(answers, array("Q", (_MOST_MARKS + _HEAD, number, 1, 0, 0, *marked[:_MOST_MARKS])).tobytes())
                marked = marked[_MOST_MARKS:]
            os.write(answers, array("Q", (len(marked) + _HEAD, number, 0, files, size, *marked)).tobytes())
        status = 0
    finally:
        os._exit(status)


def _collect(answers: int, runs: Sequence[Sequence[bytes]], undone: set[int], take: Take) -> None:
    """Hand on each answer until all workers have gone."""
    pending = b""
    earlier: dict[int, list[int]] = {}
    while data := os.read(answers, _READ_BYTES):
        pending += data
        while pending:
            words = array("Q", pending[: len(pending) // 8 * 8])
            if not words or len(words) < words[0]:
                break
            count, number, more, files, size = words[:_HEAD]
            pending = pending[count * 8 :]
            earlier.setdefault(number, []).extend(words[_HEAD:count])
            if not more:
                undone.discard(number)
                take(runs[number], Sifted(files, size, earlier.pop(number)))


def _end(children: Sequence[int]) -> None:
    """Leave no worker behind, whether all is done or an error or an interrupt came."""
    for child in children:
        os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
