"""Bombs in a process that may not have more memory than the whole program is allowed to take."""

from __future__ import annotations

import bz2
import gzip
import lzma
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard

from tests.containers.documents import pdf, shown
from tests.containers.opening import tarred, zipped

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
ZEROS = bytes(96 << 20)
PROGRAM = """\
import re, resource, sys
from cf_secret_guard.pipeline import scan
from cf_secret_guard.settings import ScanSettings
report = scan(ScanSettings(paths=(sys.argv[1],), use_config=False))
try:  # what getrusage says begins with the peak of whoever started this process
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", open("/proc/self/status").read())[1])
except OSError:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(peak // 1024, *[problem.message.partition(": ")[2] for problem in report.errors], sep="\\n")
"""


def windowed() -> bytes:
    """A zstd frame whose window may be as large as is allowed, with as much behind it."""
    options = zstandard.ZstdCompressionParameters(window_log=27, write_content_size=False)
    frame = zstandard.ZstdCompressor(compression_params=options).compressobj()
    return frame.compress(ZEROS) + frame.compress(ZEROS) + frame.flush()


RATIO = "more than 200 times as large unpacked as the file is, and nothing behind it in the file was scanned"
BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "gzip": (lambda: gzip.compress(ZEROS), RATIO),
    "bzip2": (lambda: bz2.compress(ZEROS), RATIO),
    "xz": (lambda: lzma.compress(ZEROS, preset=1), RATIO),
    "zstd": (windowed, RATIO),
    "zip of bzip2": (lambda: zipped({"a": ZEROS}, zipfile.ZIP_BZIP2), RATIO),
    "zip of LZMA": (lambda: zipped({"a": ZEROS}, zipfile.ZIP_LZMA), RATIO),
    "nested": (lambda: zipped({"a.zip": zipped({str(copy): zipped({"0": ZEROS}) for copy in range(16)})}), RATIO),
    "tar in gzip": (lambda: gzip.compress(tarred({"a": ZEROS})), RATIO),
    "pdf": (lambda: pdf(shown(ZEROS), shown(ZEROS, b"/Type /ObjStm/N 1/First 9")), RATIO),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_named_within_the_memory_of_any_other_scan(tmp_path: Path, name: str) -> None:
    make, reason = BOMBS[name]
    (tmp_path / "bomb").write_bytes(make())
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "bomb")], cwd=ROOT, capture_output=True, text=True, check=True
    )
    peak, *reasons = done.stdout.splitlines()
    assert reasons == [reason]
    assert int(peak) < 300
