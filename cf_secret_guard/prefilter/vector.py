"""The prefilter for much data: hyperscan (vectorscan), about 2 GB/s a core.

Its import and the compilation cost about 70 ms, so that it pays from some 10 MB on.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import hyperscan

from cf_secret_guard.prefilter.literals import SHAPES

if TYPE_CHECKING:
    from cf_secret_guard.prefilter.base import Literals


def _stop(_literal: int, _start: int, _end: int, _flags: int, _context: object) -> bool:
    """Take the first match; true ends the scan."""
    return True


def _quoted(literal: bytes) -> bytes:
    """Write a literal as an expression; a NUL would end it, so no byte but letters and digits stands for itself."""
    return b"".join(b"%c" % byte if chr(byte).isalnum() and byte < 128 else b"\\x%02x" % byte for byte in literal)  # noqa: PLR2004 - ASCII


class VectorPrefilter:
    """See :class:`~cf_secret_guard.prefilter.base.Prefilter`; may be used from several threads, and after a fork.

    Args:
        literals: what to look for, besides the shapes.
    """

    def __init__(self, literals: Literals) -> None:
        once = hyperscan.HS_FLAG_SINGLEMATCH
        expressions = [_quoted(literal) for literal in (*literals.exact, *literals.caseless)]
        flags = [once] * len(literals.exact) + [once | hyperscan.HS_FLAG_CASELESS] * len(literals.caseless)
        expressions += [expression for _gate, expression in SHAPES]
        flags += [once] * len(SHAPES)
        self._database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        # Ids of their own: compiling takes three times as long if they share one.
        self._database.compile(expressions=expressions, ids=list(range(len(expressions))), flags=flags)
        self._local = threading.local()

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See :class:`~cf_secret_guard.prefilter.base.Prefilter`."""
        try:
            scratch = self._local.scratch
        except AttributeError:
            scratch = self._local.scratch = hyperscan.Scratch(self._database)
        try:
            # It takes any contiguous buffer; its stub says str or bytes.
            self._database.scan(data, match_event_handler=_stop, scratch=scratch)  # type: ignore[type-var]
        except hyperscan.ScanTerminated:
            return True
        return False
