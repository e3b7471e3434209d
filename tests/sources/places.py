"""Things to stand in a directory that is scanned."""

from __future__ import annotations

import os
import socket
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOBODY = 65534


def odd_things(directory: Path) -> None:
    """Make a FIFO, a socket, symlinks in a circle, to a device, out of the tree and to nothing."""
    os.mkfifo(directory / "fifo")
    with socket.socket(socket.AF_UNIX) as made:
        here = os.open(".", os.O_RDONLY)
        try:
            os.chdir(directory)
            made.bind("socket")
        finally:
            os.fchdir(here)
            os.close(here)
    (directory / "circle").symlink_to(".")
    (directory / "zero").symlink_to("/dev/zero")
    (directory / "out").symlink_to("/etc")
    (directory / "nowhere").symlink_to("missing")


@contextmanager
def powerless() -> Iterator[None]:
    """Run without root's right to read everything."""
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
