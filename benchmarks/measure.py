"""Run commands in turns, several times, and keep what they cost."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


class Command(NamedTuple):
    """Something to measure."""

    name: str
    argv: tuple[str, ...]
    ends_with: tuple[int, ...] = (0,)
    """Exit codes that mean that it did its work."""


class Cost(NamedTuple):
    """What a command cost, over all its runs but the first."""

    name: str
    seconds: tuple[float, ...]
    peak_bytes: int
    """The most memory that it, or one of its children, held at once."""

    @property
    def median(self) -> float:
        """Seconds."""
        return statistics.median(self.seconds)

    @property
    def best(self) -> float:
        """Seconds."""
        return min(self.seconds)


def measure(commands: Sequence[Command], directory: Path, env: Mapping[str, str], repetitions: int) -> list[Cost]:
    """Run every command once to warm up, then all of them in turns, so that a busy moment hits each alike.

    Args:
        commands: what to run.
        directory: where.
        env: their environment.
        repetitions: how often each one counts.

    Returns:
        A cost for each command, in their order.

    Raises:
        RuntimeError: a command ended with an exit code that it should not have.
    """
    for command in commands:
        _run(command, directory, env)
    runs = [[_run(command, directory, env) for command in commands] for _ in range(repetitions)]
    return [
        Cost(command.name, tuple(run[at][0] for run in runs), max(run[at][1] for run in runs))
        for at, command in enumerate(commands)
    ]


def _run(command: Command, directory: Path, env: Mapping[str, str]) -> tuple[float, int]:
    begun = time.perf_counter()
    process = subprocess.Popen(
        command.argv, cwd=directory, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in command.ends_with:
        raise RuntimeError(f"{command.name} ended with exit code {process.returncode}: {' '.join(command.argv)}")
    return seconds, usage.ru_maxrss * 1024


def table(costs: Sequence[Cost], references: Sequence[str]) -> str:
    """Write costs as a Markdown table.

    Args:
        costs: its lines.
        references: names of costs; each one gets a column that says how many times its median a line takes.
    """
    known = {cost.name: cost for cost in costs}
    columns = [name for name in references if name in known]
    lines = [
        "| command | median | min | peak memory |" + "".join(f" / {name} |" for name in columns),
        "| --- | ---: | ---: | ---: |" + " ---: |" * len(columns),
    ]
    for cost in costs:
        ratios = "".join(f" {cost.median / known[name].median:.2f} |" for name in columns)
        times = f"{cost.median * 1000:.0f} ms | {cost.best * 1000:.0f} ms | {cost.peak_bytes / 1e6:.0f} MB"
        lines.append(f"| {cost.name} | {times} |{ratios}")
    return "\n".join(lines)
