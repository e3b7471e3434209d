"""Takes one git blob through a feeder, or says why it does not: the same for the index and for commits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError
from cf_secret_guard.model import Skipped, display_path

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.git.objects import Blob
    from cf_secret_guard.sources.base import Sink
    from cf_secret_guard.sources.feeder import Feeder

SUBMODULE = "a submodule: its content belongs to another repository"
ABSENT_STEP = "Fetch it (a partial clone has `git fetch --refetch`), or run `git fsck`."


def scan_blob(blob: Blob, paths: Sequence[bytes], feeder: Feeder, sink: Sink, max_size: int | None) -> None:
    """Look at one blob, and count it; one that is missing, damaged or too large is noted at each of its paths.

    Args:
        blob: as git answered.
        paths: where it stands, at least one.
        feeder: looks at it.
        sink: gets counts and notes.
        max_size: bytes; a larger one is skipped. None: no limit.
    """
    problem, step = blob.problem, ABSENT_STEP
    if blob.size is not None and max_size is not None and blob.size > max_size:
        problem, step = f"larger than {max_size} bytes", "Raise --max-file-size to scan it."
    elif blob.size is not None:
        try:
            feeder.feed(blob.read, paths, blob.oid)
        except GitError as error:
            problem, step = error.message, error.next_step
        else:
            sink.count(0, 1, blob.size)
    if problem:
        for path in paths:
            sink.skip(Skipped(display_path(path), problem, incomplete=True, next_step=step))
