"""``redact``: a filter that takes secrets out of a stream, in bounded memory."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.errors import IncompleteError
from cf_secret_guard.model import Confidence, ExitCode
from cf_secret_guard.terminal import discard, note

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

    from cf_secret_guard.hits import Hit
    from cf_secret_guard.scanner import Note

    Find = Callable[[bytes], list[tuple[int, int, bytes]]]
    """Finds secrets in a window: (start, end, what to put there), offsets in bytes."""

WINDOW_BYTES = 1024 * 1024
"""How much is gathered before it is searched, unless the input pauses."""
HOLD_BYTES = 64 * 1024
"""How much is held back: a secret that goes on in the next window must not be cut."""
CONTEXT_BYTES = 16 * 1024
"""How much of what was written already is searched again, so that the next secret has its context."""
_CHUNK_BYTES = 64 * 1024
_PAUSE_SECONDS = 0.05
_LONGEST_MARK = 4
_ALIGNMENT = 4  # UTF-32 stays readable


class RedactSettings(NamedTuple):
    """Options of ``redact``."""

    min_confidence: Confidence = Confidence.LOW


class Filter:
    """Takes a stream in pieces and gives it back without secrets.

    Args:
        find: searches one window.
    """

    def __init__(self, find: Find) -> None:
        self._find = find
        self._buffer = b""
        self._written = 0

    def feed(self, data: bytes) -> bytes:
        """Take the next bytes; return what can be written now."""
        self._buffer += data
        if len(self._buffer) - self._written < WINDOW_BYTES:
            return b""
        return self._release(len(self._buffer) - HOLD_BYTES)

    def pause(self) -> bytes:
        """Return the whole lines that wait, except for a PEM block whose end has not come."""
        limit = self._buffer.rfind(b"\n") + 1
        begin = self._buffer.rfind(b"-----BEGIN ")
        if begin > self._buffer.rfind(b"-----END "):
            limit = min(limit, begin)
        return self._release(limit) if limit > self._written else b""

    def finish(self) -> bytes:
        """Return the rest."""
        return self._release(len(self._buffer))

    def _release(self, limit: int) -> bytes:
        """Give out the buffer up to ``limit``; less, if a secret reaches over it."""
        parts: list[bytes] = []
        at = self._written
        for start, end, replacement in sorted(self._find(self._buffer)):
            if end <= at:
                continue
            if end > limit and len(self._buffer) - at < 2 * WINDOW_BYTES:  # no secret is that long: go on then
                limit = max(at, min(limit, start))
                break
            parts += (self._buffer[at : max(start, at)], replacement)
            at = end
        parts.append(self._buffer[at:limit])
        self._written = max(at, limit)
        self._forget()
        return b"".join(parts)

    def _forget(self) -> None:
        count = max(0, self._written - CONTEXT_BYTES) // _ALIGNMENT * _ALIGNMENT
        self._buffer = self._buffer[count:]
        self._written -= count


class Finder:
    """Searches the windows of one stream, from its beginning.

    Args:
        least: the confidence from which on something is replaced.
    """

    def __init__(self, least: Confidence) -> None:
        from cf_secret_guard.prefilter.choose import choose
        from cf_secret_guard.scanner import Scanner

        self._least = least
        self._sieve = choose(bulk=False)
        self._scanner = Scanner()
        self._codec: str | None = None
        self._is_first = True
        self.gaps: list[Note] = []
        """What could not be looked at."""

    def __call__(self, data: bytes) -> list[tuple[int, int, bytes]]:
        """Return what to replace in a window."""
        if self._is_first and len(data) >= _LONGEST_MARK:
            from cf_secret_guard.decode.charset import root_views

            first, *_ = root_views(data[:_LONGEST_MARK])  # a byte order mark counts for all that follows
            self._codec, self._is_first = "".join(first.via) or None, False
        if not self._sieve.triggers(data):
            return []
        hits = self._scanner.hits(data, "", encoding=self._codec, notes=self.gaps)
        return [(hit.start, hit.end, _mask(hit)) for hit in hits if hit.match.confidence >= self._least]


def _mask(hit: Hit) -> bytes:
    """The redacted form, in the encoding of the text around it."""
    outer = hit.view.via[0] if hit.view.via else ""
    return hit.match.secret.redacted.encode(outer if outer.startswith("utf-") else "ascii")


def run(settings: RedactSettings) -> ExitCode:
    """Filter standard input to standard output.

    Raises:
        IncompleteError: a stream is closed or failed; nothing that was not searched has been written.
    """
    if sys.stdin is None or sys.stdout is None:
        raise IncompleteError(
            "Standard input or output is closed", "Use it in a pipe: COMMAND | cf-secret-guard redact."
        )
    finder = Finder(settings.min_confidence)
    try:
        copy(finder, sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:
        discard(sys.stdout)
    except OSError as error:
        discard(sys.stdout)
        raise IncompleteError(
            f"The stream was cut short: {error.strerror or type(error).__name__}", "Make room, then run again."
        ) from error
    for gap in finder.gaps:
        note(f"cf-secret-guard: Not everything was searched: {gap.reason}.")
    return ExitCode.INCOMPLETE if finder.gaps else ExitCode.CLEAN


def copy(find: Find, source: BinaryIO, target: BinaryIO) -> None:
    """Copy ``source`` to ``target`` through a :class:`Filter`.

    Raises:
        OSError: reading or writing failed.
    """
    stream = Filter(find)
    read = getattr(source, "read1", source.read)
    while chunk := read(_CHUNK_BYTES):
        ready = stream.feed(chunk)
        if not ready and _is_pausing(source):
            ready = stream.pause()
        if ready:
            target.write(ready)
            target.flush()
    target.write(stream.finish())
    target.flush()


def _is_pausing(source: BinaryIO) -> bool:
    """Say if nothing more comes for a moment. Where nobody can tell (Windows, no real file), it does not pause."""
    from select import select

    try:
        return not select([source], [], [], _PAUSE_SECONDS)[0]
    except (OSError, ValueError):
        return False
