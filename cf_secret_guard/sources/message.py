"""A commit message, as the commit-msg hook is given it: without what git itself will drop."""
# ruff: noqa: PTH116, PTH119, PTH123 - pathlib would cost every commit 7 ms

from __future__ import annotations

import os
import stat
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING

from cf_secret_guard.errors import UsageError
from cf_secret_guard.sources.base import WINDOW_BYTES
from cf_secret_guard.sources.feeder import Feeder

if TYPE_CHECKING:
    from typing import BinaryIO

    from cf_secret_guard.git import Repository
    from cf_secret_guard.prefilter.base import Prefilter
    from cf_secret_guard.sources.base import Sink

# wt-status.c: what stands below is for the author's eyes, the diff of `git commit --verbose` above all.
_SCISSORS = b"------------------------ >8 ------------------------"
_SETTINGS = r"^(core\.comment(char|string)|commit\.cleanup)$"
# https://git-scm.com/docs/git-commit#Documentation/git-commit.txt---cleanupltmodegt
_DROPS_COMMENTS = frozenset({"default", "strip"})


class CommitMessageSource:
    """The file that git hands to a commit-msg hook.

    Comments are left out only where git removes them: after an editor. ``git commit -m '#…'`` keeps them; git says so
    to its hooks by ``GIT_EDITOR=:`` (builtin/commit.c). A hook is not told of ``--cleanup`` on the command line: after
    an editor and without ``commit.cleanup``, comments count as dropped.

    Args:
        path: the file.
        repository: whose configuration tells how comments look; None: git's defaults.
    """

    mode = "commit-message"

    def __init__(self, path: str, repository: Repository | None = None) -> None:
        self._path = path
        self._repository = repository

    def each(self, sieve: Prefilter, sink: Sink) -> None:
        """See Source.each.

        Raises:
            UsageError: there is no such file, or it is none.
        """
        name = os.fsencode(os.path.basename(self._path))
        with self._open() as stream:
            message = stream.read(WINDOW_BYTES)
            # A longer one is nothing that a person edited: all of it counts, and it is not held at once.
            beginning = BytesIO(self._kept(message) if len(message) < WINDOW_BYTES else message)
            size = Feeder(sieve, sink).feed(lambda limit: beginning.read(limit) or stream.read(limit), (name,))
        sink.count(1, 1, size)

    def _open(self) -> BinaryIO:
        try:
            # A FIFO or a device would block, or never end.
            if stat.S_ISREG(os.stat(self._path).st_mode):
                return open(self._path, "rb")
        except OSError as error:
            step = "Give the path that git hands to the commit-msg hook."
            raise UsageError(f"The message {self._path!r} cannot be read: {error.strerror}", step) from error
        raise UsageError(f"{self._path!r} is no regular file", "Pipe it instead: cf-secret-guard scan - < FILE")

    def _kept(self, message: bytes) -> bytes:
        """Cut what git drops; a dropped line stays as an empty one, so that line numbers hold."""
        if os.environ.get("GIT_EDITOR") == ":":
            return message
        settings = {} if self._repository is None else self._repository.config_matching(_SETTINGS)
        mark = (settings.get("core.commentstring") or settings.get("core.commentchar") or "#").encode()
        lines = message.split(b"\n")
        if mark == b"auto":  # one that no line of the message began with; the line of scissors shows it
            mark = next((line.removesuffix(b" " + _SCISSORS) for line in lines if line.endswith(_SCISSORS)), mark)
        lines = _above_scissors(lines, mark)
        if settings.get("commit.cleanup", "default") in _DROPS_COMMENTS:
            lines = [b"" if line.startswith(mark) else line for line in lines]
        return b"\n".join(lines)


def _above_scissors(lines: list[bytes], mark: bytes) -> list[bytes]:
    scissors = mark + b" " + _SCISSORS
    for number, (line, below) in enumerate(pairwise(lines)):
        # git explains the cut in a comment below it; a line that somebody wrote by hand has none
        if line == scissors and below.startswith(mark):
            return lines[:number]
    return lines
