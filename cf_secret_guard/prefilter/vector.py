"""The prefilter for much data: hyperscan (vectorscan), about 2 GB/s a core.

Its import and the compilation cost about 70 ms, as much as the plain one takes for 2 MB.
"""

from __future__ import annotations

import threading

import hyperscan

from cf_secret_guard.prefilter.base import Literals, may_be_encoded
from cf_secret_guard.prefilter.literals import SHAPES

_ONCE = hyperscan.HS_FLAG_SINGLEMATCH


def _quoted(literal: bytes) -> bytes:
    """Write a literal as an expression; a NUL would end it, so no byte but letters and digits stands for itself."""
    return b"".join(b"%c" % byte if chr(byte).isalnum() and byte < 128 else b"\\x%02x" % byte for byte in literal)  # noqa: PLR2004 - ASCII


class VectorPrefilter:
    """See :class:`~cf_secret_guard.prefilter.base.Prefilter`; may be used from several threads, and after a fork.

    It compiles in a thread of its own, so that the caller can list files meanwhile; the first use waits for it. Fork
    only after a first use.

    Args:
        literals: what to look for, besides the shapes.
    """

    def __init__(self, literals: Literals) -> None:
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        self._local = threading.local()
        self._failure: Exception | None = None
        self._first_encoded = 0
        self._compiler = threading.Thread(target=self._compile, args=(literals,))
        self._compiler.start()

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See :class:`~cf_secret_guard.prefilter.base.Prefilter`."""
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = self._new_scratch()
        first_encoded, encoded = self._first_encoded, []

        def matched(expression: int, _start: int, _end: int, _flags: int, _context: object) -> bool:
            """Take a match; true ends the scan."""
            if expression >= first_encoded:
                encoded.append(expression)
            return expression < first_encoded

        try:
            # It takes any contiguous buffer; its stub says str or bytes.
            self._database.scan(data, match_event_handler=matched, scratch=scratch)  # type: ignore[type-var]
        except hyperscan.ScanTerminated:
            return True
        return bool(encoded) and may_be_encoded(bytes(data))

    def _compile(self, literals: Literals) -> None:
        encoded = Literals((), ()) if literals.encoded is None else literals.encoded()
        expressions, flags = [expression for _gate, expression in SHAPES], [_ONCE] * len(SHAPES)
        for words in (literals, encoded):
            self._first_encoded = len(expressions)
            expressions += [_quoted(word) for word in (*words.exact, *words.caseless)]
            flags += [_ONCE] * len(words.exact) + [_ONCE | hyperscan.HS_FLAG_CASELESS] * len(words.caseless)
        try:
            # Ids of their own: compiling takes three times as long if they share one.
            self._database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=flags)
        except Exception as error:  # noqa: BLE001 - it is raised again where somebody can see it
            self._failure = error

    def _new_scratch(self) -> hyperscan.Scratch:
        self._compiler.join()
        if self._failure is not None:
            raise self._failure
        return hyperscan.Scratch(self._database)
