"""One window of content in, findings out: decode, detect, settle overlaps, say where."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.decode.charset import root_views
from cf_secret_guard.decode.registry import decode_all
from cf_secret_guard.derived import derived
from cf_secret_guard.detectors.base import Subject
from cf_secret_guard.detectors.companions import Surroundings
from cf_secret_guard.detectors.registry import DETECTORS
from cf_secret_guard.errors import GuardError
from cf_secret_guard.hits import Hit, settle
from cf_secret_guard.lines import Locator
from cf_secret_guard.model import Confidence, Finding, Kind, Skipped, display_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cf_secret_guard.detectors.base import Detector
    from cf_secret_guard.sources.base import Window

_NAMED_VALUE = 40
"""Characters of the shortest ``NAME=VALUE`` with a credential of an old format."""
_SUFFIX = 5
"""Characters of the longest file extension that is not taken for a part of a value."""
_DECODE_STEP = "Decode the file yourself and scan the outcome."


class Note(NamedTuple):
    """Something in a window that could not be looked at."""

    reason: str
    next_step: str


class Outcome(NamedTuple):
    """What one window gave."""

    findings: tuple[Finding, ...]
    notes: tuple[Skipped, ...]
    account_ids: tuple[str, ...] = ()
    """Labelled account ids that stand in it, for questions about tokens of other files."""


class Scanner:
    """Runs detectors over windows. Has no state, so threads may share it.

    Args:
        extra: custom detectors from the configuration.
        decode: False to look only at text as it stands (UTF-16/32 is still read).
    """

    def __init__(self, extra: Sequence[Detector] = (), *, decode: bool = True) -> None:
        self._detectors = (*DETECTORS, *extra)
        self._decode = decode

    def inspect(self, window: Window) -> Outcome:
        """Find every credential in a window.

        Args:
            window: the content, with its place in the blob.

        Returns:
            Findings without overlaps, in order; and what could not be looked at.
        """
        path = display_path(window.name)
        notes: list[Note] = []
        hits = self.hits(window.data, path, encoding=window.encoding, notes=notes)
        locator = Locator(window)
        surroundings = Surroundings(window.data.decode("latin-1"))
        findings = [_with_companions(locator.finding(hit, path), hit, surroundings) for hit in hits]
        if window.offset == 0:
            findings[:0] = self._in_path(path, window)
        skipped = tuple(Skipped(path, note.reason, incomplete=True, next_step=note.next_step) for note in notes)
        accounts = dict.fromkeys(account for _, account in surroundings.accounts)
        return Outcome(tuple(findings), skipped, tuple(accounts))

    def hits(
        self, data: bytes, path: str, *, encoding: str | None = None, notes: list[Note] | None = None
    ) -> list[Hit]:
        """Find every credential in bytes.

        Args:
            data: content of at most a window.
            path: where it comes from, with ``/``; empty if unknown.
            encoding: codec that the blob's first bytes announced.
            notes: takes what could not be looked at.

        Returns:
            Hits without overlaps, by their first byte.
        """
        said = [] if notes is None else notes
        found: list[Hit] = []
        roots = root_views(data, encoding)
        for root in roots:
            subjects: dict[int, Subject] = {id(root): Subject(root, path)}
            found.extend(self._matches(subjects[id(root)], said))
            if not self._decode:
                continue
            try:
                for view in decode_all(root, note=lambda reason: said.append(Note(reason, _DECODE_STEP))):
                    outer = subjects.get(id(view.parent))
                    subjects[id(view)] = subject = Subject(view, path, outer)
                    found.extend(self._matches(subject, said))
            except Exception as error:  # noqa: BLE001 - one file must not end the scan of all others
                said.append(_broken(error))
        kept = settle(found)
        more = derived(roots, kept)
        return settle([*kept, *more]) if more else kept

    def _matches(self, subject: Subject, notes: list[Note]) -> Iterator[Hit]:
        view = subject.view
        for rank, detector in enumerate(self._detectors):
            try:
                for match in detector.find(subject):
                    if view.proof_only and match.confidence is not Confidence.CERTAIN:
                        continue
                    yield Hit(match, view, *view.extent(match.start, match.end), rank)
            except GuardError as error:
                notes.append(Note(error.message, error.next_step))
            except Exception as error:  # noqa: BLE001 - as above
                notes.append(_broken(error))

    def _in_path(self, path: str, window: Window) -> list[Finding]:
        """Credentials in the name of the file itself, or of a directory that it is in."""
        name = display_path(window.member.rpartition(b"!")[2]) if window.member else path
        hits = {(hit.match.kind, hit.match.secret): hit for hit in self._named(name)}
        return [
            Finding(
                kind=hit.match.kind,
                path=path,
                line=1,
                column=1,
                end_column=1,
                confidence=hit.match.confidence,
                checksum=hit.match.checksum,
                evidence=(
                    "in the ref's name" if path.startswith("<refs/") else "in the file's name",
                    *hit.match.evidence,
                ),
                secret=hit.match.secret,
                decoded_via=(*window.via, *hit.view.via),
                blob=window.blob,
                member=display_path(window.member),
                commit=window.commit,
                commit_time=window.commit_time,
                companions=hit.match.companions,
            )
            for hit in hits.values()
        ]

    def _named(self, path: str) -> Iterator[Hit]:
        """Yield what proves itself, and what its own name vouches for: paths are full of other things."""
        names = [name for name in path.split("/") if len(name) >= _NAMED_VALUE]
        whole = self.hits(path.encode("utf-8", "replace"), "") if names else ()
        yield from (hit for hit in whole if hit.match.confidence is Confidence.CERTAIN)
        for name in names:
            stem, dot, suffix = name.rpartition(".")
            for text in (name, stem) if dot and len(suffix) <= _SUFFIX else (name,):
                hits = self.hits(text.encode("utf-8", "replace"), "")
                # A custom detector's pattern is for content: it may fit any name.
                yield from (
                    hit for hit in hits if hit.match.confidence is Confidence.HIGH and isinstance(hit.match.kind, Kind)
                )


def _broken(error: Exception) -> Note:
    """Note a bug of ours, by its type and place: the message of an exception may hold what was scanned."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f" in {trace.tb_frame.f_globals.get('__name__', '?')}:{trace.tb_lineno}" if trace is not None else ""
    step = "This is a bug in cf-secret-guard: please report it, with this line."
    return Note(f"a part was not looked at: {type(error).__qualname__}{where}", step)


def _with_companions(finding: Finding, hit: Hit, surroundings: Surroundings) -> Finding:
    """Add what stands beside a credential, in decoded text first, then around it."""
    found = list(finding.companions)
    if hit.view.parent is not None or hit.view.via:
        found += Surroundings(hit.view.text).companions(finding.kind, hit.match.start)
    found += surroundings.companions(finding.kind, hit.start)
    return finding._replace(companions=tuple(dict.fromkeys(found)))
