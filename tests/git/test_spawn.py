from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("closed", ["0", "1", "2", "0,1", "1,2", "0,2", "0,1,2"])
def test_it_works_when_our_own_standard_descriptors_are_closed(closed: str) -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM, closed, ROOT], capture_output=True, check=False, cwd="/")
    assert done.stdout.startswith(b"128 b'' ")
    assert b"not a git repository" in done.stdout
