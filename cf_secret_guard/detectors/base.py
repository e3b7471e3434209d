"""The Protocol of a detector: one credential family, looked for in one view at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cf_secret_guard.decode.base import View
    from cf_secret_guard.model import Match


class Subject(NamedTuple):
    """What a detector looks at: a view and where it comes from."""

    view: View
    path: str
    """The blob's path with ``/``, for evidence in file names."""


class Detector(Protocol):
    """One credential family."""

    @property
    def id(self) -> str:
        """Short name, for configuration and debugging."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that it can report."""

    def find(self, subject: Subject) -> Iterator[Match]:
        """Yield matches in ``subject.view.text``; never raises on any text. Overlaps are settled by the scanner."""
