"""What a repository stores itself, reached or not; not what it only borrows from others through alternates."""
# ruff: noqa: PTH118, PTH208 - paths are bytes, which pathlib does not take

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import cf_secret_guard.git.process as git_process
from cf_secret_guard.git.index import failed, records

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOLDER = re.compile(rb"[0-9a-f]{2}")
_LOOSE = re.compile(rb"[0-9a-f]{38}|[0-9a-f]{62}")


class Ids:
    """Object ids in little room: raw, in buckets by their first byte."""

    def __init__(self) -> None:
        self._buckets = [bytearray() for _ in range(256)]
        self._width = 0

    def add(self, oid: bytes) -> None:
        """Add an id in hexadecimal; one may be added more than once."""
        raw = bytes.fromhex(oid.decode("ascii"))
        self._width = len(raw)
        self._buckets[raw[0]] += raw

    def without(self, others: Ids) -> Iterator[bytes]:
        """Yield the ids, in hexadecimal, each once, that are not among ``others``."""
        for mine, theirs in zip(self._buckets, others._buckets, strict=True):
            left = dict.fromkeys(_cut(mine, self._width))
            for raw in _cut(theirs, others._width):
                left.pop(raw, None)
            for raw in left:
                yield raw.hex().encode()


def stored(directory: str | None) -> Ids:
    """Return the ids of all objects in the repository's own packs and loose files.

    Raises:
        GitError: git cannot tell where they are, or cannot read an index of a pack.
    """
    place = git_process.run(("rev-parse", "--git-path", "objects"), directory=directory)
    if place.code:
        raise failed("rev-parse", place.err)
    objects = os.path.join(os.fsencode(directory or "."), place.out.removesuffix(b"\n"))
    found = Ids()
    for oid in _packed(os.path.join(objects, b"pack"), directory):
        found.add(oid)
    for folder in filter(_FOLDER.fullmatch, _names(objects)):
        for name in filter(_LOOSE.fullmatch, _names(os.path.join(objects, folder))):
            found.add(folder + name)
    return found


def _packed(packs: bytes, directory: str | None) -> Iterator[bytes]:
    answer = git_process.run(("rev-parse", "--show-object-format"), directory=directory).out
    object_format = f"--object-format={answer.decode('ascii', 'replace').strip()}"
    for name in sorted(_names(packs)):
        if not name.endswith(b".idx"):
            continue
        index = os.open(os.path.join(packs, name), os.O_RDONLY)
        try:
            # "<offset> <oid> (<checksum>)" for each object
            for line in records(("show-index", object_format), directory, end=b"\n", stdin=index):
                yield line.split(b" ")[1]
        finally:
            os.close(index)


def _names(folder: bytes) -> list[bytes]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _cut(data: bytearray, width: int) -> Iterator[bytes]:
    return (bytes(data[at : at + width]) for at in range(0, len(data), width or 1))
