"""Read the few files that need it: window by window, with a note where that is not possible."""
# ruff: noqa: PTH115 - paths are bytes, which pathlib does not take

from __future__ import annotations

import errno
import os
import stat
from io import BytesIO
from typing import TYPE_CHECKING

from cf_secret_guard.model import Skipped, display_path
from cf_secret_guard.sources.feeder import Feeder
from cf_secret_guard.sources.sweep import FLAGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink
    from cf_secret_guard.sources.workers import Sifted

READ_STEP = "Make it readable, or exclude it, then run again."
_CHANGED_STEP = "Run the scan again when nothing writes there."


class Reader:
    """Takes what the sweep marked, reads it properly, and hands on windows and notes.

    Args:
        prefix: stands before each path to open it.
        sieve: the prefilter.
        sink: gets the windows, notes and counts.
        max_size: bytes; larger files are skipped and named. None: no limit.
    """

    def __init__(self, prefix: bytes, sieve: Prefilter, sink: Sink, max_size: int | None) -> None:
        self._prefix = prefix
        self._feeder = Feeder(sieve, sink)
        self._sink = sink
        self._max_size = max_size

    def take(self, paths: Sequence[bytes], sifted: Sifted) -> None:
        """Take the outcome of a run; see :func:`~cf_secret_guard.sources.sweep.sweep`."""
        self._sink.count(sifted.files, sifted.files, sifted.size)
        for index in sifted.marked:
            self.read_file(paths[index])

    def read_file(self, path: bytes) -> None:
        """Read one file window by window; say why if that is not possible."""
        try:
            descriptor = os.open(self._prefix + path, FLAGS)
        except OSError as error:
            self._explain(path, error)
            return
        try:
            self._read_open(path, descriptor)
        except OSError as error:
            self._explain(path, error)
        finally:
            os.close(descriptor)

    def read_link(self, path: bytes) -> None:
        """Take a symlink's text for its content, as git does."""
        try:
            data = os.fsencode(os.readlink(self._prefix + path))
        except OSError as error:
            self._explain(path, error)
            return
        self._sink.count(1, 1, self._feeder.feed(BytesIO(data).read, (path,)))

    def _read_open(self, path: bytes, descriptor: int) -> None:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EISDIR, "it is no regular file any more")
        if self._max_size is not None and found.st_size > self._max_size:
            reason, step = f"larger than {self._max_size} bytes", "Raise --max-file-size to scan it."
            self._sink.skip(Skipped(display_path(path), reason, incomplete=True, next_step=step))
            return
        with open(descriptor, "rb", closefd=False) as again:
            size = self._feeder.feed(lambda count: os.read(descriptor, count), (path,), again=again)
        self._sink.count(1, 1, size)

    def _explain(self, path: bytes, error: OSError) -> None:
        """Note why a file was not read, by what has become of it."""
        if error.errno in {errno.ENOENT, errno.ENOTDIR}:
            self._sink.skip(Skipped(display_path(path), "it went away during the scan", incomplete=False))
        elif error.errno == errno.ELOOP:
            self.read_link(path)  # a symlink took its place
        elif error.errno in {errno.EISDIR, errno.ENXIO, errno.EAGAIN}:
            reason = "something else took its place during the scan"
            self._sink.skip(Skipped(display_path(path), reason, incomplete=True, next_step=_CHANGED_STEP))
        else:
            reason = f"could not be read: {error.strerror}"
            self._sink.skip(Skipped(display_path(path), reason, incomplete=True, next_step=READ_STEP))
