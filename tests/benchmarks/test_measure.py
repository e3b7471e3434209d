"""The benchmark's own arithmetic, and that it refuses commands that did not do their work."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import pytest

from benchmarks.measure import Command, Cost, measure, table

if TYPE_CHECKING:
    from pathlib import Path


def python(name: str, code: str, *ends_with: int) -> Command:
    return Command(name, (sys.executable, "-c", code), ends_with or (0,))


def test_every_command_runs_once_more_than_it_counts_and_in_turns(tmp_path: Path) -> None:
    log = tmp_path / "log"
    commands = [python(name, f"open({str(log)!r}, 'a').write({name!r})") for name in "ab"]
    costs = measure(commands, tmp_path, dict(os.environ), 3)
    assert log.read_text() == "abababab"
    assert [(cost.name, len(cost.seconds)) for cost in costs] == [("a", 3), ("b", 3)]
    assert all(cost.seconds[0] > 0 and cost.peak_bytes > 1_000_000 for cost in costs)


def test_a_wrong_exit_code_stops_the_benchmark(tmp_path: Path) -> None:
    assert measure([python("finds", "raise SystemExit(1)", 0, 1)], tmp_path, dict(os.environ), 1)
    with pytest.raises(RuntimeError, match="fails ended with exit code 3"):
        measure([python("fails", "raise SystemExit(3)")], tmp_path, dict(os.environ), 1)


def test_the_table_holds_medians_minima_and_ratios_of_those_that_ran() -> None:
    costs = [Cost("ours", (0.2, 0.1, 0.6), 50_000_000), Cost("peer", (0.4, 0.4, 0.5), 9_000_000)]
    assert table(costs, ["peer", "absent"]).splitlines() == [
        "| command | median | min | peak memory | / peer |",
        "| --- | ---: | ---: | ---: | ---: |",
        "| ours | 200 ms | 100 ms | 50 MB | 0.50 |",
        "| peer | 400 ms | 400 ms | 9 MB | 1.00 |",
    ]
