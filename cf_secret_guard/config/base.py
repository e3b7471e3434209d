"""The configuration as frozen values."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from cf_secret_guard.model import Confidence
from cf_secret_guard.prefilter.base import Literals

if TYPE_CHECKING:
    from cf_secret_guard.config.gitignore import Pattern


class IgnoredSecret(NamedTuple):
    """A secret that does not count, wherever it stands."""

    fingerprint: str
    reason: str
    where: str
    """File and line."""


class DetectorSpec(NamedTuple):
    """A detector of the user's own, checked: its pattern compiles and its group exists."""

    id: str
    pattern: str
    keywords: tuple[str, ...]
    secret_group: int | str = 0
    description: str = ""
    confidence: Confidence = Confidence.MEDIUM
    paths: tuple[Pattern, ...] = ()
    """Where it looks; empty: everywhere."""
    min_entropy: float = 0.0
    """Bits a character."""


class Config(NamedTuple):
    """What the files say; None where they say nothing."""

    min_confidence: Confidence | None = None
    decode: bool | None = None
    max_file_size: int | None = None
    """Bytes."""
    baseline: str | None = None
    """From the root, with ``/``."""
    ignored_paths: tuple[Pattern, ...] = ()
    """Of the configuration, then of the ignore file; the last that matches decides."""
    ignored_secrets: tuple[IgnoredSecret, ...] = ()
    detectors: tuple[DetectorSpec, ...] = ()
    names: tuple[str, ...] = ()
    """Files that it was read from, for ``doctor`` and ``-v``."""

    def literals(self) -> Literals | None:
        """What the prefilter must look for on top, so that custom detectors see their files; None: nothing."""
        words = {word.lower().encode("ascii") for spec in self.detectors for word in spec.keywords}
        return Literals((), tuple(sorted(words))) if words else None
