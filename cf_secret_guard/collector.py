"""Takes what a source gives, has the windows scanned, and keeps findings, notes and counts."""

from __future__ import annotations

from _thread import allocate_lock
from typing import TYPE_CHECKING

from cf_secret_guard.model import Skipped, display_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from cf_secret_guard.detectors.base import Detector
    from cf_secret_guard.model import Finding
    from cf_secret_guard.progress import Progress
    from cf_secret_guard.scanner import Scanner
    from cf_secret_guard.sources.base import Window


class Collector:
    """A Sink. The scanner, and with it every detector, is loaded with the first window: a clean commit never pays.

    Args:
        extra: custom detectors from the configuration.
        decode: False to look only at text as it stands.
        archives: False to leave containers closed.
        excluded: says for a place inside a container (``a.zip!b/c``) why it is not wanted, or None.
        progress: told what was done, if there is somebody to tell.
    """

    def __init__(
        self,
        extra: Sequence[Detector],
        *,
        decode: bool,
        archives: bool = True,
        excluded: Callable[[bytes], str | None] | None = None,
        progress: Progress | None,
    ) -> None:
        self.archives = archives
        self.is_thorough = decode and archives
        self.files = 0
        self.blobs = 0
        self.bytes = 0
        self._lock = allocate_lock()
        self._extra = extra
        self._decode = decode
        self._excluded = excluded
        self._progress = progress
        self._scanner: Scanner | None = None
        self._findings: dict[tuple[object, ...], Finding] = {}
        self._in_opened: dict[tuple[object, ...], Finding] = {}
        self._set_aside: set[tuple[object, ...]] = set()
        """What stands in members that are excluded: the bytes of the container around them show it as well."""
        self._skipped: dict[Skipped, None] = {}
        self._accounts: dict[str, None] = {}

    @property
    def findings(self) -> list[Finding]:
        """All findings, by place; what two windows of one blob both saw, or a container and its member, counts once."""
        found = [*self._findings.values(), *self._only_outside()]
        return sorted(found, key=lambda found: (found.path, found.line, found.column, found.kind))

    def _only_outside(self) -> Iterable[Finding]:
        """What stands in the bytes of containers and was found in no member; the innermost container counts."""
        inside = self._set_aside.union(map(_content, self._findings.values()))
        outside: dict[tuple[object, ...], Finding] = {}
        for finding in self._in_opened.values():
            content = _content(finding)
            if content not in inside:
                known = outside.setdefault(content, finding)
                if len(known.member) < len(finding.member):
                    outside[content] = finding
        return outside.values()

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
        reason = self._excluded(window.name) if window.member and self._excluded is not None else None
        outcome = self._loaded().inspect(window)
        if reason is not None:
            with self._lock:
                self._set_aside.update(map(_content, outcome.findings))
            self.skip(Skipped(display_path(window.name), reason, incomplete=False))
            return
        with self._lock:
            findings = self._in_opened if window.opened else self._findings
            for finding in outcome.findings:
                content = (finding.path, finding.blob, finding.commit)
                place = (*content, finding.line, finding.column, finding.kind, finding.fingerprint)
                findings.setdefault(place, finding)
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


def _content(finding: Finding) -> tuple[object, ...]:
    """What a finding in a container and one in its member have in common if they are the same."""
    outer = finding.path.removesuffix(f"!{finding.member}")
    return outer, finding.blob, finding.kind, finding.fingerprint
