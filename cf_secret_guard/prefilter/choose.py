"""Which prefilter to use: the fast one where it pays and where it can be had."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cf_secret_guard.prefilter.base import Literals
from cf_secret_guard.prefilter.literals import LITERALS

if TYPE_CHECKING:
    from cf_secret_guard.prefilter.base import Prefilter

VECTOR_PAYS_BYTES = 2 * 1024 * 1024
"""After so much data the plain prefilter has cost as much as hyperscan's import and compilation."""


def choose(*, bulk: bool, extra: Literals | None = None) -> Prefilter:
    """Return a prefilter.

    Args:
        bulk: True if much data is expected (a tree); False starts with the one of the standard library and changes
            over when there was more data than expected.
        extra: literals of custom detectors, to be looked for as well.

    Returns:
        A prefilter that may be used from several threads. They all trigger alike.
    """
    literals = LITERALS
    if extra is not None:
        exact, caseless = (*LITERALS.exact, *extra.exact), (*LITERALS.caseless, *extra.caseless)
        literals = Literals(exact, caseless, LITERALS.encoded)
    return _vector_or_plain(literals) if bulk else _Growing(literals)


def _vector_or_plain(literals: Literals) -> Prefilter:
    try:
        from cf_secret_guard.prefilter.vector import VectorPrefilter
    except ImportError:  # no wheel for this platform, or a broken one
        from cf_secret_guard.prefilter.plain import PlainPrefilter

        return PlainPrefilter(literals)
    return VectorPrefilter(literals)


class _Growing:
    """Plain as long as there is little data."""

    def __init__(self, literals: Literals) -> None:
        from cf_secret_guard.prefilter.plain import PlainPrefilter

        self._literals = literals
        self._chosen: Prefilter = PlainPrefilter(literals)
        self._left = VECTOR_PAYS_BYTES

    def triggers(self, data: bytes | bytearray | memoryview) -> bool:
        """See :class:`~cf_secret_guard.prefilter.base.Prefilter`."""
        if self._left >= 0:
            self._left -= len(data)
            if self._left < 0:  # two threads here at once make it twice, which does no harm
                self._chosen = _vector_or_plain(self._literals)
        return self._chosen.triggers(data)
