"""Tells work that grows with its size from work that grows with its square: by a ratio, as no number of seconds can."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

TRIES = 5
NOISE_SECONDS = 0.05


def grows_linearly(work: Callable[[int], object], size: int, *, times: int = 8) -> bool:
    """Whether `times` the size costs less than three times `times` the processor time.

    A busy machine or a slow one may spoil a comparison, but not five of them: work that is quadratic fails every one.

    Arguments:
        work: Does the work for a size; what it has to make beforehand is best made once and cut.
        size: The smaller size; work for it should take some milliseconds.
        times: How much larger the larger one is: a square would cost `times` * `times`, far above the bound.
    """
    return any(_seconds(work, size * times) <= 3 * times * _seconds(work, size) + NOISE_SECONDS for _ in range(TRIES))


def _seconds(work: Callable[[int], object], size: int) -> float:
    gc.collect()  # what other tests left behind is not this work's
    begin = time.process_time()
    work(size)
    return time.process_time() - begin
