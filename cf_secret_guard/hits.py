"""Matches with the bytes that they stand in, and the settling of those that overlap."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from cf_secret_guard.decode.base import View
    from cf_secret_guard.model import Match

_SHARED = 0.25
"""Spans of different views that share less than this part of the shorter one do not overlap: decoded offsets are exact
only to a few characters."""


class Hit(NamedTuple):
    """A match and the bytes that it stands in."""

    match: Match
    view: View
    start: int
    """Offset in the window's bytes."""
    end: int
    rank: int
    """Position of the detector in the registry: the lower wins between equals."""


def settle(hits: Sequence[Hit]) -> list[Hit]:
    """Keep, of hits that overlap, the surest; between equals the one behind fewer decodings.

    Args:
        hits: in any order; the outcome does not depend on it.

    Returns:
        Those that count, by their first byte.
    """
    kept: list[Hit] = []
    cluster: list[Hit] = []
    reach = -1
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end, hit.rank, hit.match.start)):
        if hit.start > reach:  # nothing before it touches it: what overlaps stands together
            kept.extend(_settled(cluster))
            cluster = []
        cluster.append(hit)
        reach = max(reach, hit.end)
    kept.extend(_settled(cluster))
    return sorted(kept, key=lambda hit: (hit.start, hit.end))


def _settled(cluster: list[Hit]) -> list[Hit]:
    if len(cluster) < 2:  # noqa: PLR2004 - one cannot overlap
        return cluster
    kept: list[Hit] = []
    for hit in sorted(cluster, key=lambda hit: (-hit.match.confidence, len(hit.view.via), hit.rank, hit.start)):
        if not any(_overlap(hit, other) for other in kept):
            kept.append(hit)
    return kept


def _overlap(a: Hit, b: Hit) -> bool:
    if a.view is b.view:
        return a.match.start < b.match.end and b.match.start < a.match.end
    shared = min(a.end, b.end) - max(a.start, b.start)
    if shared < 0:
        return False
    return shared > _SHARED * min(a.end - a.start, b.end - b.start) or a.match.secret == b.match.secret
