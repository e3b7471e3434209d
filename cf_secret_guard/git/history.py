"""What the history says about single paths: their versions, and which commits have left this clone.

Every question ends at a deadline: a history may be of any size.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, NamedTuple

import cf_secret_guard.git.process as git_process
from cf_secret_guard.errors import GitError
from cf_secret_guard.git.changes import LOG, RAW, parse
from cf_secret_guard.git.index import failed, pathspecs
from cf_secret_guard.git.objects import read_blobs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from cf_secret_guard.git.objects import Blob
    from cf_secret_guard.git.repository import Repository

_SHORT = 8 * 1024
"""Bytes of arguments that every system takes with room to spare."""


class OutOfTimeError(GitError):
    """The deadline came before git's answer."""


class Version(NamedTuple):
    """What one commit made of one path."""

    commit: str
    time: int
    """Committer's date, seconds since the epoch, as the commit claims it."""
    oid: str | None
    """Its content from then on; None if the commit removed it."""
    before: tuple[str, ...]
    """Its contents in the commit's parents; none if it was not there."""


class History:
    """A repository's commits, asked about until a deadline.

    Args:
        repository: the repository.
        seconds: how long all questions together may take.
    """

    def __init__(self, repository: Repository, seconds: float) -> None:
        self._directory = os.fsdecode(repository.root)
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds until the deadline; not more than 0 if it has passed."""
        return self._end - time.monotonic()

    def versions(self, paths: Sequence[bytes]) -> Iterator[Version]:
        """Yield the versions of a path in all commits of all refs, the newest first; merges that took a side are none.

        Args:
            paths: from the root, taken literally; several are several spellings of one.

        Raises:
            OutOfTimeError: the deadline came; what was yielded is a part.
            GitError: git failed.
        """
        for commit, change in parse(self._records(("log", "--all", *LOG, "--", *pathspecs(paths)))):
            if change is not None:
                yield Version(commit.oid, commit.time, change.oid, change.before)

    def read_blobs(self, oids: Iterable[str]) -> Iterator[Blob]:
        """Yield objects; see :func:`cf_secret_guard.git.objects.read_blobs`.

        Raises:
            OutOfTimeError: the deadline came between two objects.
        """
        for blob in read_blobs(oids, directory=self._directory):
            if self.left <= 0:
                raise _out_of_time()
            yield blob

    def source_of(self, commit: str, path: bytes) -> bytes | None:
        """Return the path that ``commit`` renamed to ``path``, as far as git recognises it; None for merges too."""
        records = self._records(("diff-tree", "-r", "-M", "--root", "--no-commit-id", *RAW, commit))
        for record in records:
            old = next(records, b"")
            if record.rpartition(b" ")[2].startswith((b"R", b"C")) and next(records, b"") == path:
                return old
        return None

    def unpublished(self, commits: Sequence[str]) -> frozenset[str]:
        """Return those of ``commits`` that no remote-tracking branch and no tag reaches.

        Raises:
            OutOfTimeError: the deadline came first.
            GitError: git failed.
        """
        asked = commits[: _SHORT // 65]
        found = self._lines(("rev-list", *asked, "--not", "--remotes", "--tags"))
        return frozenset(found).intersection(asked)

    def refs_with(self, commit: str, namespace: str, limit: int) -> tuple[str, ...]:
        """Return names of refs below ``namespace`` (such as ``refs/remotes/``) that reach ``commit``, without it."""
        question = ("for-each-ref", "--format=%(refname)", f"--contains={commit}", f"--count={limit}", namespace)
        names = self._lines(question)
        return tuple(name.removeprefix(namespace) for name in names if not name.endswith("/HEAD"))

    def has_refs(self, namespace: str) -> bool:
        """Say if there is any ref below ``namespace``."""
        return bool(self._lines(("for-each-ref", "--format=%(refname)", "--count=1", namespace)))

    def is_shallow(self) -> bool:
        """Say if older commits are missing from this clone."""
        return self._lines(("rev-parse", "--is-shallow-repository")) == ["true"]

    def describe(self, commit: str) -> tuple[int, str]:
        """Return when a commit was made (seconds since the epoch) and by whom (``NAME <E-MAIL>``)."""
        show = (
            "show",
            "-s",
            "--no-show-signature",
            "--no-notes",
            "--no-color",
            "-O/dev/null",
            "--format=%ct %an <%ae>",
        )
        stamp, _, author = "".join(self._lines((*show, commit, "--"))[:1]).partition(" ")
        return (int(stamp) if stamp.lstrip("-").isdigit() else 0), author

    def _lines(self, arguments: Sequence[str]) -> list[str]:
        text = b"\0".join(self._records(arguments))
        return [line for line in text.decode("utf-8", "backslashreplace").split("\n") if line]

    def _records(self, arguments: Sequence[str | bytes]) -> Iterator[bytes]:
        """Run git and yield what it prints between NUL bytes; it is killed at the deadline."""
        import threading

        if self.left <= 0:
            raise _out_of_time()
        with git_process.start(arguments, directory=self._directory) as process:
            watchdog = threading.Timer(self.left, process.stop)
            watchdog.daemon = True
            watchdog.start()
            try:
                process.close_input()
                rest = b""
                for piece in git_process.chunks(process):
                    *whole, rest = (rest + piece).split(b"\0")
                    yield from whole
                code, words = process.finish()
            finally:
                watchdog.cancel()
            if code and self.left <= 0:
                raise _out_of_time()
            if code:
                raise failed(arguments[0], words)
            if rest:
                yield rest


def _out_of_time() -> OutOfTimeError:
    return OutOfTimeError("the search of the history took too long", "Run it again with more time.")
