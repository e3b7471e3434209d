"""Which contents of the history hold which secrets: each is read once, in pieces, and compared in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.errors import GitError
from cf_secret_guard.git.history import OutOfTimeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cf_secret_guard.git.history import History
    from cf_secret_guard.git.objects import Blob
    from cf_secret_guard.secret import Secret

_PIECE = 1024 * 1024
_LARGEST_DECODED = 4 * 1024 * 1024
"""Bytes. Larger contents are searched for the value as it stands, not decoded."""


class Contents:
    """What has been learnt about contents, by object id.

    Args:
        history: where they are read.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._holding: dict[str, set[str]] = {}
        self._read: set[tuple[str, str]] = set()
        self.is_complete = True
        """False if the deadline came during the last :meth:`learn`."""

    def holding(self, secret: Secret) -> set[str]:
        """Return the object ids known to hold ``secret``."""
        return self._holding.setdefault(secret.fingerprint, set())

    def learn(self, oids: Sequence[str], path: str, secrets: Sequence[Secret]) -> list[str]:
        """Search contents for secrets.

        Args:
            oids: the contents, the newest first.
            path: whose they are; detectors look at it.
            secrets: what to look for.

        Returns:
            What could not be done, as short phrases.
        """
        self.is_complete = True
        values = {secret.fingerprint: secret.reveal().encode("utf-8", "surrogatepass") for secret in secrets}
        gaps = self._each(oids, list(values), lambda blob: _literal(blob, values))
        # A value that stands nowhere as it is was decoded: then only the detectors can recognise it.
        hidden = [name for name in values if not self._holding.get(name, set()).intersection(oids)]
        if hidden and self.is_complete:
            self._read -= {(oid, name) for oid in oids for name in hidden}
            gaps += self._each(oids, hidden, lambda blob: _detected(blob, path))
        return gaps

    def _each(self, oids: Sequence[str], names: Sequence[str], search: Callable[[Blob], set[str]]) -> list[str]:
        unread = [oid for oid in oids if any((oid, name) not in self._read for name in names)]
        missing = 0
        try:
            for blob in self._history.read_blobs(unread):
                try:
                    found = search(blob) if blob.size is not None else None
                except GitError:
                    found = None
                missing += found is None
                for name in names:
                    self._read.add((blob.oid, name))
                    if found and name in found:
                        self._holding.setdefault(name, set()).add(blob.oid)
        except OutOfTimeError:
            self.is_complete = False
        except GitError as error:
            return [error.message]
        return [f"versions that could not be read: {missing:,} (run `git fsck`)"] if missing else []


def _literal(blob: Blob, values: dict[str, bytes]) -> set[str]:
    """Which of ``values`` stand in a content as they are."""
    keep = max(map(len, values.values())) - 1
    found: set[str] = set()
    tail = b""
    while piece := blob.read(_PIECE):
        window = tail + piece
        found.update(name for name, value in values.items() if value in window)
        tail = window[-keep:] if keep else b""
    return found


def _detected(blob: Blob, path: str) -> set[str]:
    """Fingerprints of all that the detectors find in a content, encoded or not."""
    from cf_secret_guard.scanner import Scanner

    if blob.size is None or blob.size > _LARGEST_DECODED:
        return set()
    data = b"".join(iter(lambda: blob.read(_PIECE), b""))
    hits = Scanner().hits(data, path, notes=[])
    return {hit.match.secret.fingerprint for hit in hits}
