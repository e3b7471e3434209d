"""The Protocol of a detector: one credential family, looked for in one view at a time."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from cf_secret_guard.detectors.edges import value_start
from cf_secret_guard.detectors.landscape import Landscape
from cf_secret_guard.detectors.place import Place
from cf_secret_guard.detectors.runs import long_runs

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View
    from cf_secret_guard.model import Match

_MOST_PLACES = 5


class Subject:
    """What a detector looks at: a view, and where it comes from.

    Args:
        view: the text to search.
        path: the blob's path with ``/``, for evidence in file names.
        outer: the subject that the view was decoded from, if any.
    """

    def __init__(self, view: View, path: str, outer: Subject | None = None) -> None:
        self.view = view
        self.path = path
        self.outer = outer

    @property
    def text(self) -> str:
        """The view's text."""
        return self.view.text

    @cached_property
    def runs(self) -> list[tuple[int, int]]:
        """Values that are long runs of token characters, see :func:`runs.long_runs`, ascending."""
        return [(value_start(self.text, start), end) for start, end in long_runs(self.text)]

    @cached_property
    def land(self) -> Landscape:
        """Where the text names Cloudflare."""
        return Landscape(self.text, self.path)

    def places(self, start: int, end: int) -> list[Place]:
        """The place of a span, then those of the encoded text around it, innermost first."""
        found = [Place(self.land, start, end)]
        subject = self
        while subject.outer is not None and len(found) < _MOST_PLACES:
            start, end = subject.view.span
            subject = subject.outer
            found.append(Place(subject.land, start, end))
        return found


class Detector(Protocol):
    """One credential family."""

    @property
    def id(self) -> str:
        """Short name, for configuration and debugging."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it can report."""

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield matches in ``subject.text``; never raises on any text. Overlaps are settled by the scanner."""
