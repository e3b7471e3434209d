"""A visitor that remembers all that came out of a container, and archives to open."""

from __future__ import annotations

import io
import tarfile
import zipfile
from typing import TYPE_CHECKING

from cf_secret_guard.containers.walk import walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cf_secret_guard.containers.base import Limits


class Taken:
    """One thing, put together."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.is_finished = False

    def push(self, data: bytes) -> None:
        """See Take."""
        assert not self.is_finished
        self.data += data

    def finish(self) -> None:
        """See Take."""
        assert not self.is_finished
        self.is_finished = True


class Opened:
    """Everything that came out. A Visitor."""

    def __init__(self) -> None:
        self.order: list[tuple[bytes, tuple[str, ...], bool, Taken]] = []
        self.skipped: list[tuple[bytes, str]] = []

    def begin(self, name: bytes, via: tuple[str, ...], *, opened: bool) -> Taken:
        """See Visitor."""
        taken = Taken()
        self.order.append((name, via, opened, taken))
        return taken

    def skip(self, name: bytes, reason: str, next_step: str) -> None:
        """See Visitor."""
        assert reason
        assert not reason.endswith(".")
        assert next_step.endswith(".")
        self.skipped.append((name, reason))

    @property
    def files(self) -> list[tuple[bytes, bytes]]:
        """Names and contents of what is no container."""
        return [(name, bytes(taken.data)) for name, _, opened, taken in self.order if not opened]

    @property
    def places(self) -> dict[bytes, tuple[str, ...]]:
        """By name of what is no container: how it was reached."""
        return {name: via for name, via, opened, _ in self.order if not opened}

    @property
    def size(self) -> int:
        """How many bytes came out, all together."""
        return sum(len(taken.data) for *_, taken in self.order)


def open_all(data: bytes, path: bytes = b"given", limits: Limits | None = None) -> Opened:
    """Open a container with all that is in it."""
    opened = Opened()
    walk(io.BytesIO(data), len(data), path, opened, limits)
    assert all(taken.is_finished for *_, taken in opened.order)
    return opened


def zipped(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def tarred(files: Mapping[str, bytes], form: int = tarfile.PAX_FORMAT) -> bytes:
    """Make a tar."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w", format=form) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return made.getvalue()
