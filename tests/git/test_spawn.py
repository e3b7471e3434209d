from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cf_secret_guard.git import spawn
from cf_secret_guard.git.spawn import Spawned
from tests.git.processes import Behaviour

ROOT = Path(__file__).parent.parent.parent
PROGRAM = """\
import os, sys
sys.path.insert(0, sys.argv[2])
report = os.dup(1)
for number in map(int, sys.argv[1].split(",")):
    os.close(number)
from cf_secret_guard.git.process import run
code, out, err = run(("rev-parse", "--symbolic", "--verify", "nothing"))
os.write(report, f"{code} {out} {err}".encode())
"""


class TestSpawned(Behaviour):
    start = Spawned


def test_its_pipes_are_never_among_the_standard_descriptors() -> None:
    kept = os.dup(0)
    os.close(0)
    try:
        ends = spawn._pipe()
        assert min(ends) > 2
        assert not any(map(os.get_inheritable, ends))
    finally:
        os.dup2(kept, 0)
        os.close(kept)
    os.write(ends[1], b"through")
    assert os.read(ends[0], 10) == b"through"
    for end in ends:
        os.close(end)


@pytest.mark.parametrize("closed", ["0", "1", "2", "0,1", "1,2", "0,2", "0,1,2"])
def test_it_works_when_our_own_standard_descriptors_are_closed(closed: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, closed, ROOT], capture_output=True, check=False, cwd="/")
    assert done.stdout.startswith(b"128 b'' ")
    assert b"not a git repository" in done.stdout
