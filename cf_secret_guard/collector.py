"""Takes what a source gives, has the windows scanned, and keeps findings, notes and counts."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.detectors.base import Detector
    from cf_secret_guard.model import Finding, Skipped
    from cf_secret_guard.progress import Progress
    from cf_secret_guard.scanner import Scanner
    from cf_secret_guard.sources.base import Window


class Collector:
    """A Sink. The scanner, and with it every detector, is loaded with the first window: a clean commit never pays.

    Args:
        extra: custom detectors from the configuration.
        decode: False to look only at text as it stands.
        progress: told what was done, if there is somebody to tell.
    """

    def __init__(self, extra: Sequence[Detector], *, decode: bool, progress: Progress | None) -> None:
        self.files = 0
        self.blobs = 0
        self.bytes = 0
        self._lock = allocate_lock()
        self._extra = extra
        self._decode = decode
        self._progress = progress
        self._scanner: Scanner | None = None
        self._findings: dict[tuple[object, ...], Finding] = {}
        self._skipped: dict[Skipped, None] = {}
        self._accounts: dict[str, None] = {}

    @property
    def findings(self) -> list[Finding]:
        """All findings, by place; what two windows of one blob both saw counts once."""
        return sorted(self._findings.values(), key=lambda found: (found.path, found.line, found.column, found.kind))

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """All notes, each once."""
        return tuple(sorted(self._skipped))

    @property
    def account_ids(self) -> tuple[str, ...]:
        """Labelled account ids of all that was looked at, in a stable order."""
        return tuple(sorted(self._accounts))

    def window(self, window: Window) -> None:
        """See Sink."""
        outcome = self._loaded().inspect(window)
        with self._lock:
            for finding in outcome.findings:
                content = (finding.path, finding.blob, finding.commit)
                place = (*content, finding.line, finding.column, finding.kind, finding.fingerprint)
                self._findings.setdefault(place, finding)
            self._skipped.update(dict.fromkeys(outcome.notes))
            self._accounts.update(dict.fromkeys(outcome.account_ids))

    def skip(self, skipped: Skipped) -> None:
        """See Sink."""
        with self._lock:
            self._skipped[skipped] = None

    def expect(self, files: int) -> None:
        """See Sink."""
        if self._progress is not None:
            self._progress.total(files, None)

    def count(self, files: int, blobs: int, size: int) -> None:
        """See Sink."""
        with self._lock:
            self.files += files
            self.blobs += blobs
            self.bytes += size
        if self._progress is not None:
            self._progress.advance(files or blobs, size)  # of a history, blobs are all that there is

    def _loaded(self) -> Scanner:
        with self._lock:
            if self._scanner is None:
                from cf_secret_guard.scanner import Scanner

                self._scanner = Scanner(self._extra, decode=self._decode)
            return self._scanner
