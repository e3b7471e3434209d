from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from cf_secret_guard.containers.spool import MEMORY_BYTES, Spool

if TYPE_CHECKING:
    from pathlib import Path

FULL = """\
import resource, signal
from cf_secret_guard.containers.base import ContainerError
from cf_secret_guard.containers.spool import Spool
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))
try:
    with Spool() as spool:
        for _ in range(8):
            spool.write(bytes(1024 * 1024))
except ContainerError as error:
    print(error.message, "|", error.next_step)
"""


@pytest.mark.parametrize("size", [0, 10, MEMORY_BYTES + 10])
def test_what_is_written_can_be_read_from_any_place(size: int) -> None:
    data = os.urandom(size)
    with Spool() as spool:
        spool.write(data)
        assert spool.seek(0, os.SEEK_END) == size
        assert spool.seek(3) == 3
        assert spool.read(size + 1) == data[3:]


def test_a_large_copy_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Spool() as spool:
        spool.write(bytes(MEMORY_BYTES + 1))
        assert os.name == "nt" or not list(tmp_path.iterdir())


def test_a_full_disk_is_named_with_what_to_do() -> None:
    assert resource.RLIMIT_FSIZE is not None
    done = subprocess.run([sys.executable, "-c", FULL], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "no room for a temporary copy: File too large | Make room there, or set TMPDIR to a place with more.\n"
    )
